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
    const pages = Math.ceil((blockBytes * (used.length + roots.length)) / 65536);
    const memory = new WebAssembly.Memory({ initial: pages });
    const module = new WebAssembly.Module(encodeModule(new Map([["fill", f.body(valid)]])));
    const { exports } = new WebAssembly.Instance(module, { host: { memory } });
    const fill = exports.fill as (pairs: number) => number;
    const doubles = new Float64Array(memory.buffer);
    for (let begin = 0; begin < rows; begin += blockRows) {
      const count = Math.min(blockRows, rows - begin);
      used.forEach((index, k) => {
        const source = inputs[index] ?? new Float64Array(rows).fill(Number.NaN);
        doubles.set(source.subarray(begin, begin + count), address(k) / 8);
        if (count % 2 === 1) doubles[address(k) / 8 + count] = source[begin + count - 1] ?? Number.NaN;
      });
      if (fill((count + 1) >> 1) !== 1) return false;
      roots.forEach((_, k) => {
        const at = address(used.length + k) / 8;
        out[k]?.set(doubles.subarray(at, at + count), begin);
      });
    }
    return true;
  } catch {
    return false;
  }
}
