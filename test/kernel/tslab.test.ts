import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runProgram } from "../support/jupyter.ts";
import { parseOutputs } from "../support/notebook-outputs.ts";
import { root, venvProgram } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";

const source = `import { display, fit, law } from "lawlab";
const runs = [
  { N: 1e8, D: 2e9, loss: 3.452 }, { N: 1e8, D: 4e10, loss: 2.912 }, { N: 4e8, D: 8e9, loss: 2.846 },
  { N: 1e9, D: 8e9, loss: 2.757 }, { N: 1e9, D: 4e10, loss: 2.521 }, { N: 4e9, D: 2e11, loss: 2.291 },
];
const chin = await fit(law("L(N, D) = E + A/N^0.34 + B/D^0.28"), runs, { bootstrap: 20 });
display(chin);
display(await chin.plot("curve of L against N at D = 20*N"));
console.log((await chin.predict({ N: 1e9, D: 2e10 })).value.toFixed(1), chin.draws.E.length);`;

test("in a stock tslab notebook law, fit and display are imported, typed, and shown inline", async (context) => {
  requireOrSkip(context, venvProgram("jupyter"));
  const folder = mkdtempSync(join(tmpdir(), "lawlab-tslab-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules", "lawlab"));
  // tslab's own kernel, as `tslab install` registers it.
  const spec = join(folder, "kernels", "tslab");
  mkdirSync(spec, { recursive: true });
  const argv = [
    process.execPath,
    join(root, "node_modules", "tslab", "bin", "tslab"),
    "kernel",
    "--config-path",
    "{connection_file}",
  ];
  writeFileSync(
    join(spec, "kernel.json"),
    JSON.stringify({ argv, display_name: "TypeScript", language: "typescript" }),
  );
  const path = join(folder, "stock.ipynb");
  const cells = [source, 'const wrong: string = (await import("lawlab")).law("L(N) = E").variables;'].map(
    (text, k) => ({
      id: `c${k}`,
      cell_type: "code",
      metadata: { tags: k === 1 ? ["raises-exception"] : [] },
      source: text,
      outputs: [],
      execution_count: null,
    }),
  );
  const kernelspec = { name: "tslab", display_name: "TypeScript", language: "typescript" };
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }));
  const words = ["nbconvert", "--to", "notebook", "--execute", "--allow-errors", "--output", "out.ipynb", path];
  const ran = await runProgram(venvProgram("jupyter"), words, {
    cwd: folder,
    env: { JUPYTER_PATH: folder, JUPYTER_RUNTIME_DIR: join(folder, "runtime"), JUPYTER_DATA_DIR: join(folder, "data") },
  });
  expect(ran.code, ran.stderr).toBe(0);
  const [first = [], second = []] = parseOutputs(join(folder, "out.ipynb"));
  const shown = first
    .filter(({ output_type }) => output_type === "display_data")
    .map(({ data }) => Object.keys(data ?? {}));
  expect(shown, JSON.stringify(first).slice(0, 2000)).toHaveLength(2);
  expect(shown[0]).toEqual(expect.arrayContaining(["text/html", "text/latex", "application/vnd.lawlab.fit+json"]));
  expect(shown[1]).toEqual(expect.arrayContaining(["application/vnd.vegalite.v5+json", "image/svg+xml", "image/png"]));
  const text = first.flatMap((output) => (output.output_type === "stream" ? [String(output.text)] : [])).join("");
  expect(text).toMatch(/^\d\.\d 20\n/);
  expect(JSON.stringify(second)).toContain("is not assignable to type 'string'");
});
