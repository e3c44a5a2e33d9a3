import { type FileAccess, nodeExecutor, Session } from "../src/index.ts";
import { execute } from "./interpreter/execute.ts";
import { kernelInfo } from "./interpreter/kernel-info.ts";
import type { ProgressSink } from "./interpreter/progress.ts";
import type { Cell, Notebook, Output } from "./notebook.ts";
import type { Content } from "./wire/message.ts";

/** A notebook after its run, and the cell that stopped it. */
export interface NotebookRun {
  readonly notebook: Notebook;
  /** The failed cell's number from 1, and its error; later cells have not run. */
  readonly failure?: {
    readonly cell: number;
    readonly ename: string;
    readonly evalue: string;
    readonly traceback: string;
  };
  readonly executed: number;
}

/** What a run of a notebook needs. */
export interface NotebookRunOptions {
  readonly files: FileAccess;
  readonly progress: ProgressSink;
  readonly version: string;
}

/** Runs the code cells from top to bottom in one session; stops at an error unless the cell is tagged `raises-exception`. */
export async function runNotebook(notebook: Notebook, options: NotebookRunOptions): Promise<NotebookRun> {
  const session = new Session({ files: options.files, executor: nodeExecutor() });
  const cells: Cell[] = [];
  let executed = 0;
  let failure: NotebookRun["failure"];
  for (const [index, cell] of notebook.cells.entries()) {
    if (failure !== undefined || !isRun(cell)) {
      cells.push(cell);
      continue;
    }
    executed += 1;
    const ran = await runCell(session, cell.source, executed, options.progress);
    cells.push({ ...cell, execution_count: executed, outputs: ran.outputs });
    if (ran.error !== undefined && !tags(cell).includes("raises-exception")) {
      failure = { cell: index + 1, ...ran.error };
    }
  }
  const result = { notebook: { cells, metadata: metadata(notebook, options.version) }, executed };
  return failure === undefined ? result : { ...result, failure };
}

function isRun(cell: Cell): boolean {
  return cell.cell_type === "code" && cell.source.trim() !== "" && !tags(cell).includes("skip-execution");
}

async function runCell(session: Session, code: string, executionCount: number, progress: ProgressSink) {
  const outputs: Output[] = [];
  const { reply } = await execute({
    session,
    content: { code },
    executionCount,
    progress,
    publish: (type, content) => outputs.push(outputOf(type, content)),
    signal: { aborted: false },
  });
  if (reply.status !== "error") return { outputs, error: undefined };
  const traceback = (reply.traceback as readonly string[]).join("\n");
  return { outputs, error: { ename: String(reply.ename), evalue: String(reply.evalue), traceback } };
}

/** An output as a notebook keeps it: the message less what is said only while it is on its way. */
function outputOf(type: string, { transient, ...content }: Content): Output {
  return { output_type: type, ...content };
}

function tags(cell: Cell): readonly unknown[] {
  const list = cell.metadata.tags;
  return Array.isArray(list) ? list : [];
}

function metadata(notebook: Notebook, version: string): Notebook["metadata"] {
  const { language_info } = kernelInfo(version);
  return {
    ...notebook.metadata,
    kernelspec: { name: "lawlab", display_name: "lawlab", language: "lawlab" },
    language_info,
  };
}
