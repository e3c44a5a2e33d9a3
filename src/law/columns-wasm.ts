import { type BlockJob, BlockRunner, blockTeam, isShared } from "../execute/blocks.ts";
import { heed, Interruption } from "../execute/cancellation.ts";
import { emitPairs } from "./emit-wasm.ts";
import type { Graph, NodeId } from "./expression.ts";
import { encodeModule, PairLoop } from "./wasm-encoder.ts";

/** Rows a block. */
const blockRows = 4096;
const blockBytes = 8 * blockRows;

/**
 * Computes data-only nodes over all rows in WebAssembly, block by block; false where the host has none, or where some row
 * needs what its instructions do not serve (the columns are then to be filled another way).
 */
export function fillColumns(
  graph: Graph,
  roots: readonly NodeId[],
  inputs: readonly Float64Array[],
  rows: number,
  out: readonly Float64Array[],
): boolean {
  try {
    const f = new PairLoop();
    const valid = f.variable(f.bits(0xffffffffffffffffn));
    const used: number[] = [];
    const address = (k: number): number => k * blockBytes;
    const read = emitPairs(
      f,
      graph,
      {
        parameter: (index) => {
          throw new Error(`parameter ${index} is no data`);
        },
        column: (id) => {
          const node = graph.nodes[id];
          if (node?.op !== "input") return undefined;
          const index = node.index ?? 0;
          if (!used.includes(index)) used.push(index);
          return f.load(address(used.indexOf(index)));
        },
      },
      (sure) => f.assign(valid, f.apply("and", valid, sure)),
    );
    const made = roots.map(read);
    made.forEach((pair, k) => {
      f.store(address(used.length + k), pair);
    });
    const bytes = encodeModule(new Map([["fill", f.body(valid)]]));
    const missing = new Float64Array(used.some((index) => inputs[index] === undefined) ? rows : 0).fill(Number.NaN);
    const job: BlockJob = {
      bytes,
      size: blockBytes * (used.length + roots.length),
      loads: used.map((index, k) => ({ column: inputs[index] ?? missing, at: address(k) })),
      stores: roots.map((_, k) => ({ column: out[k] ?? missing, at: address(used.length + k) })),
      sums: { at: 0, length: 0 },
      rows,
      blockRows,
    };
    return servesAll(job, "fill", graph.nodes.length);
  } catch (problem) {
    if (problem instanceof Interruption) throw problem;
    return false;
  }
}

/** Whether every value of a column is above zero; undefined where the host has no WebAssembly with SIMD. */
export function everyPositive(column: Float64Array): boolean | undefined {
  try {
    const f = new PairLoop();
    const valid = f.variable(f.bits(0xffffffffffffffffn));
    f.assign(valid, f.apply("and", valid, f.apply("gt", f.load(0), f.constant(0))));
    const bytes = encodeModule(new Map([["positive", f.body(valid)]]));
    const sums = { at: 0, length: 0 };
    const rows = column.length;
    return servesAll(
      { bytes, size: blockBytes, loads: [{ column, at: 0 }], stores: [], sums, rows, blockRows },
      "positive",
      1,
    );
  } catch (problem) {
    if (problem instanceof Interruption) throw problem;
    return undefined;
  }
}

/** Runs a function of so many operations a row over all blocks, on a team's threads where it can read the columns; whether it served them all. */
function servesAll(job: BlockJob, name: string, cost: number): boolean {
  const blocks = Math.ceil(job.rows / job.blockRows);
  const team = [...job.loads, ...job.stores].every(({ column }) => isShared(column)) ? blockTeam() : undefined;
  const none = new Float64Array(0);
  const before = (): void => heed(job.blockRows * cost);
  if (team !== undefined) {
    const { refused } = team.open(job, [name], 0, before)(name, none);
    for (let block = 0; block < blocks; block++) if (refused(block)) return false;
    return true;
  }
  const runner = new BlockRunner(job);
  for (let block = 0; block < blocks; block++) {
    before();
    if (!runner.run(name, none, block, none, 0)) return false;
  }
  return true;
}
