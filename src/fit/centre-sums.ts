import { dependencies, type GraphBuilder, type NodeId, reachable } from "../law/expression.ts";
import type { Operation } from "../law/functions.ts";
import { freeParameters, type Law } from "../law/law.ts";
import { separate } from "../law/separate.ts";
import { substitute } from "../law/substitute.ts";
import { parentsOf } from "./roles.ts";

/** A typical row of the runs, and a typical row that a sum over the rows before it takes up: a value for each input. */
export interface SumReference {
  readonly row: readonly number[];
  readonly term: readonly number[];
}

/** A law that sums over the rows of runs, in coordinates in which it is nearly straight. */
export interface CentredSums {
  readonly root: NodeId;
  /** Positive parameters inside sums: powers, and factors beside them, range over decades. */
  readonly decades: ReadonlySet<number>;
  /** Factors inside sums: in the graph stands such a factor times this. */
  readonly scales: ReadonlyMap<number, NodeId>;
}

/**
 * Centres what stands inside sums over rows, as normalizeBasis does outside: C in (1 + C·x[k]^−γ)^−β moves with γ by
 * decades, and what it means at a typical row hardly.
 */
export function centreSums(g: GraphBuilder, root: NodeId, law: Law, reference: SumReference): CentredSums {
  const marks = reachable(g, [root]);
  const sums = g.nodes.flatMap((node, id) => (marks[id] === 1 && node.op === "total" ? [id] : []));
  if (sums.length === 0) return { root, decades: new Set(), scales: new Map() };
  const free = freeParameters(law).map((index) => law.parameters[index]);
  const linear = new Set(separate(g, root, free.length).linear);
  const inSums = reachable(g, sums);
  const parents = parentsOf(g, root);
  const bits = dependencies(g);
  const decades = new Set<number>();
  free.forEach((parameter, i) => {
    const { prior, lower, upper } = parameter ?? { lower: Number.NaN, upper: Number.NaN };
    if (linear.has(i) || prior !== undefined || lower !== 0 || upper !== Number.POSITIVE_INFINITY) return;
    // An exponent of data alone, as γ in x[k]^−γ, is none: it is searched as it stands.
    const beside = factorBeside(g, parents, g.parameter(i));
    const exponent = beside !== undefined && bits[beside] === 2;
    if (inSums[g.parameter(i)] === 1 && !exponent) decades.add(i);
  });
  const used = (node: NodeId | undefined): number =>
    node === undefined ? 0 : [...decades].filter((k) => uses(g, node, k)).length;
  const order = [...decades].map((i) => ({ i, others: used(factorBeside(g, parents, g.parameter(i))) }));
  const scales = new Map<number, NodeId>();
  let at = root;
  for (const { i } of order.sort((a, b) => a.others - b.others)) {
    const beside = factorBeside(g, parentsOf(g, at), g.parameter(i));
    const scale = beside === undefined ? undefined : typicalFactor(g, beside, reference, decades);
    // A scale is of the coordinates before it: what one is made of stays as it is.
    if (scale === undefined || [...scales.values()].some((other) => uses(g, other, i))) continue;
    scales.set(i, scale);
    const parameter = (k: number): NodeId => (k === i ? g.apply("div", g.parameter(i), scale) : g.parameter(k));
    at = substitute(g, g, [at], { parameter })[0] ?? at;
  }
  return { root: at, decades, scales };
}

/** What multiplies a parameter that stands in one product alone. */
function factorBeside(
  g: GraphBuilder,
  parents: ReadonlyMap<NodeId, readonly NodeId[]>,
  id: NodeId,
): NodeId | undefined {
  const [product, ...others] = parents.get(id) ?? [];
  const node = product === undefined ? undefined : g.nodes[product];
  const [a = 0, b = 0] = node?.args ?? [];
  return node?.op !== "mul" || others.length > 0 || a === b ? undefined : a === id ? b : a;
}

function uses(g: GraphBuilder, node: NodeId, parameter: number): boolean {
  return ((dependencies(g, (index) => index === parameter)[node] ?? 0) & 1) === 1;
}

/**
 * What a sum over rows owes to its parameters at a typical row and term; its coefficient is measured by it, for B·(1 −
 * (1 + C·x)^−β) is B·β·ln(1 + C·x) where β is small. Undefined for what is no such sum, or not surely positive there.
 */
export function sumScale(
  g: GraphBuilder,
  basis: NodeId,
  reference: SumReference,
  decades: ReadonlySet<number>,
): NodeId | undefined {
  const node = g.nodes[basis];
  const [inner = 0] = node?.args ?? [];
  if (node?.op === "neg") return sumScale(g, inner, reference, decades);
  return node?.op === "total" ? typicalFactor(g, inner, reference, decades) : undefined;
}

/** The factors with parameters of a product, at the reference; undefined where that is not surely positive, or none has any. */
function typicalFactor(
  g: GraphBuilder,
  product: NodeId,
  { row, term }: SumReference,
  decades: ReadonlySet<number>,
): NodeId | undefined {
  const bits = dependencies(g);
  const at = (id: NodeId, inputs: readonly number[]): NodeId => {
    const node = g.nodes[id];
    if (node === undefined || node.op === "const" || node.op === "param") return id;
    if (node.op === "input") return g.constant(inputs[node.index ?? 0] ?? Number.NaN);
    if (node.op === "pick") return at(node.args[0] ?? 0, term);
    if (notOfARow.has(node.op)) return g.constant(Number.NaN);
    return g.apply(node.op as Operation, ...node.args.map((a) => at(a, inputs)));
  };
  const factor = (id: NodeId): NodeId => {
    const node = g.nodes[id];
    const [a = 0, b = 0] = node?.args ?? [];
    if (((bits[id] ?? 0) & 1) === 0) return g.constant(1);
    if (node?.op === "mul") return g.apply("mul", factor(a), factor(b));
    if (node?.op === "div") return g.apply("div", factor(a), factor(b));
    if (node?.op === "neg") return factor(a);
    return at(id, row);
  };
  const made = factor(product);
  const parametric = ((dependencies(g)[made] ?? 0) & 1) === 1;
  if (!parametric) return undefined;
  const sign = signOf(g, made, decades);
  return sign === 0 ? undefined : sign > 0 ? made : g.apply("neg", made);
}

/** The sign of a node without data at any positive values of these parameters; 0 where its shape does not tell. */
function signOf(g: GraphBuilder, id: NodeId, parameters: ReadonlySet<number>): number {
  const node = g.nodes[id];
  const [a = 0, b = 0] = node?.args ?? [];
  const sign = (other: NodeId): number => signOf(g, other, parameters);
  switch (node?.op) {
    case "const":
      return Math.sign(node.value ?? 0) || 0;
    case "param":
      return parameters.has(node.index ?? 0) ? 1 : 0;
    case "exp":
      return 1;
    case "expm1":
      return sign(a);
    case "neg":
      return -sign(a);
    case "mul":
    case "div":
      return sign(a) * sign(b);
    case "add":
      return sign(a) === sign(b) ? sign(a) : 0;
    case "log": {
      const { op, args: [first = 0, second = 0] = [] } = g.nodes[a] ?? {};
      const [one, other] = g.valueOf(first) === undefined ? [second, first] : [first, second];
      return op === "add" && (g.valueOf(one) ?? 0) >= 1 && sign(other) > 0 ? 1 : 0;
    }
    default:
      return 0;
  }
}

/** Operations whose value at one row depends on others. */
const notOfARow: ReadonlySet<string> = new Set([
  "prev",
  "scan",
  "lag",
  "root",
  "unknown",
  "place",
  "size",
  "total",
  "term",
]);
