import { type Diagnostic, formatDiagnostic, type InputSource, type SessionApi, type Shown } from "../../src/index.ts";
import { failure as failed } from "../cells/cell.ts";
import { runOtherCell } from "../cells/index.ts";
import { readMagics } from "../cells/magics.ts";
import { typescriptOf } from "../cells/typescript.ts";
import { untold } from "../untold.ts";
import type { Content } from "../wire/message.ts";
import type { ProgressSink, Publish } from "./progress.ts";
import type { Ended } from "./thread-messages.ts";

/** The cell to run and where its outputs go. */
export interface Execution {
  readonly session: SessionApi;
  readonly content: Content;
  readonly executionCount: number;
  readonly publish: Publish;
  readonly progress: ProgressSink;
  /** Asks whoever sent the cell; absent where nobody is there. */
  readonly ask?: InputSource;
  readonly signal: { readonly aborted: boolean };
}

/** The content of an execute_reply, and how the cell ended. */
export interface Executed {
  readonly reply: Content;
  readonly ended: Ended;
}

/** Runs the code of an execute_request: publishes what it shows and gives the reply. */
export async function execute(execution: Execution): Promise<Executed> {
  const { session, content, executionCount, progress, publish, signal } = execution;
  const code = typeof content.code === "string" ? content.code : "";
  const asked = /^\s*([^\s?]+)\?\s*$/u.exec(code)?.[1];
  const found = asked === undefined ? undefined : session.inspect(asked, asked.length);
  const ok = async (output?: string): Promise<Executed> => ({
    reply: {
      status: "ok",
      execution_count: executionCount,
      payload: found === undefined ? [] : [{ source: "page", data: found, start: 0 }],
      user_expressions: await evaluateAll(session, content.user_expressions, signal),
    },
    ended: { status: "ok", ...(output === undefined ? {} : { output }) },
  });
  const fail = (failure: Content): Executed => {
    publish("error", failure);
    return { reply: { status: "error", execution_count: executionCount, ...failure }, ended: { status: "error" } };
  };
  if (found !== undefined) return ok();
  const other = await runOtherCell(code, execution);
  if (other !== false) return other === undefined ? ok() : fail(other);
  typescriptOf(session).signal = signal;
  const { program, magics, unknown } = readMagics(code);
  if (unknown !== undefined) return fail(failed("unknown-magic", `there is no %${unknown}; %help lists what there is`));
  const after = magics.map(({ magic, rest }) => magic.perform(execution, rest));
  const said: string[] = [];
  let output: string | undefined;
  const run = await session.run(program, {
    signal,
    progress: (step) => progress.report(step),
    show: ({ role, bundle }: Shown) => {
      progress.settle();
      const text = bundle["text/plain"];
      if (typeof text === "string") said.push(text);
      if (role === "display") publish("display_data", { data: bundle, metadata: {}, transient: {} });
      else {
        output = typeof text === "string" ? text : undefined;
        publish("execute_result", { data: bundle, metadata: {}, execution_count: executionCount });
      }
    },
  });
  progress.settle();
  const warnings = untold(run.diagnostics, said).filter(({ severity }) => severity === "warning");
  if (warnings.length > 0) {
    publish("stream", { name: "stderr", text: warnings.map((warning) => `${traceback(code, warning)}\n`).join("") });
  }
  for (const work of after) work?.();
  const failure = errorOf(code, run);
  return failure === undefined ? ok(output) : fail(failure);
}

type RunResult = Awaited<ReturnType<SessionApi["run"]>>;

/** ename, evalue and a coloured traceback of what stopped a run; undefined when nothing did. */
function errorOf(code: string, run: RunResult): Content | undefined {
  const errors = run.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  const [first] = errors;
  if (first !== undefined) {
    const lines = errors.flatMap((diagnostic) => traceback(code, diagnostic).split("\n"));
    return { ename: first.code, evalue: first.message, traceback: lines };
  }
  if (run.interrupted) {
    const evalue = "stopped; what was found until then is shown";
    return { ename: "interrupted", evalue, traceback: [`\u001b[31minterrupted\u001b[0m: ${evalue}`] };
  }
  if (run.ok) return undefined;
  const evalue = "a condition does not hold";
  return { ename: "assert", evalue, traceback: [`\u001b[31massert\u001b[0m: ${evalue}`] };
}

function traceback(code: string, diagnostic: Diagnostic): string {
  return formatDiagnostic(code, diagnostic, { color: true });
}

/** Each user expression as a bundle or an error; in brackets, so that it can be nothing but a bare expression. */
async function evaluateAll(session: SessionApi, expressions: unknown, signal: Execution["signal"]): Promise<Content> {
  const answers = new Map<string, Content>();
  if (typeof expressions !== "object" || expressions === null) return {};
  for (const [name, expression] of Object.entries(expressions)) {
    const text = `(${String(expression)}\n)`;
    let data: unknown;
    const run = await session.run(text, {
      signal,
      show: ({ role, bundle }: Shown) => {
        if (role === "result") data = bundle;
      },
    });
    const failure = errorOf(text, run);
    if (failure !== undefined) answers.set(name, { status: "error", ...failure });
    else answers.set(name, { status: "ok", data: data ?? {}, metadata: {} });
  }
  return Object.fromEntries(answers);
}
