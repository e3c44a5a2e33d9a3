import { type InputSource, inputSource } from "../../../src/index.ts";

interface Question {
  readonly number: number;
  readonly prompt: string;
  readonly password: boolean;
  readonly resolve: (line: string | undefined) => void;
  readonly reject: (problem: Error) => void;
}

/** The questions of cells, one at a time: those that are asked together wait for one another. */
export class Asking {
  readonly #send: (question: Question) => void;
  readonly #queue: Question[] = [];
  #count = 0;
  /** A cell runs, and whoever sent it can be asked. */
  #open = false;

  constructor(send: (question: Question) => void) {
    this.#send = send;
    const source: InputSource = (prompt, password) =>
      new Promise((resolve, reject) => {
        if (!this.#open) throw new Error(`no cell runs that could ask ${JSON.stringify(prompt)}`);
        this.#queue.push({ number: ++this.#count, prompt, password, resolve, reject });
        if (this.#queue.length === 1) this.#next();
      });
    (globalThis as { [inputSource]?: InputSource })[inputSource] = source;
  }

  /** A cell begins. */
  begin(): void {
    this.#open = true;
  }

  /** Takes the answer to a question, and asks the next one. */
  answer(number: number, line: string | undefined): void {
    if (this.#queue[0]?.number !== number) return;
    this.#queue.shift()?.resolve(line);
    this.#next();
  }

  /** The cell has ended: what it asked is answered no more. */
  end(): void {
    this.#open = false;
    for (const { prompt, reject } of this.#queue.splice(0))
      reject(new Error(`the cell ended before ${JSON.stringify(prompt)} was answered; put await before input(…)`));
  }

  #next(): void {
    const [first] = this.#queue;
    if (first !== undefined) this.#send(first);
  }
}
