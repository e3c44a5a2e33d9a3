type Name = "stdout" | "stderr";

/** Output goes out in batches of this many characters, or after so many milliseconds: a message a line would take longer than the lines. */
const mostWaiting = 65_536;
const longestWait = 50;

/** What a thread prints, on its way to whoever shows it. */
export class OutputBatches {
  readonly #send: (name: Name, text: string) => void;
  #waiting: { readonly name: Name; text: string; readonly since: number } | undefined;

  constructor(send: (name: Name, text: string) => void) {
    this.#send = send;
  }

  /** Takes what this thread's stdout and stderr are given. */
  capture(): void {
    for (const name of ["stdout", "stderr"] as const) {
      process[name].write = ((chunk: string | Uint8Array, ...rest: readonly unknown[]) => {
        this.write(name, typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
        const done = rest.at(-1);
        if (typeof done === "function") done();
        return true;
      }) as typeof process.stdout.write;
    }
    setInterval(() => this.flush(), longestWait).unref();
  }

  write(name: Name, text: string): void {
    if (this.#waiting !== undefined && this.#waiting.name !== name) this.flush();
    this.#waiting ??= { name, text: "", since: performance.now() };
    this.#waiting.text += text;
    const { text: held, since } = this.#waiting;
    if (held.length > mostWaiting || performance.now() - since > longestWait) this.flush();
  }

  flush(): void {
    if (this.#waiting !== undefined) this.#send(this.#waiting.name, this.#waiting.text);
    this.#waiting = undefined;
  }
}
