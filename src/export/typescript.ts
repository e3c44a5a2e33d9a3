import { type Operation, operations } from "../law/functions.ts";
import { asciiLiteral, type Exported, safeNames, stepsOf } from "./exported.ts";

const known: ReadonlySet<string> = new Set(Object.keys(operations));
const reserved = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for
function if implements import in instanceof interface let new null package private protected public return static super switch this
throw true try typeof undefined var void while with yield NaN Infinity Math parameters predict levels name formula number string any
never unknown object symbol boolean async of as is keyof`.split(/\s+/),
);

/** A law as a TypeScript module: its parameters, and a function of its variables; undefined where a part of it has no code. */
export function typescriptModule(exported: Exported): string | undefined {
  const steps = stepsOf(exported, known);
  if (steps === undefined) return undefined;
  const { law, values } = exported;
  const names = safeNames(law.variables, reserved);
  const texts = new Set(law.texts ?? []);
  const read = (id: number): string => {
    const node = steps.graph.nodes[id];
    return node?.op === "const" ? literal(node.value ?? Number.NaN) : `_${id}`;
  };
  const lines = steps.needed.flatMap((id) => {
    const node = steps.graph.nodes[id]!;
    const index = node.index ?? 0;
    if (node.op === "const") return [];
    if (node.op === "param") return [`  const _${id} = parameters[${index}]![1];`];
    if (node.op === "input") {
      const name = names[index] ?? "";
      return [
        `  const _${id} = ${texts.has(law.variables[index] ?? "") ? `levels.get(${name}) ?? Number(${name})` : name};`,
      ];
    }
    const [a = "", b = "", c = ""] = node.args.map(read);
    return [`  const _${id} = ${operations[node.op as Operation].code(a, b, c)};`];
  });
  const kind = (variable: string): string => (texts.has(variable) ? "string" : "number");
  return [
    "/** The law's name and its form, as fitted by lawlab. */",
    `export const name: string = ${asciiLiteral(exported.name)};`,
    `export const formula: string = ${asciiLiteral(exported.formula)};`,
    "/** The parameters in the law's order. */",
    "export const parameters: readonly (readonly [string, number])[] = [",
    ...law.parameters.map((p, k) => `  [${asciiLiteral(p.name)}, ${literal(values[k] ?? Number.NaN)}],`),
    "];",
    ...(texts.size === 0
      ? []
      : [
          `const levels: ReadonlyMap<string, number> = new Map([${steps.levels.map(([text, code]) => `[${asciiLiteral(text)}, ${code}] as const`).join(", ")}]);`,
        ]),
    `/** The law's value; its variables are, in order: ${law.variables.map((v) => asciiLiteral(v).replaceAll("*/", "* /")).join(", ")}. */`,
    `export function predict(${names.map((n, k) => `${n}: ${kind(law.variables[k] ?? "")}`).join(", ")}): number {`,
    ...lines,
    `  return ${read(steps.root)};`,
    "}",
    "",
  ].join("\n");
}

function literal(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "(-Infinity)";
  return value < 0 || Object.is(value, -0) ? `(${Object.is(value, -0) ? "-0" : value})` : String(value);
}
