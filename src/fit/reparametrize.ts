import { dependencies, type GraphBuilder, type NodeId, reachable } from "../law/expression.ts";
import type { Operation } from "../law/functions.ts";
import { freeParameters, type Law, type LawParameter } from "../law/law.ts";
import { positiveNodes } from "../law/lower.ts";
import { normalizeBasis } from "../law/normalize.ts";
import { separate } from "../law/separate.ts";
import { parentsOf } from "./roles.ts";

/** A law's graph with some free parameters replaced by quantities that are easier to search. */
export interface Reparametrized {
  readonly root: NodeId;
  /** Parameters b of a term e^(k·b + …): in the graph stands e^(k·b), in which the law is linear; k by parameter. */
  readonly rates: ReadonlyMap<number, number>;
  /** Coefficients inside the law, as a in e^(a·N^β): in the graph stands a times its basis at the reference row. */
  readonly scales: ReadonlyMap<number, NodeId>;
}

/** Finds both kinds of parameters by shape, among those without bounds and priors. */
export function reparametrize(
  g: GraphBuilder,
  root: NodeId,
  law: Law,
  positive: (input: number) => boolean,
  reference: readonly number[],
): Reparametrized {
  const free = freeParameters(law).map((index) => law.parameters[index]);
  const rates = new Map<number, number>();
  const scales = new Map<number, NodeId>();
  let at = root;
  if (!plain(g, root)) return { root, rates, scales };
  free.forEach((parameter, i) => {
    if (!unbounded(parameter)) return;
    const found = outOfExponential(g, at, i);
    if (found === undefined) return;
    const { linear, basis } = separate(g, found.root, free.length);
    const sure = positiveNodes(g, positive);
    if (linear.length <= separate(g, at, free.length).linear.length) return;
    if (![...rates.keys(), i].every((k) => linear.includes(k) && sure.has(basis[linear.indexOf(k)] ?? -1))) return;
    at = found.root;
    rates.set(i, found.rate);
  });
  const linear = new Set(separate(g, at, free.length).linear);
  free.forEach((parameter, i) => {
    if (linear.has(i) || !unbounded(parameter)) return;
    const place = soleProduct(g, at, i);
    if (place === undefined || !positiveNodes(g, positive).has(place.basis)) return;
    const names = (index: number): boolean => linear.has(index) || scales.has(index);
    const bits = dependencies(g);
    if (bits[place.basis] !== 3 || dependencies(g, names)[place.basis] !== 2) return;
    const { ratio, scale } = normalizeBasis(g, place.basis, reference);
    at = replaced(g, at, place.product, g.apply("mul", g.parameter(i), ratio));
    scales.set(i, scale);
  });
  return { root: at, rates, scales };
}

/** Operations that look at other rows, or for a root: a graph with one of them is left as it is. */
const special: ReadonlySet<string> = new Set(["prev", "scan", "lag", "root", "unknown"]);

function plain(g: GraphBuilder, root: NodeId): boolean {
  const marks = reachable(g, [root]);
  return !g.nodes.some((node, id) => marks[id] === 1 && special.has(node.op));
}

function unbounded(parameter: LawParameter | undefined): boolean {
  return (
    parameter !== undefined &&
    parameter.prior === undefined &&
    parameter.lower === Number.NEGATIVE_INFINITY &&
    parameter.upper === Number.POSITIVE_INFINITY
  );
}

/** The graph with e^(k·b + rest) written as c·e^rest, where b stands nowhere else; undefined where it does. */
function outOfExponential(
  g: GraphBuilder,
  root: NodeId,
  index: number,
): { readonly root: NodeId; readonly rate: number } | undefined {
  const parents = parentsOf(g, root);
  const parameter = g.parameter(index);
  let at = parameter;
  let rate = 1;
  for (;;) {
    const [only, ...others] = parents.get(at) ?? [];
    if (only === undefined || others.length > 0) return undefined;
    const node = g.nodes[only];
    const [a = 0, b = 0] = node?.args ?? [];
    if (a === b) return undefined;
    switch (node?.op) {
      case "exp":
        return {
          root: replaced(
            g,
            root,
            only,
            g.apply("mul", parameter, g.apply("exp", replaced(g, at, parameter, g.constant(0)))),
          ),
          rate,
        };
      case "neg":
        rate = -rate;
        break;
      case "add":
        break;
      case "sub":
        if (at === b) rate = -rate;
        break;
      case "mul": {
        const factor = g.valueOf(at === a ? b : a);
        if (factor === undefined) return undefined;
        rate *= factor;
        break;
      }
      default:
        return undefined;
    }
    at = only;
  }
}

/** The one product of a parameter with something, where it stands nowhere else. */
function soleProduct(
  g: GraphBuilder,
  root: NodeId,
  index: number,
): { readonly product: NodeId; readonly basis: NodeId } | undefined {
  const parameter = g.parameter(index);
  const [product, ...others] = parentsOf(g, root).get(parameter) ?? [];
  const node = product === undefined ? undefined : g.nodes[product];
  if (product === undefined || others.length > 0 || node?.op !== "mul") return undefined;
  const [a = 0, b = 0] = node.args;
  return a === b ? undefined : { product, basis: a === parameter ? b : a };
}

/** The graph under `root` with one node replaced by another that stands in the same builder. */
function replaced(g: GraphBuilder, root: NodeId, old: NodeId, by: NodeId): NodeId {
  const made = new Map<NodeId, NodeId>([[old, by]]);
  const copy = (id: NodeId): NodeId => {
    const known = made.get(id);
    if (known !== undefined) return known;
    const node = g.nodes[id];
    let result = id;
    if (node !== undefined && node.args.length > 0) {
      const args = node.args.map(copy);
      if (args.some((a, k) => a !== node.args[k])) result = g.apply(node.op as Operation, ...args);
    }
    made.set(id, result);
    return result;
  };
  return copy(root);
}
