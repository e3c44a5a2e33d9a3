import { emitPairs, type PairNames } from "./emit-wasm.ts";
import { dependencies, type Graph, type NodeId, reachableUntil } from "./expression.ts";
import { unknownCone } from "./implicit.ts";
import { type Pair, PairLoop } from "./wasm-encoder.ts";

/** A root to be found in every row before the law is computed there. */
export interface RootSearch {
  readonly node: NodeId;
  /** What varies with parameters and rows and is the same for every value of the unknown: computed once a row. */
  readonly outside: readonly NodeId[];
  /** Whether a row without this root has no value, by any way of computing it: nothing else needs to be asked. */
  readonly decides: boolean;
}

/** Where a search keeps its columns, in bytes; `list` has room for four bytes a pair. */
export interface RootPlace {
  readonly value: number;
  readonly outside: readonly number[];
  /** The latest point, the end on the other side, what the residual is there, and the next step: 0 when all is done. */
  readonly state: Readonly<Record<"a" | "b" | "fa" | "fb" | "step", number>>;
  readonly list: number;
}

/** How many columns a search needs beside those of what is outside: its value and its state. */
export const rootColumns = 6;

/** Operations that may have a value where an argument has none, or where the instructions have none. */
const lenient: ReadonlySet<string> = new Set(["select", "pow", "lt", "le", "eq", "and", "or", "not", "root"]);

/** Whether `value` has none where a node has none. */
function passesOn(graph: Graph, from: NodeId, value: NodeId): boolean {
  const without = new Set([from]);
  graph.nodes.forEach(({ op, args }, id) => {
    if (!lenient.has(op) && args.some((arg) => without.has(arg))) without.add(id);
  });
  return without.has(value);
}

/**
 * The roots that a value and other nodes need, each after those that it needs itself; `stop` says which nodes stand in
 * columns.
 */
export function rootSearches(
  graph: Graph,
  value: NodeId,
  others: readonly NodeId[],
  stop: (id: NodeId) => boolean,
): readonly RootSearch[] {
  if (!graph.nodes.some(({ op }) => op === "root")) return [];
  const roots = [value, ...others];
  const needed = reachableUntil(graph, roots, stop);
  const bits = dependencies(graph);
  const known = new Set<NodeId>();
  return graph.nodes.flatMap((node, id) => {
    if (node.op !== "root" || !needed[id] || stop(id)) return [];
    const cone = new Set(unknownCone(graph, node.args[0] ?? 0, node.args[3] ?? 0));
    const used = new Set([...cone].flatMap((inner) => graph.nodes[inner]?.args ?? []));
    const outside = [...used].filter((arg) => bits[arg] === 3 && !cone.has(arg) && !stop(arg) && !known.has(arg));
    for (const made of [id, ...outside]) known.add(made);
    const under = reachableUntil(graph, [id], stop);
    const sure = graph.nodes.every((inner, at) => !under[at] || at === id || stop(at) || !lenient.has(inner.op));
    return [{ node: id, outside, decides: sure && passesOn(graph, id, value) }];
  });
}

/** The column of each node that a search has made. */
export function rootAddresses(
  searches: readonly RootSearch[],
  places: readonly RootPlace[],
): ReadonlyMap<NodeId, number> {
  return new Map(
    searches.flatMap(({ node, outside }, k) => [
      [node, places[k]?.value ?? 0] as const,
      ...outside.map((id, j) => [id, places[k]?.outside[j] ?? 0] as const),
    ]),
  );
}

/** The steps of a search as functions of a module, by their names with the place of the search after them. */
const steps = ["open", "leave", "begin", "step"] as const;

/** The name of a step's function. */
export function stepName(step: (typeof steps)[number], place: number): string {
  return `${step}${place}`;
}

/**
 * The functions that take the steps of bracketRoot (src/law/bracket-root.ts) in all rows at once, so that the arithmetic
 * of many rows overlaps; the pairs that are not done stand in a list. A row without a root, or one where an instruction
 * cannot speak for JavaScript, is left as NaN.
 */
