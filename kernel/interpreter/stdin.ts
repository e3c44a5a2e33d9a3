import { encode } from "../wire/frames.ts";
import type { Header, Request } from "../wire/message.ts";
import type { Signer } from "../wire/signature.ts";
import type { Answer, FromThread } from "./thread-messages.ts";

/** What Stdin needs of its kernel. */
export interface StdinOptions {
  readonly signer: Signer;
  readonly header: (type: string) => Header;
  readonly send: (channel: "stdin", frames: Uint8Array[]) => void;
  /** Told the line that answers a question. */
  readonly answered: (answer: Answer) => void;
}

/** What the running cell asks: the client that sent the cell is asked, and no other's answer counts. */
export class Stdin {
  readonly #options: StdinOptions;
  #open: { readonly task: number; readonly id: string; readonly client: string } | undefined;

  constructor(options: StdinOptions) {
    this.#options = options;
  }

  /** Asks the sender of a request. */
  ask({ header: parent, identities }: Request, question: Extract<FromThread, { kind: "ask" }>): void {
    const { header, signer, send } = this.#options;
    const { task, prompt, password } = question;
    const type = "input_request";
    const own = header(type);
    send("stdin", [...identities, ...encode({ type, parent, content: { prompt, password } }, own, signer)]);
    this.#open = { task, id: own.msg_id, client: nameOf(identities) };
  }

  /** Takes what comes on stdin: the answer to the open question, or something to drop. */
  take({ header, parent, identities, content: { value } }: Request): void {
    const open = this.#open;
    if (open === undefined || header.msg_type !== "input_reply" || nameOf(identities) !== open.client) return;
    // Not every client says which question it answers.
    if (parent.msg_id !== undefined && parent.msg_id !== open.id) return;
    if (typeof value !== "string") return;
    this.#open = undefined;
    this.#options.answered({ type: "answer", number: open.task, line: value });
  }

  /** The cell has ended: what it asked is answered no more. */
  close(): void {
    this.#open = undefined;
  }
}

function nameOf(identities: readonly Uint8Array[]): string {
  return identities.map((frame) => Buffer.from(frame).toString("hex")).join(".");
}
