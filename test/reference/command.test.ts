import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { lawlab, shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { referenceFile } from "./chinchilla-fits.ts";
import type { FitJson } from "./program.ts";

describe("`lawlab eval --json` of the standard fit", () => {
  it("prints one object a statement, the optimum in it, and exits 0", (context) => {
    requireOrSkip(context, referenceFile, lawlab);
    const program = `
data runs = "data/chinchilla_epoch.csv" where kept = 1 with N = N_params, D = D_tokens, loss = loss_nats
law L(N, D) = E + A/N^α + B/D^β
fit L to loss on runs using huber(1e-3) in log with bootstrap = 0
minimize L over N, D subject to 6*N*D = 1e24 FLOP
`;
    const { status, stdout } = spawnSync(process.execPath, [lawlab, "eval", "-", "--json", "--cwd", shared], {
      input: program,
      encoding: "utf8",
    });
    expect(status).toBe(0);
    const results = JSON.parse(stdout) as Record<string, unknown>[];
    expect(results.map(({ kind }) => kind)).toEqual(["data", "law", "fit", "minimize"]);
    const fit = results[2] as unknown as FitJson;
    expect(fit).toMatchObject({ rows: 240, loss: "huber(1e-3)", space: "log", status: "converged" });
    expect(fit.objective).toBeLessThanOrEqual(0.0010182740178 * (1 + 1e-6));
  });

  it("ends with the error and exits 1 where the file is not there", () => {
    const program = 'data runs = "data/chinchila_epoch.csv"';
    const { status, stdout } = spawnSync(process.execPath, [lawlab, "eval", "-e", program, "--json", "--cwd", shared], {
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([{ kind: "error", code: "missing-file", span: { line: 1, column: 13 } }]);
  });
});
