import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { lawlab, root, shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";

interface Output {
  readonly output_type: string;
  readonly ename?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

interface Ran {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly execution_count: number | null;
    readonly metadata: { readonly tags?: readonly string[] };
    readonly outputs?: readonly Output[];
  }[];
}

/** Runs a notebook into a file and reads that: where it stands, or from a folder that has no data beside it. */
async function runNotebook(name: string, alone: boolean): Promise<{ readonly text: string; readonly ran: Ran }> {
  const folder = await mkdtemp(join(tmpdir(), "lawlab-notebook-"));
  try {
    const [file, out] = [join(root, "notebooks", `${name}.ipynb`), join(folder, "out.ipynb")];
    const copy = join(folder, `${name}.ipynb`);
    if (alone) await copyFile(file, copy);
    await promisify(execFile)(process.execPath, [lawlab, "run", alone ? copy : file, "-o", out]);
    const text = await readFile(out, "utf8");
    return { text, ran: JSON.parse(text) as Ran };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const codeOf = ({ cells }: Ran): Ran["cells"] => cells.filter((cell) => cell.cell_type === "code");
const errorsOf = (cells: Ran["cells"]): readonly Output[] =>
  cells.flatMap((cell) => cell.outputs ?? []).filter((o) => o.output_type === "error");

describe("a notebook runs from top to bottom without any data beside it", () => {
  test.each([
    ["03-isoflop-bias", "-2.903"],
    ["04-data-constrained", "2.225644089"],
    ["05-learning-rate", "24 of 24 starts agree"],
    ["06-downstream", "chained(small(N, M)) predicted"],
    ["07-precision-and-moe", "27.33T"],
    ["08-compare-two-recipes", "saturating"],
  ])("%s, and %s is in what it prints", { timeout: 120_000 }, async (name, printed) => {
    const { text, ran } = await runNotebook(name, true);
    const code = codeOf(ran);
    expect(code.every((cell) => cell.execution_count !== null)).toBe(true);
    const allowed = (cell: Ran["cells"][number]): boolean => cell.metadata.tags?.includes("raises-exception") === true;
    expect(errorsOf(code.filter((cell) => !allowed(cell)))).toEqual([]);
    // What may fail asks for a data set that only some machines have, and says so.
    for (const cell of code.filter(allowed))
      expect(errorsOf([cell]).map(({ ename }) => ename)).toEqual(["missing-file"]);
    expect(text).toContain(printed);
  });
});

describe("a notebook refits the published runs where they are", () => {
  test.for([
    ["04-data-constrained", "data_constrained_c4", ["all 2 conditions hold", "Rd = 15.37", "∞]"]],
    ["05-learning-rate", "lr_schedule_curves_100M", ["2.133133e-5"]],
    ["06-downstream", "gadre_overtraining", ["0.7103 [", "0.732 [", "3.637 [", "0.04644 ["]],
    ["07-precision-and-moe", "routed_lm_final", ["held out: 10 rows"]],
  ] as const)("%s on %s", { timeout: 120_000 }, async ([name, set, printed], context) => {
    requireOrSkip(context, join(shared, "data", `${set}.csv`));
    const { text, ran } = await runNotebook(name, false);
    expect(errorsOf(codeOf(ran))).toEqual([]);
    for (const words of printed) expect(text).toContain(words);
  });
});
