import { dependencies, type Graph, GraphBuilder, type NodeId } from "./expression.ts";
import { copyRunNode } from "./substitute.ts";

/** A product of so many powers or more is one e^(Σ p·ln x): its derivatives are then sums, not products of all the others. */
const fusedFactors = 4;

/**
 * Copies a graph for one data set, writing x^p with a varying exponent as exp(p·ln x): on a data-only base ln x is then
 * a column computed once. `positive(input)` says whether every value of an input is above zero; a data-only base that
 * is not surely positive stays a power, for 0^p is 0.
 */
export function lowerPowers(
  graph: Graph,
  roots: readonly NodeId[],
  positive: (input: number) => boolean,
): { readonly graph: GraphBuilder; readonly roots: readonly NodeId[] } {
  const builder = new GraphBuilder();
  const bits = dependencies(graph);
  const copied: NodeId[] = [];
  const sure = positiveNodes(graph, positive);
  /** How many factors a product of powers has; 0 for anything else. */
  const powers = new Int32Array(graph.nodes.length);
  graph.nodes.forEach((node, id) => {
    const [a = 0, b = 0] = node.args;
    if (node.op !== "mul") powers[id] = isFactor(id) ? 1 : 0;
    else if (powers[a]! > 0 && powers[b]! > 0) powers[id] = powers[a]! + powers[b]!;
  });
  // Of a fused product the factors themselves are not needed.
  const needed = new Uint8Array(graph.nodes.length);
  for (const root of roots) needed[root] = 1;
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    if (!needed[id]) continue;
    const parts = isFused(id) ? factorsOf(id).flatMap(partsOf) : (graph.nodes[id]?.args ?? []);
    for (const part of parts) needed[part] = 1;
  }
  graph.nodes.forEach((node, id) => {
    if (!needed[id]) return;
    const args = node.args.map((a) => copied[a] ?? 0);
    const [base = 0, exponent = 0] = args;
    if (node.op === "const") copied[id] = builder.constant(node.value ?? 0);
    else if (node.op === "param") copied[id] = builder.parameter(node.index ?? 0);
    else if (node.op === "input") copied[id] = builder.input(node.index ?? 0);
    else if (isFused(id)) copied[id] = builder.apply("exp", exponentOf(factorsOf(id)));
    else if (node.op === "pow" && mayLower(id)) {
      copied[id] = builder.apply("exp", builder.apply("mul", exponent, logarithm(node.args[0] ?? 0)));
    } else if (node.op === "div") copied[id] = quotient(base, exponent);
    else if (node.op === "prev") copied[id] = builder.previous(args[0] ?? 0, args[1] ?? 0, node.value === 1);
    else if (node.op === "scan") copied[id] = builder.scan(args[0] ?? 0, args[1] ?? 0, ...args.slice(2));
    else if (node.op === "unknown") copied[id] = builder.unknown();
    else if (node.op === "root") copied[id] = builder.root(args[0] ?? 0, args[1] ?? 0, args[2] ?? 0, args[3] ?? 0);
    else if (node.op === "term") copied[id] = builder.term();
    else if (node.op === "place" || node.op === "size" || node.op === "pick" || node.op === "total")
      copied[id] = copyRunNode(builder, node, args);
    else if (node.op === "lag") copied[id] = builder.lag(args[0] ?? 0, args[1] ?? 0);
    else copied[id] = builder.apply(node.op, ...args);
  });
  function isFused(id: NodeId): boolean {
    return powers[id]! >= fusedFactors;
  }
  /** The factors of a product of products. */
  function factorsOf(id: NodeId): readonly NodeId[] {
    const node = graph.nodes[id];
    return node?.op === "mul" ? node.args.flatMap(factorsOf) : [id];
  }
  /** Whether a factor is a power to be lowered, or one where the data say so and 1 elsewhere. */
  function isFactor(id: NodeId): boolean {
    const node = graph.nodes[id];
    const [present = 0, power = 0, other = 0] = node?.args ?? [];
    if (node?.op === "pow") return mayLower(id);
    return node?.op === "select" && bits[present] === 2 && graph.nodes[other]?.value === 1 && mayLower(power);
  }
  /** What a factor is made of: base, exponent and, where the data say whether it stands, that. */
  function partsOf(id: NodeId): readonly NodeId[] {
    const node = graph.nodes[id];
    const [present = 0, power = 0] = node?.args ?? [];
    return node?.op === "select" ? [...(graph.nodes[power]?.args ?? []), present] : (node?.args ?? []);
  }
  /** The sum of p·ln x over factors x^p: where one does not stand its ln x counts as 0. */
  function exponentOf(factors: readonly NodeId[]): NodeId {
    return factors
      .map((id) => {
        const [base = 0, exponent = 0, present] = partsOf(id);
        const ln = logarithm(base);
        const column =
          present === undefined ? ln : builder.apply("select", copied[present] ?? 0, ln, builder.constant(0));
        return builder.apply("mul", copied[exponent] ?? 0, column);
      })
      .reduce((sum, term) => builder.apply("add", sum, term));
  }
  /** ln of a node, a product of which all but one factor are surely positive as a sum: the data's part is then a column. */
  function logarithm(id: NodeId): NodeId {
    const node = graph.nodes[id];
    const [a = 0, b = 0] = node?.args ?? [];
    if ((node?.op === "mul" || node?.op === "div") && ((bits[id] ?? 0) & 1) === 1 && (sure.has(a) || sure.has(b)))
      return builder.apply(node.op === "mul" ? "add" : "sub", logarithm(a), logarithm(b));
    const made = builder.nodes[copied[id] ?? 0];
    return made?.op === "exp" ? (made.args[0] ?? 0) : builder.apply("log", copied[id] ?? 0);
  }
  /** a/(e^b·c) as (a·e^−b)/c: derivatives of a quotient divide again and again, those of a product need not. */
  function quotient(a: NodeId, d: NodeId): NodeId {
    const node = builder.nodes[d];
    const [first = 0, second = 0] = node?.args ?? [];
    if (node?.op === "exp") return builder.apply("mul", a, builder.apply("exp", builder.apply("neg", first)));
    if (node?.op === "mul" && holdsExp(d)) return quotient(quotient(a, first), second);
    return builder.apply("div", a, d);
  }
  function holdsExp(id: NodeId): boolean {
    const node = builder.nodes[id];
    return node?.op === "exp" || (node?.op === "mul" && node.args.some(holdsExp));
  }
  function mayLower(id: NodeId): boolean {
    const node = graph.nodes[id];
    if (node?.op !== "pow") return false;
    const [base = 0, exponent = 0] = node.args;
    const baseBits = bits[base] ?? 0;
    const exponentBits = bits[exponent] ?? 0;
    if (((baseBits | exponentBits) & 1) === 0 || (baseBits | exponentBits) === 1) return false;
    if (baseBits === 2) return sure.has(base);
    const constant = graph.nodes[exponent]?.value;
    return constant === undefined || !Number.isInteger(constant);
  }
  return { graph: builder, roots: roots.map((root) => copied[root] ?? 0) };
}

/** Whether a node is above zero wherever it is real, judged from its shape and the signs of the data. */
function isPositive(
  node: { readonly op: string; readonly args: readonly NodeId[]; readonly value?: number; readonly index?: number },
  sure: ReadonlySet<NodeId>,
  positive: (input: number) => boolean,
): boolean {
  switch (node.op) {
    case "const":
      return (node.value ?? 0) > 0;
    case "input":
      return positive(node.index ?? 0);
    case "exp":
    case "logistic":
      return true;
    case "pow":
    case "pick":
      return sure.has(node.args[0] ?? -1);
    case "place":
    case "size":
      return true;
    case "add":
    case "mul":
    case "div":
    case "min":
    case "sqrt":
      return node.args.every((a) => sure.has(a));
    case "max":
      return node.args.some((a) => sure.has(a));
    default:
      return false;
  }
}

/** The nodes of a graph that are above zero wherever they are real. */
export function positiveNodes(graph: Graph, positive: (input: number) => boolean): ReadonlySet<NodeId> {
  const sure = new Set<NodeId>();
  graph.nodes.forEach((node, id) => {
    if (isPositive(node, sure, positive)) sure.add(id);
  });
  return sure;
}
