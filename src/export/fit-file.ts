import { type GraphNode, reachable } from "../law/expression.ts";
import { operations } from "../law/functions.ts";
import type { Law } from "../law/law.ts";
import { textCode, textOf } from "../law/text-code.ts";
import { decodePlain, encodePlain } from "./plain-json.ts";

/** The version of the form that `export … as json` writes and `import "….json"` reads. */
export const fitFileFormat = 1;

/** A fit as one JSON text: what people and tools read of it, and the whole of it to be made anew. */
export function fitFile(summary: Readonly<Record<string, unknown>>, record: unknown, laws: readonly Law[]): string {
  const codes = laws.flatMap((law) => [
    ...law.parameters.flatMap((p) => p.indexed?.codes ?? []),
    ...law.graph.nodes.flatMap((n) => (n.op === "const" ? [n.value ?? 0] : [])),
  ]);
  const texts = [...new Set(codes.flatMap((code) => textOf(code) ?? []))];
  const plain = encodePlain({ ...summary, fitFile: fitFileFormat, texts, record });
  return `${JSON.stringify(plain, undefined, 1)}\n`;
}

/** The record in such a text, with what a generated function could stumble over looked at; undefined where it is no such text. */
export function readFitFile(text: string): unknown {
  let found: unknown;
  try {
    found = decodePlain(JSON.parse(text));
  } catch {
    return undefined;
  }
  if (typeof found !== "object" || found === null) return undefined;
  const { fitFile: format, texts, record } = found as { fitFile?: unknown; texts?: unknown; record?: unknown };
  if (format !== fitFileFormat || !isRecord(record)) return undefined;
  if (Array.isArray(texts)) for (const one of texts) if (typeof one === "string") textCode(one);
  return record;
}

const isObject = (x: unknown): x is Readonly<Record<string, unknown>> => typeof x === "object" && x !== null;
const isTexts = (x: unknown): boolean => Array.isArray(x) && x.every((t) => typeof t === "string");
const isNumbers = (x: unknown): boolean => x instanceof Float64Array;
const isColumns = (x: unknown): boolean => Array.isArray(x) && x.every(isNumbers);

/** Whether a value has the shape of a fit's record: everything that is computed with, not everything that is shown. */
function isRecord(record: unknown): boolean {
  if (!isObject(record) || !isObject(record.result)) return false;
  const { result } = record;
  const { law, draws, replicates, rule, observation } = result;
  if (!isLaw(law) || !isObject(draws) || !isObject(replicates) || !isObject(rule) || !isObject(observation))
    return false;
  const width = law.parameters.length;
  const rows = record.observed;
  return (
    ["name", "data", "response", "text"].every((key) => typeof record[key] === "string") &&
    isColumns(record.inputs) &&
    rows instanceof Float64Array &&
    (record.inputs as readonly Float64Array[]).length === law.variables.length &&
    (record.inputs as readonly Float64Array[]).every((c) => c.length === rows.length) &&
    isNumbers(result.estimate) &&
    (result.estimate as Float64Array).length === width &&
    drawsFit(draws, width) &&
    (replicates.count === 0 || drawsFit(replicates, width)) &&
    isNumbers(observation.residuals) &&
    isNumbers(result.residuals) &&
    isNumbers(result.covariance) &&
    Array.isArray(rule.blocks) &&
    Array.isArray(result.parameters) &&
    Array.isArray(result.optima) &&
    isObject(result.identifiability) &&
    endsFit(result.identifiability.alike, width) &&
    isObject(result.loss) &&
    (result.space === "log" || result.space === "linear") &&
    ["seed", "level", "rows", "objective", "starts", "startsAgreeing"].every((key) => typeof result[key] === "number")
  );
}

/** Parameters that fit as well, in pairs; or none. */
function endsFit(alike: unknown, width: number): boolean {
  return (
    alike === undefined ||
    (Array.isArray(alike) && alike.every((ends) => isColumns(ends) && ends.length === 2 && ends[0].length === width))
  );
}

function drawsFit({ count, width, values }: Readonly<Record<string, unknown>>, wanted: number): boolean {
  return (
    values instanceof Float64Array &&
    width === wanted &&
    Number.isInteger(count) &&
    values.length === Number(count) * wanted
  );
}

/** Code is generated from a law's graph: every node must be one of ours, with arguments that stand before it. */
function isLaw(law: unknown): law is Law {
  if (!isObject(law) || !isObject(law.graph) || !Array.isArray(law.graph.nodes)) return false;
  if (
    typeof law.name !== "string" ||
    !isTexts(law.variables) ||
    !Array.isArray(law.parameters) ||
    !Array.isArray(law.externals)
  )
    return false;
  const nodes = law.graph.nodes as readonly GraphNode[];
  const inputs = (law.variables as readonly string[]).length + law.externals.length;
  const parameters = law.parameters as Law["parameters"];
  const sound = nodes.every((node, id) => {
    if (!isObject(node) || !Array.isArray(node.args)) return false;
    const index = node.index ?? -1;
    if (node.op === "const") return typeof node.value === "number";
    if (node.op === "param") return Number.isInteger(index) && index >= 0 && index < parameters.length;
    if (node.op === "input") return Number.isInteger(index) && index >= 0 && index < inputs;
    return Object.hasOwn(operations, node.op) && node.args.every((a) => Number.isInteger(a) && a >= 0 && a < id);
  });
  const isNode = (id: unknown): boolean => Number.isInteger(id) && Number(id) >= 0 && Number(id) < nodes.length;
  return (
    sound &&
    isNode(law.root) &&
    isObject(law.body) &&
    (law.definitions === undefined || (Array.isArray(law.definitions) && law.definitions.every(isObject))) &&
    (law.guards === undefined || (Array.isArray(law.guards) && law.guards.every(isNode))) &&
    parameters.every((p) => isObject(p) && typeof p.name === "string" && (p.tied === undefined || isNode(p.tied))) &&
    law.externals.every((e: unknown) => isObject(e) && typeof e.value === "number" && isNumbers(e.draws)) &&
    reachable({ nodes }, [law.root as number]).length === nodes.length
  );
}
