/** The operations of a law's graph, beside constants, parameters and inputs. */
export type Operation =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "pow"
  | "neg"
  | "exp"
  | "expm1"
  | "log"
  | "sqrt"
  | "abs"
  | "sign"
  | "min"
  | "max"
  | "floor"
  | "ceil"
  | "round"
  | "logistic"
  | "sin"
  | "cos"
  | "atan"
  | "lt"
  | "le"
  | "eq"
  | "and"
  | "or"
  | "not"
  | "select";

type NodeId = number;

/** The part of a graph builder that derivatives need (the builder itself stands above this table). */
export interface NodeMaker {
  constant(value: number): NodeId;
  apply(op: Operation, ...args: readonly NodeId[]): NodeId;
}

/** What the table knows of an operation: its value, its partial derivatives and the JavaScript that computes it. */
export interface OperationRow {
  readonly value: (a: number, b: number, c: number) => number;
  /** The partial derivative with respect to each argument, as nodes; `self` is the operation's own node. */
  readonly partials: (g: NodeMaker, args: readonly NodeId[], self: NodeId) => readonly NodeId[];
  readonly code: (a: string, b: string, c: string) => string;
}

const flat = (g: NodeMaker, args: readonly NodeId[]): readonly NodeId[] => args.map(() => g.constant(0));
const truth = (test: boolean): number => (test ? 1 : 0);

