import { stringText } from "../../grammar/strings.ts";
import { compileColumns } from "./compile.ts";
import { type GraphBuilder, type NodeId, reachable } from "./expression.ts";
import { textOf } from "./text-code.ts";

/** The data that tell which levels an indexed parameter has: a column for each input of the graph. */
export interface LevelData {
  readonly rows: number;
  readonly columns: readonly Float64Array[];
}

/** The name of one of several parameters: `E["llama"]`, `b[1]`, `t["web", 2]`. */
export function indexedName(base: string, codes: readonly number[]): string {
  return `${base}[${codes.map(levelText).join(", ")}]`;
}

/** A level as a program writes it. */
export function levelText(code: number): string {
  const text = textOf(code);
  return text === undefined ? String(code) : stringText(text);
}

/** Values of data-only nodes over the rows, one array a node. */
export function valuesOver(g: GraphBuilder, nodes: readonly NodeId[], data: LevelData): readonly Float64Array[] {
  const out = nodes.map(() => new Float64Array(data.rows));
  compileColumns({ nodes: g.nodes }, nodes)([], data.columns, 0, data.rows, out);
  return out;
}

/** The greatest value of a data-only node over the rows, no less than zero; undefined without data. */
export function largestOver(g: GraphBuilder, node: NodeId, data: LevelData | undefined): number | undefined {
  return data && valuesOver(g, [node], data)[0]?.reduce((p, q) => Math.max(p, q), 0);
}

/** The distinct combinations of some nodes over the rows: numbers in ascending order, texts as they first appear. */
export function distinctLevels(
  g: GraphBuilder,
  nodes: readonly NodeId[],
  data: LevelData,
): readonly (readonly number[])[] {
  const columns = valuesOver(g, nodes, data);
  const seen = new Map<string, readonly number[]>();
  for (let row = 0; row < data.rows; row++) {
    const codes = columns.map((c) => c[row] ?? Number.NaN);
    const key = codes.join(",");
    if (!seen.has(key) && codes.every((c) => !Number.isNaN(c))) seen.set(key, codes);
  }
  const order = nodes.map(
    (_, k) => new Map<number, number>([...seen.values()].map((codes, at) => [codes[k] ?? 0, at])),
  );
  for (const [k, ranks] of order.entries()) {
    const codes = [...new Set([...seen.values()].map((c) => c[k] ?? 0))];
    if (codes.every((c) => textOf(c) === undefined)) codes.sort((a, b) => a - b);
    for (const [at, code] of codes.entries()) ranks.set(code, at);
  }
  const rank = (codes: readonly number[], k: number): number => order[k]?.get(codes[k] ?? 0) ?? 0;
  return [...seen.values()].sort((a, b) => {
    for (let k = 0; k < nodes.length; k++) if (rank(a, k) !== rank(b, k)) return rank(a, k) - rank(b, k);
    return 0;
  });
}

/** One where every index has its code, else zero: constant where the indices are, a column of the data otherwise. */
export function levelMask(g: GraphBuilder, indices: readonly NodeId[], codes: readonly number[]): NodeId {
  return indices.reduce(
    (mask, index, k) => g.apply("mul", mask, g.apply("eq", index, g.constant(codes[k] ?? Number.NaN))),
    g.constant(1),
  );
}

/** The one of several nodes whose codes the indices have, as a sum over masks, and the condition that there is one. */
export function pickLevel(
  g: GraphBuilder,
  indices: readonly NodeId[],
  levels: readonly { readonly codes: readonly number[]; readonly node: () => NodeId }[],
): { readonly value: NodeId; readonly known: NodeId } {
  let value = g.constant(0);
  let known = g.constant(0);
  for (const { codes, node } of levels) {
    const mask = levelMask(g, indices, codes);
    if (g.valueOf(mask) === 0) continue;
    if (g.valueOf(mask) === 1) return { value: node(), known: mask };
    value = g.apply("add", value, g.apply("mul", mask, node()));
    known = g.apply("add", known, mask);
  }
  return { value, known };
}

/** The input indices that are compared with a text somewhere under the roots. */
export function textInputs(g: GraphBuilder, roots: readonly NodeId[]): ReadonlySet<number> {
  const needed = reachable(g, roots);
  const found = new Set<number>();
  g.nodes.forEach((node, id) => {
    if (node.op !== "eq" || !needed[id]) return;
    const [a, b] = node.args.map((arg) => g.nodes[arg]);
    for (const [input, code] of [
      [a, b],
      [b, a],
    ] as const) {
      if (input?.op === "input" && code?.op === "const" && textOf(code.value ?? 0) !== undefined)
        found.add(input.index ?? 0);
    }
  });
  return found;
}
