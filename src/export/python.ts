import type { Operation } from "../law/functions.ts";
import { asciiLiteral, type Exported, safeNames, stepsOf } from "./exported.ts";

type Code = (a: string, b: string, c: string) => string;

/** What each operation is in Python; arithmetic that Python raises on gives ∞ or NaN as it does here. */
const code: Partial<Readonly<Record<Operation, Code>>> = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `_div(${a}, ${b})`,
  pow: (a, b) => `_pow(${a}, ${b})`,
  neg: (a) => `-${a}`,
  exp: (a) => `_exp(${a})`,
  expm1: (a) => `_expm1(${a})`,
  log: (a) => `_log(${a})`,
  sqrt: (a) => `(math.sqrt(${a}) if ${a} >= 0 else math.nan)`,
  abs: (a) => `abs(${a})`,
  sign: (a) => `float((${a} > 0) - (${a} < 0))`,
  min: (a, b) => `_least(${a}, ${b})`,
  max: (a, b) => `-_least(-(${a}), -(${b}))`,
  floor: (a) => `_whole(math.floor, ${a})`,
  ceil: (a) => `_whole(math.ceil, ${a})`,
  round: (a) => `_whole(math.floor, ${a} + 0.5)`,
  logistic: (a) => `_div(1.0, 1.0 + _exp(-${a}))`,
  sin: (a) => `math.sin(${a})`,
  cos: (a) => `math.cos(${a})`,
  atan: (a) => `math.atan(${a})`,
  lt: (a, b) => `float(${a} < ${b})`,
  le: (a, b) => `float(${a} <= ${b})`,
  eq: (a, b) => `float(${a} == ${b})`,
  and: (a, b) => `float(${a} != 0 and ${b} != 0)`,
  or: (a, b) => `float(${a} != 0 or ${b} != 0)`,
  not: (a) => `float(${a} == 0)`,
  select: (a, b, c) => `(${b} if ${a} != 0 else ${c})`,
};
const known: ReadonlySet<string> = new Set(Object.keys(code));

const reserved = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import in is
lambda nonlocal not or pass raise return try while with yield match case type math float abs print NAME FORMULA PARAMETERS LEVELS
predict`.split(/\s+/),
);

const preamble = `import math


def _div(a, b):
    if b != 0:
        return a / b
    return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)


def _pow(a, b):
    try:
        return math.pow(a, b)
    except OverflowError:
        return -math.inf if a < 0 and b % 2 == 1 else math.inf
    except ValueError:
        return math.inf if a == 0 else math.nan


def _exp(a):
    try:
        return math.exp(a)
    except OverflowError:
        return math.inf


def _expm1(a):
    try:
        return math.expm1(a)
    except OverflowError:
        return math.inf


def _log(a):
    return math.log(a) if a > 0 else -math.inf if a == 0 else math.nan


def _least(a, b):
    return math.nan if a != a or b != b else a if a < b else b


def _whole(f, a):
    return float(f(a)) if math.isfinite(a) else a
`;

/** A law as a Python module that needs nothing but \`math\`; undefined where a part of it has no code. */
export function pythonModule(exported: Exported): string | undefined {
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
    if (node.op === "param") return [`    _${id} = PARAMETERS[${index}][1]`];
    if (node.op === "input") {
      const name = names[index] ?? "";
      return [
        `    _${id} = ${texts.has(law.variables[index] ?? "") ? `LEVELS.get(${name}, ${name})` : `float(${name})`}`,
      ];
    }
    const [a = "", b = "", c = ""] = node.args.map(read);
    return [`    _${id} = ${code[node.op as Operation]?.(a, b, c)}`];
  });
  return [
    "# Written by lawlab.",
    preamble,
    "",
    `NAME = ${asciiLiteral(exported.name)}`,
    `FORMULA = ${asciiLiteral(exported.formula)}`,
    "# The parameters in the law's order.",
    "PARAMETERS = (",
    ...law.parameters.map((p, k) => `    (${asciiLiteral(p.name)}, ${literal(values[k] ?? Number.NaN)}),`),
    ")",
    ...(texts.size === 0
      ? []
      : [`LEVELS = {${steps.levels.map(([text, c]) => `${asciiLiteral(text)}: ${c}.0`).join(", ")}}`]),
    "",
    "",
    `def predict(${names.join(", ")}):`,
    `    # The variables are, in order: ${law.variables.map(asciiLiteral).join(", ")}.`,
    ...lines,
    `    return ${read(steps.root)}`,
    "",
  ].join("\n");
}

function literal(value: number): string {
  if (Number.isNaN(value)) return "math.nan";
  if (!Number.isFinite(value)) return value > 0 ? "math.inf" : "(-math.inf)";
  const text =
    Number.isInteger(value) && Math.abs(value) < 1e21 ? `${Object.is(value, -0) ? "-0" : value}.0` : String(value);
  return value < 0 || Object.is(value, -0) ? `(${text})` : text;
}
