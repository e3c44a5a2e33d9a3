import { type Graph, GraphBuilder, type NodeId, reachable } from "../law/expression.ts";
import { inlineLaw, type Law } from "../law/law.ts";
import { textOf } from "../law/text-code.ts";

/** A law with its numbers, as an exporter writes it. */
export interface Exported {
  readonly name: string;
  readonly law: Law;
  /** Every parameter's value at full precision, in the law's order. */
  readonly values: ArrayLike<number>;
  /** The law as a program writes it. */
  readonly formula: string;
}

/** A law in steps: each a constant, a parameter, a variable, or an operation on earlier steps. */
export interface Steps {
  readonly graph: Graph;
  readonly root: NodeId;
  /** The steps that are needed, in order. */
  readonly needed: readonly NodeId[];
  /** For each text that a variable may be, the number that stands for it. */
  readonly levels: readonly (readonly [string, number])[];
}

/** Writes a law's ties, guards and frozen constants out; undefined where a step is none of `known`. */
export function stepsOf({ law }: Exported, known: ReadonlySet<string>): Steps | undefined {
  const graph = new GraphBuilder();
  const inputs = law.variables.map((_, k) => graph.input(k));
  const externals = law.externals.map((e) => graph.constant(e.value));
  const root = inlineLaw(graph, law, [...inputs, ...externals], (index) => graph.parameter(index));
  const marks = reachable(graph, [root]);
  const needed = graph.nodes.flatMap((_, id) => (marks[id] ? [id] : []));
  const odd = needed.some((id) => {
    const op = graph.nodes[id]?.op ?? "const";
    return op !== "const" && op !== "param" && op !== "input" && !known.has(op);
  });
  if (odd) return undefined;
  const codes = new Set(law.parameters.flatMap((p) => p.indexed?.codes ?? []));
  for (const id of needed) {
    const node = graph.nodes[id];
    if (node?.op === "const" && node.value !== undefined) codes.add(node.value);
  }
  const levels = [...codes].flatMap((code) => {
    const text = textOf(code);
    return text === undefined ? [] : [[text, code] as const];
  });
  return { graph, root, needed, levels };
}

/** Names that code may carry: those that are plain words stay, all others become `x0`, `x1`, …; no two are alike. */
export function safeNames(names: readonly string[], reserved: ReadonlySet<string>): readonly string[] {
  const plain = names.map(
    (name) => /^[A-Za-z][A-Za-z0-9_]*$/.test(name) && !/^x[0-9]+$/.test(name) && !reserved.has(name),
  );
  return names.map((name, k) => (plain[k] && names.indexOf(name) === k ? name : `x${k}`));
}

/** A text as a literal of ASCII alone, which JavaScript, Python and JSON read alike. */
export function asciiLiteral(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
