import { emitPairs } from "../law/emit-wasm.ts";
import type { RootSearch } from "../law/root-wasm.ts";
import { encodeModule, type Pair, PairLoop } from "../law/wasm-encoder.ts";
import { emitExp } from "../law/wasm-math.ts";
import type { CodedColumn } from "./distinct.ts";
import type { Model } from "./objective.ts";
import { type ObjectiveLayout, rowNames } from "./objective-wasm.ts";

/**
 * A module whose `normal` sums over pairs of rows, at given coordinates that are not linear, the normal equations of those
 * that are: the lower triangle of Σw·bₖ·bₗ by rows, then Σw·bₖ·(y − rest). Of a fit in log space each row counts by 1/y².
 * The function answers 0 where some row leaves the domain that its instructions serve. The model must have linear coordinates.
 */
export function encodeNormal(
  model: Model,
  log: boolean,
  layout: ObjectiveLayout,
  coded: readonly CodedColumn[],
  searches: readonly RootSearch[],
): Uint8Array<ArrayBuffer> {
  const { graph, linear } = model;
  if (linear === undefined) throw new Error("a model without linear coordinates has no normal equations");
  const f = new PairLoop();
  const valid = f.variable(f.bits(0xffffffffffffffffn));
  const read = emitPairs(f, graph, rowNames(f, model, layout, coded, searches), (sure) =>
    f.assign(valid, f.apply("and", valid, sure)),
  );
  let index = 0;
  const accumulate = (term: Pair): void => {
    const sum = f.variable(f.constant(0));
    f.assign(sum, f.apply("add", sum, term));
    f.storeSum(layout.out + 8 * index++, sum);
  };
  const y = f.load(layout.response);
  const w = f.load(layout.weights);
  const inverse = log ? emitExp(f, f.apply("neg", y)) : undefined;
  const scaled = (x: Pair): Pair => (inverse === undefined ? x : f.apply("mul", x, inverse));
  const target = f.apply("sub", log ? f.constant(1) : y, scaled(read(linear.rest)));
  const basis = linear.basis.map((node) => scaled(read(node)));
  const weighted = basis.map((b) => f.apply("mul", w, b));
  weighted.forEach((b, k) => {
    for (const other of basis.slice(0, k + 1)) accumulate(f.apply("mul", b, other));
  });
  for (const b of weighted) accumulate(f.apply("mul", b, target));
  return encodeModule(new Map([["normal", f.body(valid)]]));
}