/** Numerically stable 1/(1 + e^−x). */
function logistic(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/** x^p of real numbers, with 0^p = 0 for p > 0 and NaN where it is not real. */
function power(x: number, p: number): number {
  return x ** p;
}

const binaryPick =
  (op: "lt" | "le") =>
  (g: NodeMaker, [a = 0, b = 0]: readonly NodeId[]): readonly NodeId[] => {
    const first = op === "le" ? g.apply("le", a, b) : g.apply("lt", b, a);
    return [
      g.apply("select", first, g.constant(1), g.constant(0)),
      g.apply("select", first, g.constant(0), g.constant(1)),
    ];
  };

/** One row an operation; the evaluator, the derivatives and the generated code all read it. */
export const operations: Readonly<Record<Operation, OperationRow>> = {
  add: {
    value: (a, b) => a + b,
    partials: (g) => [g.constant(1), g.constant(1)],
    code: (a, b) => `${a} + ${b}`,
  },
  sub: {
    value: (a, b) => a - b,
    partials: (g) => [g.constant(1), g.constant(-1)],
    code: (a, b) => `${a} - ${b}`,
  },
  mul: { value: (a, b) => a * b, partials: (_, [a = 0, b = 0]) => [b, a], code: (a, b) => `${a} * ${b}` },
  div: {
    value: (a, b) => a / b,
    partials: (g, [, b = 0], self) => [g.apply("div", g.constant(1), b), g.apply("neg", g.apply("div", self, b))],
    code: (a, b) => `${a} / ${b}`,
  },
  pow: {
    value: power,
    // d(x^p)/dp = x^p ln x, taken as 0 at x = 0 where x^p is 0 for every p > 0.
    partials: (g, [x = 0, p = 0], self) => [
      g.apply("mul", p, g.apply("pow", x, g.apply("sub", p, g.constant(1)))),
      g.apply("select", g.apply("eq", x, g.constant(0)), g.constant(0), g.apply("mul", self, g.apply("log", x))),
    ],
    code: (a, b) => `Math.pow(${a}, ${b})`,
  },
  neg: { value: (a) => -a, partials: (g) => [g.constant(-1)], code: (a) => `-${a}` },
  exp: { value: Math.exp, partials: (_g, _a, self) => [self], code: (a) => `Math.exp(${a})` },
  // e^x − 1 without cancellation: `1 - exp(-r/R)` with R far above r is r/R, not a multiple of 1.1e-16.
  expm1: {
    value: Math.expm1,
    partials: (g, [a = 0]) => [g.apply("exp", a)],
    code: (a) => `Math.expm1(${a})`,
  },
  log: {
    value: Math.log,
    partials: (g, [a = 0]) => [g.apply("div", g.constant(1), a)],
    code: (a) => `Math.log(${a})`,
  },
  sqrt: {
    value: Math.sqrt,
    partials: (g, _a, self) => [g.apply("div", g.constant(0.5), self)],
    code: (a) => `Math.sqrt(${a})`,
  },
  abs: { value: Math.abs, partials: (g, [a = 0]) => [g.apply("sign", a)], code: (a) => `Math.abs(${a})` },
  sign: { value: Math.sign, partials: flat, code: (a) => `Math.sign(${a})` },
  // (The table calls every row with three numbers; Math.min would take them all.)
  min: { value: (a, b) => Math.min(a, b), partials: binaryPick("le"), code: (a, b) => `Math.min(${a}, ${b})` },
  max: { value: (a, b) => Math.max(a, b), partials: binaryPick("lt"), code: (a, b) => `Math.max(${a}, ${b})` },
  floor: { value: Math.floor, partials: flat, code: (a) => `Math.floor(${a})` },
  ceil: { value: Math.ceil, partials: flat, code: (a) => `Math.ceil(${a})` },
  round: { value: Math.round, partials: flat, code: (a) => `Math.round(${a})` },
  logistic: {
    value: logistic,
    partials: (g, _a, self) => [g.apply("mul", self, g.apply("sub", g.constant(1), self))],
    code: (a) => `(${a} >= 0 ? 1 / (1 + Math.exp(-${a})) : Math.exp(${a}) / (1 + Math.exp(${a})))`,
  },
  // For schedules that follow a cosine, and the reference problems of NIST.
  sin: { value: Math.sin, partials: (g, [a = 0]) => [g.apply("cos", a)], code: (a) => `Math.sin(${a})` },
  cos: {
    value: Math.cos,
    partials: (g, [a = 0]) => [g.apply("neg", g.apply("sin", a))],
    code: (a) => `Math.cos(${a})`,
  },
  atan: {
    value: Math.atan,
    partials: (g, [a = 0]) => [g.apply("div", g.constant(1), g.apply("add", g.constant(1), g.apply("mul", a, a)))],
    code: (a) => `Math.atan(${a})`,
  },
  lt: { value: (a, b) => truth(a < b), partials: flat, code: (a, b) => `(${a} < ${b} ? 1 : 0)` },
  le: { value: (a, b) => truth(a <= b), partials: flat, code: (a, b) => `(${a} <= ${b} ? 1 : 0)` },
  eq: { value: (a, b) => truth(a === b), partials: flat, code: (a, b) => `(${a} === ${b} ? 1 : 0)` },
  and: {
    value: (a, b) => truth(a !== 0 && b !== 0),
    partials: flat,
    code: (a, b) => `(${a} !== 0 && ${b} !== 0 ? 1 : 0)`,
  },
  or: {
    value: (a, b) => truth(a !== 0 || b !== 0),
    partials: flat,
    code: (a, b) => `(${a} !== 0 || ${b} !== 0 ? 1 : 0)`,
  },
  not: { value: (a) => truth(a === 0), partials: flat, code: (a) => `(${a} === 0 ? 1 : 0)` },
  select: {
    value: (a, b, c) => (a !== 0 ? b : c),
    partials: (g, [test = 0]) => [
      g.constant(0),
      g.apply("select", test, g.constant(1), g.constant(0)),
      g.apply("select", test, g.constant(0), g.constant(1)),
    ],
    code: (a, b, c) => `(${a} !== 0 ? ${b} : ${c})`,
  },
};

type Build = (g: NodeMaker, args: readonly NodeId[]) => NodeId;

const fold =
  (op: "min" | "max"): Build =>
  (g, args) =>
    args.reduce((a, b) => g.apply(op, a, b));
const unary =
  (op: Operation): Build =>
  (g, [a = 0]) =>
    g.apply(op, a);

/** The functions a program may call on numbers: how many arguments each takes and the nodes it becomes. */
export const languageFunctions: ReadonlyMap<
  string,
  { readonly least: number; readonly most: number; readonly build: Build }
> = new Map([
  ["exp", { least: 1, most: 1, build: unary("exp") }],
  ["log", { least: 1, most: 1, build: unary("log") }],
  ["ln", { least: 1, most: 1, build: unary("log") }],
  ["log2", { least: 1, most: 1, build: (g, [a = 0]) => g.apply("div", g.apply("log", a), g.constant(Math.LN2)) }],
  ["log10", { least: 1, most: 1, build: (g, [a = 0]) => g.apply("div", g.apply("log", a), g.constant(Math.LN10)) }],
  ["sqrt", { least: 1, most: 1, build: unary("sqrt") }],
  ["abs", { least: 1, most: 1, build: unary("abs") }],
  ["floor", { least: 1, most: 1, build: unary("floor") }],
  ["ceil", { least: 1, most: 1, build: unary("ceil") }],
  ["round", { least: 1, most: 1, build: unary("round") }],
  ["logistic", { least: 1, most: 1, build: unary("logistic") }],
  ["sin", { least: 1, most: 1, build: unary("sin") }],
  ["cos", { least: 1, most: 1, build: unary("cos") }],
  ["atan", { least: 1, most: 1, build: unary("atan") }],
  [
    "logit",
    { least: 1, most: 1, build: (g, [a = 0]) => g.apply("log", g.apply("div", a, g.apply("sub", g.constant(1), a))) },
  ],
  ["min", { least: 1, most: 64, build: fold("min") }],
  ["max", { least: 1, most: 64, build: fold("max") }],
]);
