import { heed } from "../execute/cancellation.ts";
import { emitPairs } from "./emit-wasm.ts";
import type { Graph, NodeId } from "./expression.ts";
import type { RunBounds } from "./run-plan.ts";
import type { SumGroup } from "./run-sums.ts";
import { encodeModule, type Pair, PairLoop } from "./wasm-encoder.ts";

/** Terms a block, and where a column of them begins: one cache line apart from the next, so that they share no set. */
const blockTerms = 2048;
const columnBytes = 8 * blockTerms + 64;

/** A group of sums over rows of runs in WebAssembly, two terms at a time. */
export interface SumKernel {
  /** The nodes that must be known at each row: from, to, and what the terms read of their row and of the parameters. */
  readonly reads: readonly NodeId[];
  /** Takes the runs and the columns by node; terms that are nothing are left out from here on. */
  readonly bind: (bounds: RunBounds, known: (id: NodeId) => Float64Array) => void;
  /**
   * Fills `out` (a column for each of the group's sums) at some rows; `read` are the columns of `reads`. False where a
   * term needs what the instructions do not serve: the sums are then to be made another way.
   */
  readonly compute: (places: ArrayLike<number>, read: readonly Float64Array[], out: readonly Float64Array[]) => boolean;
}

/** Makes the kernel of a group of sums; undefined where the host has no WebAssembly, or a term no vector form. */
export function sumKernel(graph: Graph, group: SumGroup): SumKernel | undefined {
  const { from, to, term, members, inside, outside, factors } = group;
  const reads = [from, to, ...outside.filter((id) => id !== from && id !== to)];
  // Beside the columns: which term it is, then the ends of the sum, what is read of the row, and the sums.
  const columns = inside.filter((id) => graph.nodes[id]?.op === "pick");
  if (columns.some((id) => graph.nodes[id]?.args[1] !== term)) return undefined;
  const scalars = (columns.length + 1) * columnBytes;
  const sums = scalars + 8 * (2 + reads.length);
  let run: (pairs: number) => number;
  let doubles: Float64Array;
  try {
    const f = new PairLoop();
    const valid = f.variable(f.bits(0xffffffffffffffffn));
    const lowest = f.splat(scalars);
    const highest = f.splat(scalars + 8);
    const ordinal = f.load(0);
    const mine = f.apply("and", f.apply("ge", ordinal, lowest), f.apply("lt", ordinal, highest));
    const others = f.apply("not", mine);
    const read = emitPairs(
      f,
      graph,
      {
        parameter: () => {
          throw new Error("what a term reads of the parameters is read at its row");
        },
        column: (id) => {
          const at = columns.indexOf(id);
          if (at >= 0) return f.load((at + 1) * columnBytes);
          const place = reads.indexOf(id);
          return place < 0 ? undefined : f.splat(scalars + 8 * (2 + place));
        },
      },
      // A term that is not summed may do as it likes.
      (sure) => f.assign(valid, f.apply("and", valid, f.apply("or", sure, others))),
    );
    members.forEach((id, k) => {
      const sum = f.variable(f.constant(0));
      const value: Pair = read(graph.nodes[id]?.args[0] ?? 0);
      f.assign(sum, f.apply("add", sum, f.apply("and", value, mine)));
      f.storeSum(sums + 8 * k, sum);
    });
    const memory = new WebAssembly.Memory({ initial: Math.ceil((sums + 8 * members.length) / 65536) });
    const module = new WebAssembly.Module(encodeModule(new Map([["sum", f.body(valid)]])));
    const { exports } = new WebAssembly.Instance(module, { host: { memory } });
    run = exports.sum as (pairs: number) => number;
    doubles = new Float64Array(memory.buffer);
  } catch {
    return undefined;
  }
  let bounds: RunBounds;
  let known: (id: NodeId) => Float64Array;
  /** By the first row of a run, its rows that add something, in order. */
  const terms = new Map<number, Int32Array>();
  const termsOf = (begin: number, end: number): Int32Array => {
    const found = terms.get(begin);
    if (found !== undefined) return found;
    const skips = factors.map(known);
    const rows: number[] = [];
    for (let j = begin; j < end; j++) if (skips.every((column) => column[j] !== 0)) rows.push(j);
    const made = Int32Array.from(rows);
    terms.set(begin, made);
    return made;
  };
  /** Copies a block of terms to the memory, the last one doubled to fill a pair. */
  const load = (rows: Int32Array, first: number, count: number, begin: number): void => {
    for (let t = 0; t < count; t++) doubles[t] = first + t;
    columns.forEach((id, k) => {
      const at = ((k + 1) * columnBytes) / 8;
      const of = graph.nodes[id]?.args[0] ?? 0;
      const counts = graph.nodes[of]?.op === "place";
      const source = counts ? undefined : known(of);
      for (let t = 0; t < count; t++) doubles[at + t] = source?.[rows[first + t]!] ?? rows[first + t]! - begin + 1;
      if (count % 2 === 1) doubles[at + count] = doubles[at + count - 1]!;
    });
    if (count % 2 === 1) doubles[count] = Number.POSITIVE_INFINITY;
  };
  return {
    reads,
    bind: (taken, columnOf) => {
      bounds = taken;
      known = columnOf;
      terms.clear();
    },
    compute: (places, read, out) => {
      const byRun = new Map<number, number[]>();
      for (let n = 0; n < places.length; n++) {
        const i = places[n]!;
        const begin = bounds.begin[i]!;
        const rows = byRun.get(begin) ?? [];
        if (rows.length === 0) byRun.set(begin, rows);
        rows.push(i);
        const [low, high] = [Math.ceil(read[0]![i]!), Math.floor(read[1]![i]!)];
        const within = high < low || (low >= 1 && high <= bounds.end[i]! - begin);
        for (const column of out) column[i] = within ? 0 : Number.NaN;
      }
      const scalar = scalars / 8;
      const sum = sums / 8;
      for (const [begin, rows] of byRun) {
        const listed = termsOf(begin, bounds.end[begin]!);
        // Of each row the first term that it sums, and the first that it does not.
        const lows = rows.map((i) => lowerBound(listed, begin + Math.ceil(read[0]![i]!) - 1));
        const highs = rows.map((i) => lowerBound(listed, begin + Math.floor(read[1]![i]!)));
        for (let first = 0; first < listed.length; first += blockTerms) {
          const count = Math.min(blockTerms, listed.length - first);
          load(listed, first, count, begin);
          for (let n = 0; n < rows.length; n++) {
            const [low, high, i] = [lows[n]!, highs[n]!, rows[n]!];
            if (!(low < high) || low >= first + count || high <= first) continue;
            heed(count * inside.length);
            doubles[scalar] = low;
            doubles[scalar + 1] = high;
            for (let k = 0; k < reads.length; k++) doubles[scalar + 2 + k] = read[k]![i]!;
            if (run((Math.min(high - first, count) + 1) >> 1) !== 1) return false;
            for (let k = 0; k < out.length; k++) out[k]![i] = out[k]![i]! + doubles[sum + k]!;
          }
        }
      }
      return true;
    },
  };
}

/** The place of the first of some ascending rows that is not before `row`. */
function lowerBound(rows: Int32Array, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
