import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { lawlab, root } from "../support/paths.ts";

interface Ran {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly execution_count: number | null;
    readonly outputs?: readonly { readonly output_type: string; readonly data?: Readonly<Record<string, unknown>> }[];
  }[];
}

test.each([
  ["03-isoflop-bias", "-2.903"],
  ["08-compare-two-recipes", "saturating"],
])("notebooks/%s runs from top to bottom, and %s is in what it prints", { timeout: 60_000 }, async (name, printed) => {
  const folder = await mkdtemp(join(tmpdir(), "lawlab-notebook-"));
  try {
    const out = join(folder, "out.ipynb");
    await promisify(execFile)(process.execPath, [lawlab, "run", join(root, "notebooks", `${name}.ipynb`), "-o", out]);
    const text = await readFile(out, "utf8");
    const { cells } = JSON.parse(text) as Ran;
    const code = cells.filter((cell) => cell.cell_type === "code");
    expect(code.every((cell) => cell.execution_count !== null)).toBe(true);
    expect(code.flatMap((cell) => cell.outputs ?? []).filter((o) => o.output_type === "error")).toEqual([]);
    expect(text).toContain(printed);
  } finally {
    await rm(folder, { recursive: true });
  }
});
