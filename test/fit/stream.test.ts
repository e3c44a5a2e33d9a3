import { describe, expect, test } from "vitest";
import { nodeFileAccess } from "../../src/data/read.ts";
import type { Column } from "../../src/data/table.ts";
import { random } from "../../src/fit/random.ts";
import { Session } from "../../src/session.ts";

const rows = 210_000;
const blockRows = 40_000;
const law = "law L(N, D) = E + A/N^a + B/D^b";

/** Columns of the Chinchilla surface with 2 % noise, a weight and some missing values. */
function columns(): ReadonlyMap<string, Float64Array> {
  const source = random(11, 0);
  const N = Float64Array.from({ length: rows }, () => 5e7 * 300 ** source.uniform());
  const D = Float64Array.from({ length: rows }, () => 2e9 * 200 ** source.uniform());
  const loss = N.map((n, i) =>
    source.uniform() < 1e-4
      ? Number.NaN
      : (1.8172 + 477.8 / n ** 0.3473 + 2143.4 / D[i]! ** 0.3672) * Math.exp(0.02 * source.normal()),
  );
  const w = N.map(() => 0.5 + source.uniform());
  return new Map([
    ["N", N],
    ["D", D],
    ["loss", loss],
    ["w", w],
  ]);
}

const given = columns();
const part = (begin: number, end: number): readonly (readonly [string, Column])[] =>
  [...given].map(([name, values]) => [name, { kind: "number", values: values.slice(begin, end) }]);

function sessions(): { readonly memory: Session; readonly blocks: Session; readonly reads: () => number } {
  const memory = new Session({ files: nodeFileAccess({ cwd: "." }) });
  const blocks = new Session({ files: nodeFileAccess({ cwd: "." }) });
  memory.define("runs", part(0, rows));
  let reads = 0;
  blocks.defineBlocks("runs", Math.ceil(rows / blockRows), (k) => {
    reads++;
    return part(k * blockRows, Math.min((k + 1) * blockRows, rows));
  });
  return { memory, blocks, reads: () => reads };
}

interface Told {
  readonly rows: number;
  readonly r2: number;
  readonly rmse: number;
  readonly objective: number;
  readonly status: string;
  readonly intervals: string;
  readonly said: readonly string[];
  readonly parameters: Readonly<Record<string, { readonly value: number; readonly standardError: number }>>;
}

async function fitOn(session: Session, clauses: string): Promise<Told> {
  const { ok, results, diagnostics } = await session.run(`${law}; fit L on runs ${clauses}`);
  expect(ok, JSON.stringify(diagnostics)).toBe(true);
  const said = diagnostics.filter(({ code }) => code === "rows-dropped").map(({ message }) => message);
  return { ...(results.at(-1) as unknown as Told), said };
}

describe("a fit of rows that are read block by block", () => {
  test.each(["using huber(0.01)", "using squares", "using student(4) with weights = w"])(
    "is the fit of the same rows in memory: %s",
    async (clauses) => {
      const { memory, blocks, reads } = sessions();
      const [whole, streamed] = [await fitOn(memory, clauses), await fitOn(blocks, clauses)];
      const own = clauses.includes("student");
      // Student's scale is estimated, here from a sample of the rows.
      const near = own ? 1e-3 : 1e-8;
      for (const [name, { value, standardError }] of Object.entries(whole.parameters)) {
        const other = streamed.parameters[name]!;
        expect(Math.abs(other.value / value - 1), name).toBeLessThan(near);
        // Both are deviations of 1000 normal draws, whose axes rounding turns.
        expect(Math.abs(other.standardError / standardError - 1), name).toBeLessThan(0.1);
      }
      expect(streamed.rows).toBe(whole.rows);
      expect(streamed.rows).toBeLessThan(rows);
      expect(streamed.said).toEqual(whole.said);
      expect(streamed.said).toHaveLength(1);
      expect(streamed.status).toBe("converged");
      expect(streamed.intervals).toBe("asymptotic");
      expect(Math.abs(streamed.r2 - whole.r2)).toBeLessThan(near);
      expect(Math.abs(streamed.rmse / whole.rmse - 1)).toBeLessThan(near);
      if (!own) expect(Math.abs(streamed.objective / whole.objective - 1)).toBeLessThan(1e-10);
      // A dozen passes and a sample, not one a start.
      expect(reads()).toBeLessThan(25 * Math.ceil(rows / blockRows));
    },
  );

  test("is asked for predictions like any other", async () => {
    const { memory, blocks } = sessions();
    const ends: (readonly [number, number])[] = [];
    for (const session of [memory, blocks]) {
      await fitOn(session, "using huber(0.01)");
      const { ok, results } = await session.run("predict L at N = 7B, D = 140B");
      expect(ok).toBe(true);
      const [point] = (results[0] as { readonly points: readonly { readonly interval: readonly [number, number] }[] })
        .points;
      ends.push(point!.interval);
    }
    const [[low, high], streamed] = [ends[0]!, ends[1]!];
    expect(high - low).toBeGreaterThan(0);
    expect(Math.abs(streamed[0] - low)).toBeLessThan(0.1 * (high - low));
    expect(Math.abs(streamed[1] - high)).toBeLessThan(0.1 * (high - low));
  });

  test.each([
    "fit L on runs with bootstrap = 100",
    "fit L on runs holding out N > 1B",
    "fit L to log(loss) on runs",
    "fit L on runs with cluster = w",
    "fit L on runs by w",
    "data more = runs where N > 1B",
    "predict L on runs",
  ])("refuses what needs whole columns at once: %s", async (statement) => {
    const { blocks } = sessions();
    const { ok, diagnostics } = await blocks.run(`${law}; ${statement}`);
    expect(ok).toBe(false);
    expect(diagnostics[0]?.code).toBe("read-in-blocks");
    expect(diagnostics[0]?.help).toBe("compute what else is wanted where its blocks are made");
  });

  test("is left when it is interrupted, and says nothing of all rows then", async () => {
    const { blocks, reads } = sessions();
    const before = reads();
    const signal = {
      get aborted() {
        return reads() > before + 8;
      },
    };
    const { ok, interrupted, results } = await blocks.run(`${law}; fit L on runs using huber(0.01)`, { signal });
    expect(ok).toBe(false);
    expect(interrupted).toBe(true);
    expect(results.map(({ kind }) => kind)).toEqual(["law"]);
    expect(reads()).toBeLessThan(before + 12);
  });
});
