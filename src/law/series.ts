import { type Diagnostic, error } from "../../grammar/diagnostic.ts";
import type { CallNode, Expression } from "../../grammar/syntax.ts";
import { dependencies, type GraphBuilder, type NodeId, reachable } from "./expression.ts";
import type { Meanings } from "./meanings.ts";

/** The functions along a run, or of all its rows, that a law `by run` may call: how many arguments each takes. */
export const seriesFunctions: ReadonlyMap<string, number> = new Map([
  ["cumsum", 1],
  ["lag", 1],
  ["scan", 2],
  ["row", 0],
  ["count", 0],
  ["first", 1],
  ["last", 1],
  ["sum", 1],
  ["mean", 1],
  ["std", 1],
  ["min", 1],
  ["max", 1],
]);

/** A function along a run as nodes; `start` is 1 where a run begins. Each is told a mistake of the user's, then NaN. */
export function buildSeries(
  g: GraphBuilder,
  node: CallNode,
  meanings: Meanings,
  diagnostics: Diagnostic[],
  build: (e: Expression, meanings: Meanings) => NodeId,
): NodeId {
  const { name } = node.callee;
  const wanted = seriesFunctions.get(name) ?? 0;
  const { start } = meanings;
  if (start === undefined) {
    diagnostics.push(
      error("series-without-run", `${name} goes along the rows of a run, and no run is named here`, node.callee.span, {
        help: "say which column tells the runs apart: law S(x) = … by run, or data … with … by run",
      }),
    );
    return g.constant(Number.NaN);
  }
  if (node.arguments.length !== wanted) {
    const words = wanted === 0 ? "no argument" : wanted === 1 ? "1 argument" : `${wanted} arguments`;
    diagnostics.push(error("wrong-arguments", `${name} takes ${words}, not ${node.arguments.length}`, node.span));
    return g.constant(Number.NaN);
  }
  const [first, second] = node.arguments;
  const value = first === undefined ? g.constant(1) : build(first, meanings);
  const size = g.size(start);
  const running = (x: NodeId): NodeId => recursion(g, g.constant(0), start, (previous) => g.apply("add", previous, x));
  const whole = (x: NodeId): NodeId => g.pick(running(x), size, start);
  const mean = (): NodeId => g.apply("div", whole(value), size);
  switch (name) {
    case "row":
      return g.place(start);
    case "count":
      return size;
    case "lag":
      return g.lag(value, start);
    case "scan": {
      const step = second;
      if (step === undefined) return g.constant(Number.NaN);
      return recursion(g, value, start, (previous) =>
        build(step, { ...meanings, name: (n) => (n.name === "prev" ? previous : meanings.name(n)) }),
      );
    }
    case "first":
      return g.pick(value, g.constant(1), start);
    case "last":
      return g.pick(value, size, start);
    case "sum":
      return whole(value);
    case "mean":
      return mean();
    case "min":
    case "max":
      return g.pick(
        recursion(g, value, start, (previous) => g.apply(name, previous, value)),
        size,
        start,
      );
    case "std": {
      const off = g.apply("sub", value, mean());
      return g.apply("sqrt", g.apply("div", whole(g.apply("mul", off, off)), g.apply("sub", size, g.constant(1))));
    }
    default:
      return running(value);
  }
}

/** A recursion, made anew where it turns out to have no parameter: it is then computed once and for all. */
function recursion(g: GraphBuilder, initial: NodeId, start: NodeId, next: (previous: NodeId) => NodeId): NodeId {
  const fixed = g.previous(initial, start, false);
  const made = next(fixed);
  const marks = reachable(g, [made, initial]);
  const bits = dependencies(g);
  const parametric = g.nodes.some((_, id) => marks[id] === 1 && ((bits[id] ?? 0) & 1) === 1);
  if (!parametric) return g.scan(fixed, made);
  const previous = g.previous(initial, start, true);
  return g.scan(previous, next(previous));
}
