import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type DataBlocks, fit as fitTo, LawlabError, law } from "../src/api.ts";
import { random } from "../src/fit/random.ts";

const form = law("L(N) = E + A/N^a");

describe("a fit of rows that are read block by block", () => {
  test("reads a file of numbers as often as it must, and holds the truth", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lawlab-blocks-"));
    const [blocks, rows] = [8, 12_000];
    const source = random(3, 0);
    const columns = ["N", "loss"] as const;
    const path = join(folder, "runs.f64");
    const all = new Float64Array(blocks * rows * columns.length);
    for (let block = 0; block < blocks; block++)
      for (let row = 0; row < rows; row++) {
        const N = 1e7 * 1000 ** source.uniform();
        all[block * 2 * rows + row] = N;
        all[block * 2 * rows + rows + row] = (1.7 + 400 / N ** 0.34) * Math.exp(0.01 * source.normal());
      }
    writeFileSync(path, all);
    const file = openSync(path, "r");
    try {
      const held = new Float64Array(2 * rows);
      const data: DataBlocks = {
        blocks,
        read: (block) => {
          readSync(file, held, 0, held.byteLength, block * held.byteLength);
          return { N: held.subarray(0, rows), loss: held.subarray(rows) };
        },
      };
      const found = await fitTo(form, data);
      expect(found.rows).toBe(blocks * rows);
      expect(found.status).toBe("converged");
      for (const [name, truth] of Object.entries({ E: 1.7, A: 400, a: 0.34 })) {
        const { value, standardError } = found.parameters[name]!;
        expect(standardError).toBeGreaterThan(0);
        expect(Math.abs(value - truth)).toBeLessThan(4 * standardError);
      }
      const { value, interval } = await found.predict({ N: 7e9 });
      expect(interval[0]).toBeLessThan(value);
      expect(interval[1]).toBeGreaterThan(value);
      await expect(fitTo(form, data, { bootstrap: 100 })).rejects.toThrow(LawlabError);
    } finally {
      closeSync(file);
      rmSync(folder, { recursive: true });
    }
  });

  test("says which block has other columns, or none", async () => {
    const block = { N: [1e7, 1e8, 1e9, 1e10], loss: [3, 2.5, 2.2, 2] };
    await expect(fitTo(form, { blocks: 2, read: (k) => (k === 0 ? block : { N: [1e8] }) })).rejects.toThrow(
      "block 1 has the columns N (number), and the first one N (number), loss (number)",
    );
    await expect(fitTo(form, { blocks: 1, read: () => [] })).rejects.toThrow(
      "the rows of block 0 are an array of objects",
    );
    await expect(fitTo(form, { blocks: 0, read: () => block })).rejects.toThrow("one block or more");
  });
});
