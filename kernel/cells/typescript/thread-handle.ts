import { Worker } from "node:worker_threads";
import type { ForeignAnswer, SessionApi } from "../../../src/index.ts";
import type { CellContext, CellFailure } from "../cell.ts";
import { failure } from "../cell.ts";
import { awaitAnswer, callBuffer } from "./call-buffer.ts";
import { isVariable } from "./declare.ts";
import { MemoryWatch, memoryLimit } from "./memory-watch.ts";
import type { FromTypeScript, Made, Problem, ScopeChange, ToTypeScript } from "./messages.ts";

/** How often an interrupt and the memory are looked at, in milliseconds. */
const period = 100;
/** How long a cell may go on after an interrupt before its thread is broken. */
const patience = 500;
/** How long a function may take within a statement. */
const longestCall = 30_000;
/** How long a question about a cell's text waits for its answer. */
const longestQuestion = 10_000;
const gone = "the variables of TypeScript cells are gone, data sets and numbers are not";

type Said<K extends FromTypeScript["kind"]> = Extract<FromTypeScript, { kind: K }>;

/** The TypeScript cells of one session: their thread, which is started by the first of them and replaced when it is lost. */
export class TypeScriptCells {
  readonly #session: SessionApi;
  #worker: Worker | undefined;
  /** What the thread knows of the language's scope. */
  readonly #told = new Map<string, unknown>();
  #said: (message: FromTypeScript) => void = () => undefined;
  #ended: (reason: string) => void = () => undefined;
  #questions = 0;
  /** The signal of the cell that runs, of whatever language: a call within a statement heeds it. */
  signal: { readonly aborted: boolean } = { aborted: false };

  constructor(session: SessionApi) {
    this.#session = session;
  }

  /** Runs a cell; gives what stopped it. */
  async run(code: string, context: CellContext): Promise<CellFailure | undefined> {
    let asked: number | undefined;
    const ended = await this.#converse<"ended">(
      { kind: "run", code, scope: this.#change() },
      (message) => {
        if (message.kind === "ended") return message;
        if (message.kind === "ask") void this.#pass(message, context);
        show(message, context);
        return undefined;
      },
      (watch) => {
        if (watch.exceeded()) return `it used more than ${memoryLimit} MB of memory`;
        if (!context.signal.aborted) return undefined;
        asked ??= this.#interrupt();
        return Date.now() - asked > patience ? "it was broken" : undefined;
      },
    );
    if (typeof ended === "string") {
      const name = asked === undefined ? "typescript-lost" : "interrupted";
      return failure(name, `${ended}; ${gone}`);
    }
    this.#take(ended.made);
    return ended.problem === undefined ? undefined : failureOf(ended.problem);
  }

