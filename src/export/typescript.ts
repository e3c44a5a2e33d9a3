import { bracketRoot } from "../law/bracket-root.ts";
import { type Operation, operations } from "../law/functions.ts";
import { asciiLiteral, type Code, type Dialect, type Exported, linesOf, type Written } from "./exported.ts";

const typescript: Dialect = {
  operations: Object.fromEntries(Object.entries(operations).map(([op, row]) => [op, row.code])) as Readonly<
    Record<Operation, Code>
  >,
  number,
  parameter: (index) => `parameters[${index}]![1]`,
  // A text that is no level is NaN, which equals none of them.
  variable: (name, isText) => (isText ? `levels.get(${name}) ?? NaN` : name),
  assign: (name, value) => `  const ${name} = ${value};`,
  root: (name, [low, high], unknown, body, value) => [
    `  const ${name} = root(${low}, ${high}, (${unknown}) => {`,
    ...body.map((line) => `  ${line}`),
    `    return ${value};`,
    "  });",
  ],
  reserved: new Set(
    `arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for
function if implements import in instanceof interface let new null package private protected public return static super switch this
throw true try typeof undefined var void while with yield NaN Infinity Math Number parameters predict levels root name formula number
string any never unknown object symbol boolean async of as is keyof`.split(/\s+/),
  ),
};

/** The search for a root with types, from the text of the one that the language uses. */
function search(): string {
  const text = bracketRoot.toString();
  const [head = "", inner = ""] = /^function\s*\w*\(([^)]*)\)/.exec(text) ?? [];
  const [low = "", high = "", f = ""] = inner.split(",").map((name) => name.trim());
  return `function root(${low}: number, ${high}: number, ${f}: (x: number) => number): number${text.slice(head.length)}`;
}

/** A law as a TypeScript module: its parameters, and a function of its variables. */
export function typescriptModule(exported: Exported): Written {
  const made = linesOf(exported, typescript);
  if ("lacks" in made) return made;
  const { law, values } = exported;
  const { names, lines, levels } = made;
  const texts = new Set(law.texts ?? []);
  const kind = (variable: string): string => (texts.has(variable) ? "string" : "number");
  const text = [
    "/** The law's name and its form, as fitted by lawlab. */",
    `export const name: string = ${asciiLiteral(exported.name)};`,
    `export const formula: string = ${asciiLiteral(exported.formula)};`,
    "/** The parameters in the law's order. */",
    "export const parameters: readonly (readonly [string, number])[] = [",
    ...law.parameters.map((p, k) => `  [${asciiLiteral(p.name)}, ${number(values[k] ?? Number.NaN)}],`),
    "];",
    ...(texts.size === 0
      ? []
      : [
          `const levels: ReadonlyMap<string, number> = new Map([${levels.map(([level, code]) => `[${asciiLiteral(level)}, ${code}] as const`).join(", ")}]);`,
        ]),
    ...(lines.some((line) => line.includes("= root(")) ? [search()] : []),
    `/** The law's value; its variables are, in order: ${law.variables.map((v) => asciiLiteral(v).replaceAll("*/", "* /")).join(", ")}. */`,
    `export function predict(${names.map((n, k) => `${n}: ${kind(law.variables[k] ?? "")}`).join(", ")}): number {`,
    ...lines,
    `  return ${made.value};`,
    "}",
    "",
  ].join("\n");
  return { text };
}

function number(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "(-Infinity)";
  return value < 0 || Object.is(value, -0) ? `(${Object.is(value, -0) ? "-0" : value})` : String(value);
}
