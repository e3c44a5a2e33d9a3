import { type Graph, GraphBuilder, isAlongRun, type NodeId, reachable } from "../law/expression.ts";
import type { Operation } from "../law/functions.ts";
import { unknownCone } from "../law/implicit.ts";
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

/** What an exporter made, or what of the law the format has no words for. */
export type Written = { readonly text: string } | { readonly lacks: string };

/** A law in steps: each a constant, a parameter, a variable, or an operation on earlier steps. */
export interface Steps {
  readonly graph: Graph;
  readonly root: NodeId;
  /** The steps that are needed, in order. */
  readonly needed: readonly NodeId[];
  /** For each text that a variable may be, the number that stands for it. */
  readonly levels: readonly (readonly [string, number])[];
}

/** Writes a law's ties, guards and frozen constants out; says what is lacking where a step is neither simple nor among `known`. */
export function stepsOf({ law }: Exported, known: ReadonlySet<string>): Steps | { readonly lacks: string } {
  const graph = new GraphBuilder();
  const inputs = law.variables.map((_, k) => graph.input(k));
  const externals = law.externals.map((e) => graph.constant(e.value));
  const root = inlineLaw(graph, law, [...inputs, ...externals], (index) => graph.parameter(index));
  const marks = reachable(graph, [root]);
  const needed = graph.nodes.flatMap((_, id) => (marks[id] ? [id] : []));
  for (const id of needed) {
    const op = graph.nodes[id]?.op ?? "const";
    if (isAlongRun(op)) return { lacks: "its law is computed along the rows of a run, not at a point" };
    if (op === "const" || op === "param" || op === "input" || known.has(op)) continue;
    return {
      lacks: op === "root" || op === "unknown" ? "its law solves an equation at every point" : `its law uses ${op}`,
    };
  }
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

/** An operation's code, of the code of its arguments. */
export type Code = (a: string, b: string, c: string) => string;

/** How a programming language writes the steps of a law. */
export interface Dialect {
  readonly operations: Partial<Readonly<Record<Operation, Code>>>;
  readonly number: (value: number) => string;
  readonly parameter: (index: number) => string;
  /** A variable under its safe name: a number, or the number of a text. */
  readonly variable: (name: string, isText: boolean) => string;
  readonly assign: (name: string, value: string) => string;
  /** Where the function of `unknown` whose body and value are given is 0 between two ends. */
  readonly root: (
    name: string,
    ends: readonly [string, string],
    unknown: string,
    body: readonly string[],
    value: string,
  ) => readonly string[];
  /** Words that a variable may not be called. */
  readonly reserved: ReadonlySet<string>;
}

/** A law as lines of code that follow one another, and the code of its value. */
export interface Lines {
  readonly lines: readonly string[];
  readonly value: string;
  /** The names of the law's variables, safe in code and in its order. */
  readonly names: readonly string[];
  readonly levels: Steps["levels"];
}

/** Writes a law step by step; of the user's text only plain words are left, as names of variables. */
export function linesOf(exported: Exported, dialect: Dialect): Lines | { readonly lacks: string } {
  const steps = stepsOf(exported, new Set([...Object.keys(dialect.operations), "root", "unknown"]));
  if ("lacks" in steps) return steps;
  const { graph, root, needed, levels } = steps;
  const { law } = exported;
  const names = safeNames(law.variables, dialect.reserved);
  const texts = new Set(law.texts ?? []);
  const cones = new Map(
    needed.flatMap((id) => {
      const { op, args: [residual = 0, , , unknown = 0] = [] } = graph.nodes[id] ?? {};
      return op === "root" ? [[id, unknownCone(graph, residual, unknown)] as const] : [];
    }),
  );
  const inside = new Set([...cones.values()].flat());
  const read = (id: NodeId): string => {
    const node = graph.nodes[id];
    return node?.op === "const" ? dialect.number(node.value ?? Number.NaN) : `_${id}`;
  };
  const write = (id: NodeId): readonly string[] => {
    const { op = "const", index = 0, args = [] } = graph.nodes[id] ?? {};
    if (op === "const" || op === "unknown") return [];
    if (op === "param") return [dialect.assign(`_${id}`, dialect.parameter(index))];
    if (op === "input") {
      const isText = texts.has(law.variables[index] ?? "");
      return [dialect.assign(`_${id}`, dialect.variable(names[index] ?? "", isText))];
    }
    const [a = "", b = "", c = "", d = ""] = args.map(read);
    if (op !== "root") return [dialect.assign(`_${id}`, dialect.operations[op as Operation]?.(a, b, c) ?? "")];
    return dialect.root(`_${id}`, [b, c], d, (cones.get(id) ?? []).flatMap(write), a);
  };
  return { lines: needed.filter((id) => !inside.has(id)).flatMap(write), value: read(root), names, levels };
}

/** Names that code may carry: those that are plain words stay, all others become `x0`, `x1`, …; no two are alike. */
export function safeNames(names: readonly string[], reserved: ReadonlySet<string>): readonly string[] {
  const plain = names.map(
    (name) => /^[A-Za-z][A-Za-z0-9_]*$/.test(name) && !/^x[0-9]+$/.test(name) && !reserved.has(name),
  );
  return names.map((name, k) => (plain[k] && names.indexOf(name) === k ? name : `x${k}`));
}

/** A text as a literal of ASCII alone, which JavaScript and JSON read alike. */
export function asciiLiteral(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
