import { type Dialect, type Exported, linesOf, type Written } from "./exported.ts";

/** Python, where arithmetic that would raise gives ∞ or NaN as it does here. */
const python: Dialect = {
  operations: {
    add: (a, b) => `${a} + ${b}`,
    sub: (a, b) => `${a} - ${b}`,
    mul: (a, b) => `${a} * ${b}`,
    div: (a, b) => `_div(${a}, ${b})`,
    pow: (a, b) => `_pow(${a}, ${b})`,
    neg: (a) => `-${a}`,
    exp: (a) => `_big(math.exp, ${a})`,
    expm1: (a) => `_big(math.expm1, ${a})`,
    log: (a) => `_log(${a})`,
    sqrt: (a) => `(math.sqrt(${a}) if ${a} >= 0 else math.nan)`,
    abs: (a) => `abs(${a})`,
    sign: (a) => `(math.copysign(1.0, ${a}) if abs(${a}) > 0 else ${a})`,
    min: (a, b) => `_least(${a}, ${b})`,
    max: (a, b) => `-_least(-${a}, -${b})`,
    floor: (a) => `_whole(math.floor, ${a})`,
    ceil: (a) => `_whole(math.ceil, ${a})`,
    round: (a) => `_whole(_nearest, ${a})`,
    logistic: (a) => `_logistic(${a})`,
    sin: (a) => `(math.sin(${a}) if math.isfinite(${a}) else math.nan)`,
    cos: (a) => `(math.cos(${a}) if math.isfinite(${a}) else math.nan)`,
    atan: (a) => `math.atan(${a})`,
    lt: (a, b) => `float(${a} < ${b})`,
    le: (a, b) => `float(${a} <= ${b})`,
    eq: (a, b) => `float(${a} == ${b})`,
    and: (a, b) => `float(${a} != 0 and ${b} != 0)`,
    or: (a, b) => `float(${a} != 0 or ${b} != 0)`,
    not: (a) => `float(${a} == 0)`,
    select: (a, b, c) => `(${b} if ${a} != 0 else ${c})`,
  },
  number,
  parameter: (index) => `PARAMETERS[${index}][1]`,
  // A text that is no level is NaN, which equals none of them.
  variable: (name, isText) => (isText ? `LEVELS.get(${name}, math.nan)` : `float(${name})`),
  assign: (name, value) => `    ${name} = ${value}`,
  root: (name, [low, high], unknown, body, value) => [
    `    def of${name}(${unknown}):`,
    ...body.map((line) => `    ${line}`),
    `        return ${value}`,
    `    ${name} = _root(${low}, ${high}, of${name})`,
  ],
  reserved: new Set(
    `False None True and as assert async await break class continue def del elif else except finally for from global if import in
is lambda nonlocal not or pass raise return try while with yield match case type math float abs print NAME FORMULA PARAMETERS
LEVELS predict`.split(/\s+/),
  ),
};

const preamble = `import math


def _div(a, b):
    if b != 0:
        return a / b
    return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)


def _pow(a, b):
    # math.pow calls 1 to the NaN, and 1 to the infinity, 1.
    if b != b or (abs(a) == 1 and math.isinf(b)):
        return math.nan
    odd = math.isfinite(b) and b % 2 == 1
    try:
        return math.pow(a, b)
    except OverflowError:
        return -math.inf if a < 0 and odd else math.inf
    except ValueError:
        return math.nan if a != 0 else math.copysign(math.inf, a) if odd else math.inf


def _big(f, a):
    try:
        return f(a)
    except OverflowError:
        return math.inf


def _log(a):
    return math.log(a) if a > 0 else -math.inf if a == 0 else math.nan


def _logistic(a):
    return 1.0 / (1.0 + math.exp(-a)) if a >= 0 else math.exp(a) / (1.0 + math.exp(a))


def _least(a, b):
    if a != a or b != b:
        return math.nan
    # Of two zeros the one below is -0.0.
    return a if a < b or (a == b and math.copysign(1.0, a) < 0) else b


def _nearest(a):
    return math.floor(a) + (a - math.floor(a) >= 0.5)


def _whole(f, a):
    return math.copysign(float(f(a)), a) if math.isfinite(a) else a
`;

/** The search that the language makes for the root of an implicit law (src/law/bracket-root.ts), with the same steps. */
const search = `

def _root(low, high, f):
    a, b = high, low
    fb, fa = f(b), f(a)
    if fb != fb:
        b = low + (high - low) * 1e-14
        fb = f(b)
    if fa != fa:
        a = high - (high - low) * 1e-14
        fa = f(a)
    if fb == 0:
        return b
    if fa == 0:
        return a
    if not (fa < 0 < fb or fb < 0 < fa):
        return math.nan
    best, step = math.nan, (b - a) / 2
    for _ in range(300):
        x = a + step
        fx = f(x)
        if fx == 0:
            return x
        if fx != fx:
            return math.nan
        same = (fx < 0) == (fa < 0)
        c, fc = (a, fa) if same else (b, fb)
        b, fb = (b, fb) if same else (a, fa)
        a, fa = x, fx
        best = a if abs(fa) < abs(fb) else b
        least = 1.2e-16 * abs(best)
        ab, ca = b - a, a - c
        width, span = abs(ab), abs(b - c)
        if width < 2 * least:
            return best
        gab, gcb, gca = fb - fa, fb - fc, fa - fc
        square = gcb * gcb
        t = 0.5
        if gab * gab * span < square * width and gca * gca * span < square * abs(ca):
            inner = _div(fa * (fc * gca - _div(ca, ab) * fb * gab), gab * gcb * gca)
            t = inner if 0 < inner < 1 else 0.5
        part = t * width
        held = (part if part < width - least else width - least) if part > least else least
        step = -held if ab < 0 else held
    return best
`;

/** A law as a Python module that needs nothing but `math`. */
export function pythonModule(exported: Exported): Written {
  const made = linesOf(exported, python);
  if ("lacks" in made) return made;
  const { law, values } = exported;
  const { names, lines, levels } = made;
  const text = [
    "# Written by lawlab.",
    lines.some((line) => line.includes("_root(")) ? `${preamble}${search}` : preamble,
    "",
    `NAME = ${literal(exported.name)}`,
    `FORMULA = ${literal(exported.formula)}`,
    "# The parameters in the law's order.",
    "PARAMETERS = (",
    ...law.parameters.map((p, k) => `    (${literal(p.name)}, ${number(values[k] ?? Number.NaN)}),`),
    ")",
    ...((law.texts ?? []).length === 0
      ? []
      : [`LEVELS = {${levels.map(([level, c]) => `${literal(level)}: ${c}.0`).join(", ")}}`]),
    "",
    "",
    `def predict(${names.join(", ")}):`,
    `    # The variables are, in order: ${law.variables.map(literal).join(", ")}.`,
    ...lines,
    `    return ${made.value}`,
    "",
  ].join("\n");
  return { text };
}

function number(value: number): string {
  if (Number.isNaN(value)) return "math.nan";
  if (!Number.isFinite(value)) return value > 0 ? "math.inf" : "(-math.inf)";
  const text =
    Number.isInteger(value) && Math.abs(value) < 1e21 ? `${Object.is(value, -0) ? "-0" : value}.0` : String(value);
  return value < 0 || Object.is(value, -0) ? `(${text})` : text;
}

/** A text as a Python literal of ASCII alone; what is beyond U+FFFF is one escape, not two. */
function literal(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u{10ffff}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
}
