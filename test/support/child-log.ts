import type { ChildProcess } from "node:child_process";

const logs = new Map<string, Buffer[]>();

/** Keeps what a child writes to standard error, to be shown only where a test fails; gives what there is so far. */
export function keepLog(name: string, child: ChildProcess): () => string {
  const chunks: Buffer[] = [];
  logs.set(`${name} (process ${child.pid})`, chunks);
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** What the children of this test file have written since the last call, under their names; empty when they were silent. */
export function takeLogs(): string {
  const told = [...logs].filter(([, chunks]) => chunks.length > 0);
  const text = told.map(([name, chunks]) => `${name} wrote:\n${Buffer.concat(chunks).toString()}`).join("\n");
  for (const [, chunks] of told) chunks.length = 0;
  return text;
}