export function encodeRoot(
  graph: Graph,
  { node, outside }: RootSearch,
  place: number,
  at: RootPlace,
  /** How the leaves are read, and what was found before. */
  names: (f: PairLoop) => PairNames,
): ReadonlyMap<string, readonly number[]> {
  const [residual = 0, lowNode = 0, highNode = 0, unknown = 0] = graph.nodes[node]?.args ?? [];
  const { state } = at;
  const everyBit = 0xffffffffffffffffn;

  /** The residual at a value of the unknown; `known` are values that need not be computed again. */
  const residualAt = (f: PairLoop, x: Pair, known: (id: NodeId) => Pair | undefined): Pair => {
    const leaves = names(f);
    const sure: Pair[] = [];
    const read = emitPairs(
      f,
      graph,
      { ...leaves, column: (id) => (id === unknown ? x : (known(id) ?? leaves.column(id))) },
      (lanes) => sure.push(lanes),
    );
    return sure.reduce((value, lanes) => f.apply("bitselect", value, f.constant(Number.NaN), lanes), read(residual));
  };
  const kept =
    (f: PairLoop) =>
    (id: NodeId): Pair | undefined => {
      const k = outside.indexOf(id);
      return k < 0 ? undefined : f.load(at.outside[k] ?? 0);
    };

  /** Both ends and the residuals there. */
  const loadEnds = (f: PairLoop): [Pair, Pair, Pair, Pair] => [
    f.load(state.a),
    f.load(state.b),
    f.load(state.fa),
    f.load(state.fb),
  ];

  const open = (): number[] => {
    const f = new PairLoop();
    let sure = f.bits(everyBit);
    const read = emitPairs(f, graph, names(f), (lanes) => {
      sure = f.apply("and", sure, lanes);
    });
    const made = new Map(outside.map((id) => [id, read(id)]));
    const orNone = (x: Pair): Pair => f.apply("bitselect", x, f.constant(Number.NaN), sure);
    outside.forEach((id, k) => {
      f.store(at.outside[k] ?? 0, made.get(id) ?? 0);
    });
    const low = orNone(read(lowNode));
    const high = orNone(read(highNode));
    const [atLow, atHigh] = [low, high].map((x) => residualAt(f, x, (id) => made.get(id))) as [Pair, Pair];
    f.store(state.a, high);
    f.store(state.b, low);
    f.store(state.fa, atHigh);
    f.store(state.fb, atLow);
    return f.body(bothKnown(f, atLow, atHigh));
  };

  /** An end where the residual has no value is left by a hair. */
  const leave = (): number[] => {
    const f = new PairLoop();
    const [high, low, atHigh, atLow] = loadEnds(f);
    const hair = f.apply("mul", f.apply("sub", high, low), f.constant(1e-14));
    const [a, b] = [
      f.apply("bitselect", high, f.apply("sub", high, hair), f.apply("eq", atHigh, atHigh)),
      f.apply("bitselect", low, f.apply("add", low, hair), f.apply("eq", atLow, atLow)),
    ];
    f.store(state.a, a);
    f.store(state.b, b);
    f.store(state.fa, residualAt(f, a, kept(f)));
    f.store(state.fb, residualAt(f, b, kept(f)));
    return f.body(f.bits(everyBit));
  };

  const begin = (): number[] => {
    const f = new PairLoop();
    const [a, b, fa, fb] = loadEnds(f);
    const zero = f.constant(0);
    const none = f.constant(Number.NaN);
    const ends = f.apply(
      "bitselect",
      b,
      f.apply("bitselect", a, none, f.apply("eq", fa, zero)),
      f.apply("eq", fb, zero),
    );
    const live = f.apply(
      "or",
      f.apply("and", f.apply("lt", fa, zero), f.apply("gt", fb, zero)),
      f.apply("and", f.apply("gt", fa, zero), f.apply("lt", fb, zero)),
    );
    f.store(at.value, ends);
    const middle = f.apply("mul", f.apply("sub", b, a), f.constant(0.5));
    f.store(state.step, f.apply("bitselect", middle, zero, live));
    return f.listing(live, at.list, "all");
  };

  const step = (): number[] => {
    const f = new PairLoop(4);
    const [latest, other, atLatest, atOther, ahead] = [state.a, state.b, state.fa, state.fb, state.step].map((column) =>
      f.load(column),
    ) as [Pair, Pair, Pair, Pair, Pair];
    const { add, sub, mul, div, less, and, abs, pick } = arithmetic(f);
    const [zero, half, one] = [f.constant(0), f.constant(0.5), f.constant(1)];
    const live = f.apply("ne", ahead, zero);
    const x = add(latest, ahead);
    const fx = residualAt(f, x, kept(f));
    const differ = f.apply("xor", less(fx, zero), less(atLatest, zero));
    const c = pick(other, latest, differ);
    const fc = pick(atOther, atLatest, differ);
    const b = pick(latest, other, differ);
    const fb = pick(atLatest, atOther, differ);
    const best = pick(x, b, less(abs(fx), abs(fb)));
    const least = mul(f.constant(1.2e-16), abs(best));
    const ab = sub(b, x);
    const ca = sub(x, c);
    const width = abs(ab);
    const span = abs(sub(b, c));
    const gab = sub(fb, fx);
    const gcb = sub(fb, fc);
    const gca = sub(fx, fc);
    const square = mul(gcb, gcb);
    const trusted = and(
      less(mul(mul(gab, gab), span), mul(square, width)),
      less(mul(mul(gca, gca), span), mul(square, abs(ca))),
    );
    const inner = div(mul(fx, sub(mul(fc, gca), mul(mul(div(ca, ab), fb), gab))), mul(mul(gab, gcb), gca));
    const t = pick(inner, half, and(trusted, and(less(zero, inner), less(inner, one))));
    const part = mul(t, width);
    const most = sub(width, least);
    const held = pick(pick(part, most, less(part, most)), least, less(least, part));
    const next = pick(f.apply("neg", held), held, less(ab, zero));
    const exact = f.apply("eq", fx, zero);
    const going = f.apply(
      "andnot",
      and(and(live, f.apply("eq", fx, fx)), f.apply("ge", width, add(least, least))),
      exact,
    );
    const value = pick(x, pick(best, f.constant(Number.NaN), f.apply("eq", fx, fx)), exact);
    f.store(at.value, pick(value, f.load(at.value), live));
    f.store(state.a, x);
    f.store(state.b, b);
    f.store(state.fa, fx);
    f.store(state.fb, fb);
    f.store(state.step, pick(next, zero, going));
    return f.listing(going, at.list, "listed");
  };
  const made = { open, leave, begin, step };
  return new Map(steps.map((name) => [stepName(name, place), made[name]()]));
}

function bothKnown(f: PairLoop, a: Pair, b: Pair): Pair {
  return f.apply("and", f.apply("eq", a, a), f.apply("eq", b, b));
}

type Binary = (a: Pair, b: Pair) => Pair;

function arithmetic(f: PairLoop): Readonly<Record<"add" | "sub" | "mul" | "div" | "less" | "and", Binary>> & {
  readonly abs: (a: Pair) => Pair;
  readonly pick: (a: Pair, b: Pair, mask: Pair) => Pair;
} {
  return {
    add: (a, b) => f.apply("add", a, b),
    sub: (a, b) => f.apply("sub", a, b),
    mul: (a, b) => f.apply("mul", a, b),
    div: (a, b) => f.apply("div", a, b),
    less: (a, b) => f.apply("lt", a, b),
    and: (a, b) => f.apply("and", a, b),
    abs: (a) => f.apply("abs", a),
    pick: (a, b, mask) => f.apply("bitselect", a, b, mask),
  };
}
