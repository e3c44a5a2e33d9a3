import { type Operation, operations } from "./functions.ts";

/** A node's place in its graph; arguments always stand before the node that uses them. */
export type NodeId = number;

/**
 * Operations along the rows of a run. `lag(x, start)` is x of the row before; `prev(initial, start)` the value that the
 * `scan(prev, next)` of the same index had there; where `start` is not 0 a run begins, with x or the initial value.
 */
export type SeriesOperation = "prev" | "scan" | "lag";

/**
 * `root(residual, low, high, unknown)` is the value of its `unknown` between low and high at which the residual is 0.
 * What depends on the unknown is computed only while it is looked for.
 */
export type ImplicitOperation = "root" | "unknown";

/**
 * One operation of a graph. `value` belongs to `const` (and says of a `prev` whether its recursion has parameters),
 * `index` to `param` (a parameter), `input` (a variable), `prev` and `scan` (their state).
 */
export interface GraphNode {
  readonly op: "const" | "param" | "input" | SeriesOperation | ImplicitOperation | Operation;
  readonly args: readonly NodeId[];
  readonly value?: number;
  readonly index?: number;
}

/** A law's arithmetic as plain cloneable data, in topological order, without repeated nodes. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
}

/** Builds a hash-consed graph, folding constants and the identities of 0 and 1 as it goes. */
export class GraphBuilder implements Graph {
  readonly nodes: GraphNode[] = [];
  private readonly known = new Map<string, NodeId>();

