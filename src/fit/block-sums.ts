import { type BlockJob, isShared, type TeamRun } from "../execute/blocks.ts";
import { blockRows, type Rows } from "./objective.ts";
import type { ObjectiveLayout } from "./objective-wasm.ts";

/** Whether rows are so many, and stand where other threads can read them, that a team is to sum them. */
export function readable({ rows, columns, response, weights }: Rows): boolean {
  return rows > 8 * blockRows && [...columns, response, ...(weights === undefined ? [] : [weights])].every(isShared);
}

/** An objective's sums over rows, as a team's job. */
export function teamJob(
  bytes: Uint8Array<ArrayBuffer>,
  layout: ObjectiveLayout,
  { rows, columns, response, weights }: Rows,
  length: number,
): BlockJob {
  return {
    bytes,
    size: layout.size,
    loads: [
      ...columns.map((column, k) => ({ column, at: layout.columns[k] ?? 0 })),
      { column: response, at: layout.response },
      ...(weights === undefined ? [] : [{ column: weights, at: layout.weights, last: 0 }]),
    ],
    ...(weights === undefined ? { ones: layout.weights } : {}),
    stores: [],
    sums: { at: layout.out, length },
    rows,
    blockRows,
  };
}

/** Adds the sums of all blocks in their order; a block that was refused is summed another way. */
export function addBlocks(
  run: TeamRun,
  { rows }: Rows,
  out: Float64Array,
  another: (begin: number, end: number, block: Float64Array) => void,
): void {
  out.fill(0);
  const length = out.length;
  const one = new Float64Array(length);
  for (let block = 0; block * blockRows < rows; block++) {
    let [sums, at] = [run.sums, block * length];
    if (run.refused(block)) {
      one.fill(0);
      another(block * blockRows, Math.min((block + 1) * blockRows, rows), one);
      [sums, at] = [one, 0];
    }
    for (let k = 0; k < length; k++) out[k] = out[k]! + sums[at + k]!;
    if (out[0] === Number.POSITIVE_INFINITY) return;
  }
}
