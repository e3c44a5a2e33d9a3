import { parentPort } from "node:worker_threads";
import { Asking } from "./asking.ts";
import { writeAnswer } from "./call-buffer.ts";
import { declared } from "./declare.ts";
import { displayHook, resultBundle } from "./display.ts";
import { createEngine } from "./engine.ts";
import { MadeValues } from "./made.ts";
import type { FromTypeScript, ScopeChange, ToTypeScript } from "./messages.ts";
import { OutputBatches } from "./output-batches.ts";

// The entry of the thread that runs TypeScript cells: what it breaks is its own.

const port = parentPort!;
let running = false;
/** What is printed between two cells, such as by a timer, is shown with the next one; so many batches at most, and what was left out is told. */
const late: FromTypeScript[] = [];
const mostLate = 100;
let leftOut = 0;
const say = (message: FromTypeScript): void => {
  if (message.kind !== "stream") output.flush();
  port.postMessage(message);
};
const output = new OutputBatches((name, text) => {
  const message = { kind: "stream", name, text } as const;
  if (running) port.postMessage(message);
  else if (late.length < mostLate) late.push(message);
  else leftOut += text.length;
});
output.capture();
displayHook((bundle, id, update) => say({ kind: "display", bundle, update, ...(id === undefined ? {} : { id }) }));
const asking = new Asking(({ number, prompt, password }) => say({ kind: "ask", number, prompt, password }));

const engine = createEngine(process.cwd(), ({ data }) => say({ kind: "display", bundle: data, update: false }));
const made = new MadeValues(engine);

/** Rejects what the running cell awaits. */
let stop: (problem: Error) => void = () => undefined;
/** The call that is being answered, should the thread end within it. */
let call: { readonly shared: SharedArrayBuffer; readonly rows: number } | undefined;

// What a timer or an unawaited promise throws belongs to the cell that runs, or else is told with the next one's output.
process.on("uncaughtException", (thrown: unknown) => {
  if (running) stop(thrown instanceof Error ? thrown : new Error(String(thrown)));
  else output.write("stderr", `${engine.problem(thrown).lines.join("\n")}\n`);
});

const { exit } = process;
process.exit = ((code?: number) => {
  if (call !== undefined) writeAnswer(call.shared, call.rows, { ok: false, message: "it called process.exit" });
  output.flush();
  return exit(code);
}) as typeof process.exit;

port.on("message", (message: ToTypeScript) => void take(message));

async function take(message: ToTypeScript): Promise<void> {
  switch (message.kind) {
    case "run":
      return run(message.code, message.scope);
    case "answer":
      return asking.answer(message.number, message.line);
    case "interrupt":
      return stop(Object.assign(new Error("the cell was stopped"), { name: "interrupted", stack: undefined }));
    case "call":
      return answer(message);
    case "complete": {
      change(message.scope);
      const { code, cursor, number } = message;
      return say({ kind: "completed", number, ...engine.complete(code, cursor) });
    }
    case "inspect": {
      change(message.scope);
      const text = engine.inspect(message.code, message.cursor);
      return say({ kind: "inspected", number: message.number, ...(text === undefined ? {} : { text }) });
    }
  }
}

async function run(code: string, scope: ScopeChange): Promise<void> {
  running = true;
  asking.begin();
  for (const message of late.splice(0)) port.postMessage(message);
  if (leftOut > 0) output.write("stderr", `… and ${leftOut} characters more that were printed between two cells\n`);
  leftOut = 0;
  const stopped = new Promise<never>((_, reject) => {
    stop = reject;
  });
  stopped.catch(() => undefined);
  change(scope);
  const ran = await engine.run(code, stopped);
  output.flush();
  running = false;
  asking.end();
  if (ran.ok && ran.value !== undefined && ran.value !== null) say({ kind: "result", bundle: resultBundle(ran.value) });
  const values = made.since();
  say({ kind: "ended", made: values, ...(ran.ok ? {} : { problem: ran.problem }) });
}

function answer({ name, columns, rows, shared }: Extract<ToTypeScript, { kind: "call" }>): void {
  call = { shared, rows };
  try {
    const callee = engine.variables[name];
    if (typeof callee !== "function") throw new Error("it is not defined any more");
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const value: unknown = callee(...columns.map((column) => column[row]));
      if (typeof value !== "number")
        throw new Error(`it gave a ${value === null ? "null" : typeof value} for a number`);
      values[row] = value;
    }
    writeAnswer(shared, rows, { ok: true, values });
  } catch (thrown) {
    const { name: kind, message } = engine.problem(thrown);
    writeAnswer(shared, rows, { ok: false, message: kind === "Error" ? message : `${kind}: ${message}` });
  }
  call = undefined;
}

/** Makes the language's names variables, and forgets those that are gone. */
function change({ values, gone }: ScopeChange): void {
  const names = values.map(([name, value]) => declared(name, value, engine.evaluate));
  for (const { name, value } of names) made.lend(name, value);
  for (const name of gone) delete engine.variables[name];
  engine.declare([...names, ...gone.map((name) => ({ name, type: "undefined" }))]);
}