  private intern(node: GraphNode): NodeId {
    const key = `${node.op}|${node.args.join(",")}|${Object.is(node.value, -0) ? "-0" : (node.value ?? "")}|${node.index ?? ""}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const id = this.nodes.length;
    this.nodes.push(node);
    this.known.set(key, id);
    return id;
  }

  constant(value: number): NodeId {
    return this.intern({ op: "const", args: [], value });
  }
  parameter(index: number): NodeId {
    return this.intern({ op: "param", args: [], index });
  }
  input(index: number): NodeId {
    return this.intern({ op: "input", args: [], index });
  }

  private states = 0;
  /** The row before, of a state of its own; `parametric` says whether what follows it depends on a parameter. */
  previous(initial: NodeId, start: NodeId, parametric: boolean): NodeId {
    return this.intern({ op: "prev", args: [initial, start], index: this.states++, value: parametric ? 1 : 0 });
  }
  /** The value that a state takes at this row; `after` are scans that must be computed with it. */
  scan(previous: NodeId, next: NodeId, ...after: readonly NodeId[]): NodeId {
    return this.intern({ op: "scan", args: [previous, next, ...after], index: this.nodes[previous]?.index ?? 0 });
  }
  lag(value: NodeId, start: NodeId): NodeId {
    return this.intern({ op: "lag", args: [value, start] });
  }

  private unknowns = 0;
  /** A new unknown, for one root. */
  unknown(): NodeId {
    return this.intern({ op: "unknown", args: [], index: this.unknowns++ });
  }
  root(residual: NodeId, low: NodeId, high: NodeId, unknown: NodeId): NodeId {
    return this.intern({ op: "root", args: [residual, low, high, unknown] });
  }

  /** The value of a constant node, else undefined. */
  valueOf(id: NodeId): number | undefined {
    const node = this.nodes[id];
    return node?.op === "const" ? node.value : undefined;
  }

  /** Applies an operation, simplified where an identity of real numbers allows it. */
  apply(op: Operation, ...args: readonly NodeId[]): NodeId {
    const values = args.map((a) => this.valueOf(a));
    if (values.every((v) => v !== undefined)) {
      return this.constant(operations[op].value(values[0] ?? 0, values[1] ?? 0, values[2] ?? 0));
    }
    const [a = 0, b = 0, c = 0] = args;
    const [x, y] = values;
    switch (op) {
      case "add":
        if (x === 0) return b;
        if (y === 0) return a;
        if (a === b) return this.apply("mul", this.constant(2), a);
        if (a > b) return this.intern({ op, args: [b, a] });
        break;
      case "sub":
        if (y === 0) return a;
        if (a === b) return this.constant(0);
        if (x === 0) return this.apply("neg", b);
        if (y === 1 && this.nodes[a]?.op === "exp") return this.apply("expm1", this.nodes[a]?.args[0] ?? 0);
        if (x === 1 && this.nodes[b]?.op === "exp")
          return this.apply("neg", this.apply("expm1", this.nodes[b]?.args[0] ?? 0));
        break;
      case "mul":
        return this.product(a, b);
      case "div":
        if (y === 1) return a;
        if (x === 0) return a;
        if (a === b) return this.constant(1);
        if (this.nodes[a]?.op === "mul" && this.maskOf(this.nodes[a]?.args[0] ?? -1) !== undefined) {
          const [mask = 0, inner = 0] = this.nodes[a]?.args ?? [];
          return this.product(mask, this.apply("div", inner, b));
        }
        if (this.maskOf(a) !== undefined) return this.product(a, this.apply("div", this.constant(1), b));
        if (y !== undefined && y !== 0 && Number.isInteger(Math.log2(Math.abs(y))))
          return this.product(a, this.constant(1 / y));
        break;
      case "neg": {
        const inner = this.nodes[a];
        if (inner?.op === "neg") return inner.args[0] ?? a;
        break;
      }
      case "pow":
        return this.power(a, b);
      case "select":
        if (x !== undefined) return x !== 0 ? b : c;
        if (b === c) return b;
        break;
      case "exp":
      case "log":
        break;
      default:
        break;
    }
    return this.intern({ op, args });
  }

  private product(a: NodeId, b: NodeId): NodeId {
    const x = this.valueOf(a);
    const y = this.valueOf(b);
    if (x === 0 || y === 1) return a;
    if (y === 0 || x === 1) return b;
    if (x === -1) return this.apply("neg", b);
    if (y === -1) return this.apply("neg", a);
    const left = this.nodes[a];
    const right = this.nodes[b];
    const masked = this.maskedProduct(a, b);
    if (masked !== undefined) return masked;
    if (left?.op === "neg") return this.apply("neg", this.product(left.args[0] ?? a, b));
    if (right?.op === "neg") return this.apply("neg", this.product(a, right.args[0] ?? b));
    return this.intern({ op: "mul", args: a < b ? [a, b] : [b, a] });
  }

  /** The level that a node asks of an input: `input = constant`, one or zero. */
  private maskOf(id: NodeId): { readonly input: NodeId; readonly level: NodeId } | undefined {
    const node = this.nodes[id];
    if (node?.op !== "eq") return undefined;
    const [x = 0, y = 0] = node.args;
    if (this.nodes[y]?.op === "const" && this.nodes[x]?.op === "input") return { input: x, level: y };
    return undefined;
  }

  /**
   * Masks of levels stand at the front of a product, each once; those of different levels of one input make it zero.
   * So the derivatives that mix two levels vanish from the graph, and parameters of different levels stay separable.
   */
  private maskedProduct(a: NodeId, b: NodeId): NodeId | undefined {
    const split = (id: NodeId): readonly [readonly NodeId[], NodeId | undefined] => {
      const masks: NodeId[] = [];
      let rest: NodeId | undefined = id;
      while (rest !== undefined) {
        const node: GraphNode | undefined = this.nodes[rest];
        if (this.maskOf(rest) !== undefined) {
          masks.push(rest);
          rest = undefined;
        } else if (node?.op === "mul" && this.maskOf(node.args[0] ?? -1) !== undefined) {
          masks.push(node.args[0] ?? 0);
          rest = node.args[1];
        } else break;
      }
      return [masks, rest];
    };
    const [left, x] = split(a);
    const [right, y] = split(b);
    if (left.length + right.length === 0) return undefined;
    const masks = [...new Set([...left, ...right])].sort((p, q) => q - p);
    const levels = new Map<NodeId, NodeId>();
    for (const mask of masks) {
      const { input, level } = this.maskOf(mask) ?? { input: 0, level: 0 };
      if ((levels.get(input) ?? level) !== level) return this.constant(0);
      levels.set(input, level);
    }
    const one = this.constant(1);
    const rest = this.product(x ?? one, y ?? one);
    if (this.valueOf(rest) === 0) return rest;
    const negated = this.nodes[rest];
    if (negated?.op === "neg") {
      const inner = masks.reduce((product, mask) => this.product(mask, product), negated.args[0] ?? one);
      return this.apply("neg", inner);
    }
    return masks.reduce(
      (inner, mask) => (this.valueOf(inner) === 1 ? mask : this.intern({ op: "mul", args: [mask, inner] })),
      rest,
    );
  }

  private power(base: NodeId, exponent: NodeId): NodeId {
    const y = this.valueOf(exponent);
    if (y === 0) return this.constant(1);
    if (y === 1) return base;
    if (y === 2) return this.product(base, base);
    if (y === -1) return this.apply("div", this.constant(1), base);
    if (y === 0.5) return this.apply("sqrt", base);
    if (this.valueOf(base) === 1) return base;
    return this.intern({ op: "pow", args: [base, exponent] });
  }
}

/** Marks the nodes that the roots use: 1 at their ids. */
export function reachable(graph: Graph, roots: readonly NodeId[]): Uint8Array {
  const marks = new Uint8Array(graph.nodes.length);
  for (const root of roots) marks[root] = 1;
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    if (marks[id]) for (const arg of graph.nodes[id]?.args ?? []) marks[arg] = 1;
  }
  return marks;
}

/**
 * What a node depends on: bit 1 a parameter, bit 2 an input, bit 4 the unknown of a root; parameters in `only` (when
 * given) alone count, an unknown among them as −1 less its index.
 */
export function dependencies(
  graph: Graph,
  only?: (parameter: number) => boolean,
  /** Whether the row before counts as depending on all that its recursion may. */
  recursive = true,
): Uint8Array {
  const bits = new Uint8Array(graph.nodes.length);
  graph.nodes.forEach((node, id) => {
    let bit = 0;
    if (node.op === "param") bit = only === undefined || only(node.index ?? 0) ? 1 : 0;
    else if (node.op === "input") bit = 2;
    else if (node.op === "unknown") bit = only === undefined ? 4 : only(-1 - (node.index ?? 0)) ? 1 : 0;
    else for (const arg of node.args) bit |= bits[arg] ?? 0;
    if (node.op === "root") bit &= 3;
    if (node.op === "prev" && node.value === 1 && recursive) bit |= 1;
    bits[id] = bit;
  });
  return bits;
}
