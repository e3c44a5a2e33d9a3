import { type Operation, operations } from "./functions.ts";
import type { Graph, GraphNode, NodeId } from "./graph.ts";

export {
  dependencies,
  type Graph,
  type GraphNode,
  isAlongRun,
  type NodeId,
  reachable,
  reachableUntil,
} from "./graph.ts";

/** Builds a hash-consed graph, folding constants and the identities of 0 and 1 as it goes. */
export class GraphBuilder implements Graph {
  readonly nodes: GraphNode[] = [];
  private readonly known = new Map<string, NodeId>();
  /** The nodes of constants and parameters alone: the same in every row. */
  private readonly still = new Set<NodeId>();

  private intern(node: GraphNode): NodeId {
    const key = `${node.op}|${node.args.join(",")}|${Object.is(node.value, -0) ? "-0" : (node.value ?? "")}|${node.index ?? ""}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const id = this.nodes.length;
    this.nodes.push(node);
    this.known.set(key, id);
    const leaf = node.op === "const" || node.op === "param";
    if (leaf || (node.args.length > 0 && node.args.every((a) => this.still.has(a)))) this.still.add(id);
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

  place(start: NodeId): NodeId {
    return this.intern({ op: "place", args: [start] });
  }
  size(start: NodeId): NodeId {
    return this.intern({ op: "size", args: [start] });
  }
  private terms = 0;
  /** A new row to run over, for one sum. */
  term(): NodeId {
    return this.intern({ op: "term", args: [], index: this.terms++ });
  }
  /** A value at the run's k-th row. What is picked at a row that is itself picked is picked at once. */
  pick(value: NodeId, key: NodeId, start: NodeId): NodeId {
    const at = this.nodes[key];
    if (this.still.has(value) || at?.op === "place") return value;
    const [inner = 0, outer = 0] = at?.args ?? [];
    if (at?.op === "pick" && this.nodes[outer]?.op === "term")
      return this.nodes[inner]?.op === "place"
        ? this.pick(value, outer, start)
        : this.pick(this.pick(value, inner, start), outer, start);
    return this.intern({ op: "pick", args: [value, key, start] });
  }
  total(body: NodeId, from: NodeId, to: NodeId, term: NodeId): NodeId {
    return this.valueOf(body) === 0 ? body : this.intern({ op: "total", args: [body, from, to, term] });
  }

  /** What is computed from values of one picked row alone is computed there and picked: once a row, not once a term. */
  private alongTerm(op: Operation, args: readonly NodeId[]): NodeId | undefined {
    let key: NodeId | undefined;
    let start = 0;
    for (const arg of args) {
      if (this.still.has(arg)) continue;
      const node = this.nodes[arg];
      const [, k = 0, s = 0] = node?.args ?? [];
      if (node?.op !== "pick" || this.nodes[k]?.op !== "term" || (key ?? k) !== k) return undefined;
      key = k;
      start = s;
    }
    if (key === undefined) return undefined;
    const inner = args.map((a) => (this.still.has(a) ? a : (this.nodes[a]?.args[0] ?? a)));
    return this.pick(this.apply(op, ...inner), key, start);
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
    const picked = this.alongTerm(op, args);
    if (picked !== undefined) return picked;
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
