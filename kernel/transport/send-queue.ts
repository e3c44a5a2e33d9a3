/** The part of a zeromq socket that sends. */
interface Sender {
  send(frames: Uint8Array[]): Promise<void>;
}

/** Sends messages one after another; a zeromq socket throws EBUSY when asked before the last send has resolved. */
export class SendQueue {
  readonly #socket: Sender;
  #waiting: Uint8Array[][] = [];
  #running: Promise<void> | undefined;

  constructor(socket: Sender) {
    this.#socket = socket;
  }

  push(frames: Uint8Array[]): void {
    this.#waiting.push(frames);
    this.#running ??= this.#run();
  }

  /** Resolves when all that was pushed has been handed to the socket. */
  async drained(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (const frames of batch) {
        // A peer that has gone must not stop what is meant for the others.
        await this.#socket.send(frames).catch(() => undefined);
      }
    }
    this.#running = undefined;
  }
}
