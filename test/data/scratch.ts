import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Outcome } from "../../grammar/diagnostic.ts";
import type { FileAccess } from "../../src/data/file-access.ts";
import { nodeFileAccess } from "../../src/data/read.ts";
import { type ReadTable, readTable } from "../../src/data/read-table.ts";
import type { Table } from "../../src/data/table.ts";

/** A path literal's span, for tests that look at it. */
export const span = { start: 12, end: 23 };

/** A fresh folder with some files in it; `remove` takes it away. */
export function scratch(files: Readonly<Record<string, string | Uint8Array>>): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "lawlab-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

/** Reads files that exist only in the test. */
export function inMemory(files: Readonly<Record<string, string | Uint8Array>>): FileAccess {
  return {
    async read(path) {
      const content = files[path] ?? "";
      return [{ name: path, bytes: typeof content === "string" ? new TextEncoder().encode(content) : content }];
    },
  };
}

/** Reads one text as a file of that name. */
export async function readText(name: string, content: string | Uint8Array): Promise<Outcome<ReadTable>> {
  return readTable(inMemory({ [name]: content }), name, span);
}

/** Reads a file of a real folder. */
export async function readFrom(folder: string, path: string): Promise<Outcome<ReadTable>> {
  return readTable(nodeFileAccess({ cwd: folder }), path, span);
}

/** A table's columns as plain arrays. */
export function plain(table: Table): Record<string, readonly (number | string)[]> {
  return Object.fromEntries([...table.columns].map(([name, { values }]) => [name, [...values]]));
}
