import { dependencies, type Graph, type GraphNode, type NodeId } from "./expression.ts";
import type { Pair, PairLoop } from "./wasm-encoder.ts";
import { emitExp, emitExp2, emitExpm1, emitLog, emitPow } from "./wasm-math.ts";

/** How an emission reads its leaves. */
export interface PairNames {
  /** Emits a parameter, in the head. */
  readonly parameter: (index: number) => Pair;
  /** Emits a node whose values stand in a column, if they do, at the present pair of rows. */
  readonly column: (id: NodeId) => Pair | undefined;
}

/**
 * Emits nodes of a graph as SIMD instructions when they are first read: parameter-only nodes go to the head, the rest to
 * the row. Rows where an instruction sequence cannot speak for JavaScript (a power of a negative base) are reported to
 * `doubt` as lanes that are all ones where it can.
 */
export function emitPairs(
  f: PairLoop,
  graph: Graph,
  names: PairNames,
  doubt: (sure: Pair) => void,
): (id: NodeId) => Pair {
  const bits = dependencies(graph);
  const known = new Map<NodeId, Pair>();
  const scaled = new Map<string, Pair>();
  const varies = (id: NodeId): boolean => ((bits[id] ?? 0) & 6) !== 0;

  const read = (id: NodeId): Pair => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const made = make(id);
    known.set(id, made);
    return made;
  };
  const make = (id: NodeId): Pair => {
    // A root that is the same in every row is read at the first.
    const column = varies(id) ? names.column(id) : f.inHead(() => names.column(id));
    if (column !== undefined) return column;
    const node = graph.nodes[id];
    if (node === undefined || node.op === "input") throw new Error(`node ${id} stands in no column`);
    if (node.op === "const") return f.constant(node.value ?? Number.NaN);
    if (node.op === "param") return names.parameter(node.index ?? 0);
    return varies(id) ? operation(node) : f.inHead(() => operation(node));
  };

  /** e^(h·v) with h the same in every row is 2^((h·log₂e)·v): the reduction of the argument falls away. */
  const scaledExponent = (id: NodeId, sign: 1 | -1): Pair | undefined => {
    const node = graph.nodes[id];
    const [a = 0, b = 0] = node?.args ?? [];
    if (node?.op === "neg") return scaledExponent(a, sign === 1 ? -1 : 1);
    if (node?.op !== "mul" || varies(a) === varies(b)) return undefined;
    const [still, moving] = varies(a) ? [b, a] : [a, b];
    const key = `${still}|${sign}`;
    const factor =
      scaled.get(key) ??
      f.inHead(() => {
        const h = read(still);
        return f.apply("mul", h, f.constant(sign * Math.LOG2E));
      });
    scaled.set(key, factor);
    return f.apply("mul", factor, read(moving));
  };

  const one = (): Pair => f.constant(1);
  const truth = (mask: Pair): Pair => f.apply("and", mask, one());
  const isTrue = (a: Pair): Pair => f.apply("ne", a, f.constant(0));

  const operation = (node: GraphNode): Pair => {
    const [first = 0, second = 0] = node.args;
    if (node.op === "exp") {
      const exponent = scaledExponent(first, 1);
      return exponent === undefined ? emitExp(f, read(first)) : emitExp2(f, exponent);
    }
    if (node.op === "pow") return power(first, second);
    const [a = 0, b = 0, c = 0] = node.args.map(read);
    switch (node.op) {
      case "add":
      case "sub":
      case "mul":
      case "div":
      case "neg":
      case "sqrt":
      case "abs":
      case "min":
      case "max":
      case "floor":
      case "ceil":
        return f.apply(node.op, ...node.args.map(read));
      case "log":
        return emitLog(f, a);
      case "expm1":
        return emitExpm1(f, a);
      case "sign": {
        const above = truth(f.apply("gt", a, f.constant(0)));
        const below = truth(f.apply("lt", a, f.constant(0)));
        return f.apply("bitselect", f.apply("sub", above, below), a, f.apply("eq", a, a));
      }
      case "round": {
        // Math.round goes up from the half.
        const whole = f.apply("floor", a);
        return f.apply("add", whole, truth(f.apply("ge", f.apply("sub", a, whole), f.constant(0.5))));
      }
      case "logistic": {
        const e = emitExp(f, f.apply("neg", f.apply("abs", a)));
        const top = f.apply("bitselect", one(), e, f.apply("ge", a, f.constant(0)));
        return f.apply("div", top, f.apply("add", one(), e));
      }
      case "lt":
      case "le":
      case "eq":
        return truth(f.apply(node.op, a, b));
      case "and":
      case "or":
        return truth(f.apply(node.op, isTrue(a), isTrue(b)));
      case "not":
        return truth(f.apply("eq", a, f.constant(0)));
      case "select":
        return f.apply("bitselect", b, c, isTrue(a));
      default:
        throw new Error(`${node.op} has no arguments to compute from`);
    }
  };

  const power = (base: NodeId, exponent: NodeId): Pair => {
    const fixed = graph.nodes[exponent]?.op === "const" ? graph.nodes[exponent]?.value : undefined;
    const x = read(base);
    if (fixed !== undefined && Number.isInteger(fixed) && Math.abs(fixed) <= 16) {
      const whole = repeatedProduct(f, x, Math.abs(fixed));
      return fixed < 0 ? f.apply("div", one(), whole) : whole;
    }
    const p = read(exponent);
    // x^0 is 1 even for 0 and ∞; a negative base has real powers that a logarithm does not know.
    doubt(f.apply("ge", x, f.constant(0)));
    return f.apply("bitselect", emitPow(f, x, p), one(), isTrue(p));
  };
  return read;
}

function repeatedProduct(f: PairLoop, x: Pair, n: number): Pair {
  let result: Pair | undefined;
  let square = x;
  for (let rest = n; rest > 0; rest >>= 1) {
    if (rest & 1) result = result === undefined ? square : f.apply("mul", result, square);
    if (rest > 1) square = f.apply("mul", square, square);
  }
  return result ?? f.constant(1);
}
