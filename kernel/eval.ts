import { type FileAccess, nodeExecutor, Session } from "../src/index.ts";
import { safeText, tell, terminalProgress } from "./terminal.ts";
import { untold } from "./untold.ts";

/** Runs one program and prints its answers: text as they come, or one JSON array at the end. Gives the exit status: 0 or 1. */
export async function evaluate(text: string, files: FileAccess, json: boolean): Promise<number> {
  const progress = terminalProgress();
  const session = new Session({ files, executor: nodeExecutor() });
  const said: string[] = [];
  const run = await session.run(text, {
    progress: progress.report,
    show: ({ bundle }) => {
      progress.settle();
      const plain = bundle["text/plain"];
      if (json || typeof plain !== "string") return;
      said.push(plain);
      process.stdout.write(`${safeText(plain.replace(/\n$/, ""))}\n`);
    },
  });
  progress.settle();
  if (json) process.stdout.write(`[${run.results.map((result) => `\n  ${JSON.stringify(result)}`).join(",")}\n]\n`);
  tell(text, untold(run.diagnostics, said));
  return run.ok && !run.interrupted ? 0 : 1;
}
