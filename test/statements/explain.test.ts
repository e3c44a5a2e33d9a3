import { describe, expect, test } from "vitest";
import { nodeFileAccess } from "../../src/data/read.ts";
import { random } from "../../src/fit/random.ts";
import { Session } from "../../src/session.ts";

/** What `explain` says of a program's last statement, line by line under its first word. */
async function explained(session: Session, program: string): Promise<ReadonlyMap<string, string>> {
  const { ok, results, diagnostics } = await session.run(program);
  expect(ok, JSON.stringify(diagnostics)).toBe(true);
  const { text } = results.at(-1) as { readonly text: string };
  return new Map(
    text.split("\n").flatMap((line) => {
      const [, word, rest] = /^(\w+) +(.*)$/.exec(line) ?? [];
      return word === undefined || rest === undefined ? [] : [[word, rest] as const];
    }),
  );
}

function sessionWith(columns: Readonly<Record<string, Float64Array>>): Session {
  const session = new Session({ files: nodeFileAccess({ cwd: "." }) });
  session.define(
    "runs",
    Object.entries(columns).map(([name, values]) => [name, { kind: "number", values }]),
  );
  return session;
}

describe("explain says how a fit begins", () => {
  const source = random(4, 0);
  const N = Float64Array.from({ length: 280 }, () => 1e6 * 1e4 ** source.uniform());
  const loss = N.map((n) => 1.7 + 300 / n ** 0.34);

  test("by gradients alone where more than fifty parameters are coupled", async () => {
    const names = Array.from({ length: 9 }, (_, i) => `x${i + 1}`);
    const terms = names.flatMap((x, i) => [`b${i}*${x}`, ...names.slice(i).map((y, j) => `c${i}_${i + j}*${x}*${y}`)]);
    const columns = Object.fromEntries(names.map((x) => [x, N.map(() => source.normal())]));
    const law = `law L(${names.join(", ")}) = E + exp(k + ${terms.join(" + ")}) where E > 0`;
    const told = await explained(sessionWith({ ...columns, loss }), `${law}; explain fit L on runs using huber(0.01)`);
    expect(told.get("starts")).toContain("L-BFGS by gradients alone, then damped Newton");
  });

  test("by variable projection for squares with linear coefficients, and by Newton's method alone else", async () => {
    const session = sessionWith({ N, loss });
    const starts = async (clauses: string): Promise<string | undefined> =>
      (await explained(session, `law L(N) = E + A/N^α; explain fit L on runs ${clauses}`)).get("starts");
    expect(await starts("using squares in linear")).toContain("variable projection, then damped Newton");
    expect(await starts("using squares in log")).toMatch(/width; damped Newton/);
    expect(await starts("using huber(0.01)")).toMatch(/width; damped Newton/);
  });
});