  async #pass({ number, prompt, password }: Said<"ask">, { ask }: CellContext): Promise<void> {
    const worker = this.#worker;
    const line = await ask?.(prompt, password);
    worker?.postMessage({ kind: "answer", number, ...(line === undefined ? {} : { line }) } satisfies ToTypeScript);
  }

  /** Starts the thread, which takes a second, and waits for nothing. */
  warm(): void {
    if (this.#worker === undefined) this.#thread().unref();
  }

  /** What fits at a cursor. */
  async complete(code: string, cursor: number): Promise<Said<"completed"> | undefined> {
    return this.#ask("complete", "completed", code, cursor);
  }

  /** What is known of the name at a cursor. */
  async inspect(code: string, cursor: number): Promise<string | undefined> {
    return (await this.#ask("inspect", "inspected", code, cursor))?.text;
  }

  async #ask<K extends "completed" | "inspected">(
    kind: "complete" | "inspect",
    reply: K,
    code: string,
    cursor: number,
  ): Promise<Said<K> | undefined> {
    const begun = Date.now();
    const number = ++this.#questions;
    const answer = await this.#converse<K>(
      { kind, number, code, cursor, scope: this.#change() },
      (message) =>
        message.kind === reply && "number" in message && message.number === number ? (message as Said<K>) : undefined,
      () => (Date.now() - begun > longestQuestion ? "it did not answer" : undefined),
    );
    return typeof answer === "string" ? undefined : answer;
  }

  /** Sends a message and waits for its last answer, or for the reason why there is none; `overdue` may give one. */
  #converse<K extends FromTypeScript["kind"]>(
    message: ToTypeScript,
    answered: (message: FromTypeScript) => Said<K> | undefined,
    overdue: (watch: MemoryWatch) => string | undefined,
  ): Promise<Said<K> | string> {
    const worker = this.#thread();
    worker.ref();
    const memory = new MemoryWatch();
    return new Promise((resolve) => {
      const end = (answer: Said<K> | string): void => {
        clearInterval(watch);
        this.#said = () => undefined;
        this.#ended = () => undefined;
        if (typeof answer === "string") this.#break();
        else worker.unref();
        resolve(answer);
      };
      const watch = setInterval(() => {
        const reason = overdue(memory);
        if (reason !== undefined) end(reason);
      }, period);
      this.#said = (said) => {
        const answer = answered(said);
        if (answer !== undefined) end(answer);
      };
      this.#ended = end;
      worker.postMessage(message);
    });
  }

  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL("./typescript-thread.cjs", import.meta.url), {
      name: "typescript",
      resourceLimits: { maxOldGenerationSizeMb: memoryLimit },
    });
    this.#worker = worker;
    // Listeners stay: a worker without one for messages delivers none to the next.
    let reason = "the cell ended its thread, as process.exit does";
    worker.on("message", (message: FromTypeScript) => {
      if (worker === this.#worker) this.#said(message);
    });
    worker.on("error", (problem: Error & { readonly code?: string }) => {
      reason =
        problem.code === "ERR_WORKER_OUT_OF_MEMORY" ? `it used more than ${memoryLimit} MB of memory` : problem.message;
    });
    worker.on("exit", () => {
      if (worker !== this.#worker) return;
      this.#forget();
      this.#ended(reason);
    });
    return worker;
  }

  #break(): void {
    void this.#worker?.terminate();
    this.#forget();
  }

  #forget(): void {
    this.#worker = undefined;
    this.#told.clear();
  }

  #interrupt(): number {
    this.#worker?.postMessage({ kind: "interrupt" } satisfies ToTypeScript);
    return Date.now();
  }

  /** What the thread does not know yet of the scope. */
  #change(): ScopeChange {
    const values = this.#session.values();
    const fresh = [...values].filter(([name, value]) => isVariable(name) && this.#told.get(name) !== value);
    const lost = [...this.#told.keys()].filter((name) => !values.has(name));
    for (const [name, value] of fresh) this.#told.set(name, value);
    for (const name of lost) this.#told.delete(name);
    return { values: fresh, gone: lost };
  }

  /** Puts into the language's scope what a cell has made. */
  #take({ data, numbers, functions }: Made): void {
    const session = this.#session;
    for (const { name, columns } of data) {
      session.define(name, columns);
    }
    for (const [name, value] of numbers) session.defineNumber(name, value);
    for (const { name, parameters } of functions) {
      session.defineFunction(name, { parameters, call: (columns, rows) => this.#call(name, columns, rows) });
    }
    const values = session.values();
    for (const name of [...data.map((d) => d.name), ...numbers.map(([n]) => n)]) this.#told.set(name, values.get(name));
  }

  #call(name: string, columns: readonly Float64Array[], rows: number): ForeignAnswer {
    const worker = this.#worker;
    if (worker === undefined) return { ok: false, message: "the thread that it was defined in is gone" };
    const shared = callBuffer(rows);
    worker.postMessage({ kind: "call", name, columns, rows, shared } satisfies ToTypeScript);
    const begun = Date.now();
    for (;;) {
      const answer = awaitAnswer(shared, rows, period);
      if (answer !== undefined) return answer;
      const stopped = this.signal.aborted;
      if (!stopped && Date.now() - begun < longestCall) continue;
      this.#break();
      const reason = stopped ? "it was interrupted" : `it did not answer within ${longestCall / 1000} s`;
      return { ok: false, message: `${reason}; ${gone}` };
    }
  }
}

function show(message: FromTypeScript, { publish, executionCount }: CellContext): void {
  if (message.kind === "stream") publish("stream", { name: message.name, text: message.text });
  if (message.kind === "result")
    publish("execute_result", { data: message.bundle, metadata: {}, execution_count: executionCount });
  if (message.kind !== "display") return;
  const transient = message.id === undefined ? {} : { display_id: message.id };
  publish(message.update ? "update_display_data" : "display_data", { data: message.bundle, metadata: {}, transient });
}

function failureOf({ name, message, lines }: Problem): CellFailure {
  return { ename: name, evalue: message, traceback: lines.map((line) => `\u001b[31m${line}\u001b[0m`) };
}
