import type { ArgumentRange, Quantity } from "../ask/quantity.ts";
import { heed } from "../execute/cancellation.ts";
import { changesAlong } from "../fit/identifiability.ts";
import { combinedRule, type IntervalRule } from "../fit/intervals.ts";
import { compilePoint } from "../law/compile.ts";
import type { GraphBuilder, NodeId } from "../law/expression.ts";
import type { ForeignCall } from "../law/foreign-function.ts";
import type { FitRecord } from "./scope.ts";

/** A number that varies from draw to draw: a parameter of a fit. */
export interface Slot {
  readonly key: string;
  readonly value: number;
  /** Empty where nothing is uncertain. */
  readonly draws: Float64Array;
  /** The fit that it is a parameter of, and which. */
  readonly source?: { readonly fit: FitRecord; readonly index: number };
}

/** What reading expressions has put together; param nodes of the graph index `slots`, input nodes `inputs`. */
export interface ReadParts {
  readonly graph: GraphBuilder;
  readonly roots: readonly NodeId[];
  readonly inputs: readonly string[];
  /** How many of the inputs were declared; the rest were left free. */
  readonly declared: number;
  readonly slots: readonly Slot[];
  /** The arguments at which fits are evaluated. */
  readonly asked: readonly (ArgumentRange & { readonly node: NodeId })[];
  readonly fits: readonly FitRecord[];
  readonly calls: readonly ForeignCall[];
}

/** Expressions read in a scope: one graph, its inputs, and the fits it draws on. */
export interface Compiled {
  readonly graph: GraphBuilder;
  readonly roots: readonly NodeId[];
  /** Calls to functions of other languages whose values are inputs, in the order they can be computed in. */
  readonly calls: readonly ForeignCall[];
  /** Declared inputs, then those that were left free. */
  readonly inputs: readonly string[];
  readonly free: readonly string[];
  readonly draws: number;
  /** What intervals are made by. */
  readonly rule: IntervalRule;
  /** The parameter values of one draw (−1: the estimate; below: replicates, see replicateDraw), for the graph's param nodes. */
  readonly parameters: (draw: number) => Float64Array;
  /** Pairs of further draws, which fit as well as the estimate: what changes from one to the other is not determined. */
  readonly alike: readonly (readonly [number, number])[];
  /** What each param node of the graph is: a parameter of a fit, or a frozen constant. */
  readonly sources: readonly Slot["source"][];
  /** Root k as a quantity. */
  readonly quantity: (k: number) => Quantity;
  readonly fits: readonly FitRecord[];
}

/** About what an expression at a point costs: there may be roots to be found in it. */
const operationsAPoint = 2e4;

/** Makes the read parts ready to be computed, with as many draws as every fit among them has. */
export function compiledFrom({ graph, roots, inputs, declared, slots, asked, fits, calls }: ReadParts): Compiled {
  const counts = slots.map((s) => s.draws.length).filter((n) => n > 0);
  const draws = counts.length === 0 ? 0 : Math.min(...counts);
  const estimate = Float64Array.from(slots, (s) => s.value);
  const cache = new Map<number, Float64Array>();
  const sources = [...new Set(slots.flatMap((s) => s.source?.fit ?? []))];
  // A frozen constant's draws have no replicates: with one among them the percentiles of the draws serve.
  const frozen = slots.some((s) => s.source === undefined && s.draws.length > 0);
  const rule = combinedRule([
    ...sources.map((f) => f.result.rule),
    ...(frozen ? [{ method: "percentile", blocks: [] } as const] : []),
  ]);
  const valueAt = (slot: Slot, draw: number): number => {
    if (draw >= 0) return slot.draws.length > 0 ? (slot.draws[draw] ?? Number.NaN) : slot.value;
    let k = -2 - draw;
    for (const fit of sources) {
      const { count, width, values } = fit.result.replicates;
      if (k < count) {
        return slot.source?.fit === fit ? (values[k * width + slot.source.index] ?? Number.NaN) : slot.value;
      }
      k -= count;
    }
    return Number.NaN;
  };
  const ends = sources.flatMap((fit) =>
    (fit.result.identifiability.alike ?? [])
      .flat()
      .map((end) =>
        Float64Array.from(slots, (s) => (s.source?.fit === fit ? (end[s.source.index] ?? Number.NaN) : s.value)),
      ),
  );
  const alike = Array.from({ length: ends.length / 2 }, (_, k) => [draws + 2 * k, draws + 2 * k + 1] as const);
  const parameters = (draw: number): Float64Array => {
    if (draw === -1) return estimate;
    const end = ends[draw - draws];
    if (end !== undefined) return end;
    const known = cache.get(draw);
    if (known !== undefined) return known;
    const made = Float64Array.from(slots, (s) => valueAt(s, draw));
    cache.set(draw, made);
    return made;
  };
  const askedNodes = asked.map((a) => a.node);
  const quantity = (k: number): Quantity => {
    const compute = compilePoint(graph, [roots[k] ?? 0]);
    const ask = compilePoint(graph, askedNodes);
    const out = new Float64Array(1);
    const evaluate = (x: ArrayLike<number>, draw: number): number => {
      heed(operationsAPoint);
      compute(parameters(draw), x, out);
      return out[0] ?? Number.NaN;
    };
    return {
      variables: inputs,
      draws,
      rule,
      evaluate,
      undetermined: (x) => alike.some(([above, below]) => changesAlong(evaluate(x, above), evaluate(x, below))),
      arguments: asked,
      argumentValues: (x) => {
        const values = new Float64Array(askedNodes.length);
        ask(estimate, x, values);
        return values;
      },
    };
  };
  const free = inputs.slice(declared);
  const slotSources = slots.map((s) => s.source);
  return { graph, roots, inputs, free, draws, rule, parameters, alike, sources: slotSources, quantity, fits, calls };
}
