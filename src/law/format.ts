import { printExpression } from "../../grammar/print-expression.ts";
import type { AggregateNode, Expression } from "../../grammar/syntax.ts";

/** How names and numbers look in a formula. */
export interface LatexWords {
  readonly name: (name: string) => string;
  readonly number: (value: number, text: string) => string;
  /** Escapes anything of the user's that has no mathematical form. */
  readonly text: (text: string) => string;
}

const rank = { or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, minus: 7, power: 8, atom: 9 } as const;

/** An expression as LaTeX mathematics: fractions, powers, \min and \log; every name goes through `words`. */
export function formatLatex(expression: Expression, words: LatexWords): string {
  const at = (e: Expression, least: number): string => {
    const [text, r] = format(e);
    return r < least ? `\\left(${text}\\right)` : text;
  };
  const format = (e: Expression): readonly [string, number] => {
    switch (e.kind) {
      case "number":
        return [words.number(e.value, e.unit === undefined ? e.text : `${e.text} ${e.unit}`), rank.atom];
      case "name":
        return [words.name(e.name), rank.atom];
      case "member":
        return [`{${words.name(e.property.name)}}_{${words.name(e.object.name)}}`, rank.atom];
      case "index": {
        const object = e.object.kind === "name" ? e.object : e.object.property;
        const indices = e.indices.map((i) => (i.kind === "string" ? `\\text{${words.text(i.value)}}` : at(i, 0)));
        return [`{${at(object, 0)}}_{${indices.join(", ")}}`, rank.atom];
      }
      case "aggregate":
        return formatAggregate(e);
      case "unary":
        return e.operator === "-"
          ? [`-${at(e.operand, rank.minus)}`, rank.minus]
          : [`\\lnot ${at(e.operand, rank.not)}`, rank.not];
      case "binary":
        return formatBinary(e.operator, e.left, e.right);
      case "comparison": {
        const sign = (
          { "=": "=", "!=": "\\ne", "<": "<", "<=": "\\le", ">": ">", ">=": "\\ge", "~": "\\sim" } as const
        )[e.operator];
        return [`${at(e.left, rank.sum)} ${sign} ${at(e.right, rank.sum)}`, rank.comparison];
      }
      case "logical":
        return [
          `${at(e.left, rank[e.operator])} ${e.operator === "and" ? "\\land" : "\\lor"} ${at(e.right, rank[e.operator] + 1)}`,
          rank[e.operator],
        ];
      case "conditional":
        return [
          `\\begin{cases}${at(e.consequent, 0)} & ${at(e.test, 0)}\\\\${at(e.alternative, 0)} & \\text{otherwise}\\end{cases}`,
          rank.atom,
        ];
      case "call":
        return formatCall(e.callee.name, e.arguments);
      default:
        return [`\\text{${words.text(printExpression(e))}}`, rank.atom];
    }
  };
  const formatBinary = (operator: string, left: Expression, right: Expression): readonly [string, number] => {
    switch (operator) {
      case "+":
        return [`${at(left, rank.sum)} + ${at(right, rank.product)}`, rank.sum];
      case "-":
        return [`${at(left, rank.sum)} - ${at(right, rank.product)}`, rank.sum];
      case "*":
        return [`${at(left, rank.product)} \\, ${at(right, rank.minus + 1)}`, rank.product];
      case "/":
        return [`\\frac{${at(left, 0)}}{${at(right, 0)}}`, rank.atom];
      default:
        return [`{${at(left, rank.atom)}}^{${at(right, 0)}}`, rank.power];
    }
  };
  const formatAggregate = (e: AggregateNode): readonly [string, number] => {
    const index = words.name(e.index.name);
    const [low, high] = e.domain.kind === "range" ? [at(e.domain.from, 0), at(e.domain.to, 0)] : ["", ""];
    if (e.operator === "root") {
      const range = `${index} \\in [${low}, ${high}]`;
      return [`\\left\\{${index} : ${at(e.body, 0)},\\ ${range}\\right\\}`, rank.atom];
    }
    const below = e.domain.kind === "range" ? `${index}=${low}` : `${index} \\in ${at(e.domain, 0)}`;
    const sign = e.operator === "prod" ? "\\prod" : e.operator === "sum" ? "\\sum" : "\\operatorname*{mean}";
    return [`${sign}_{${below}}^{${high}} ${at(e.body, rank.product)}`, rank.product];
  };
  const formatCall = (name: string, args: readonly Expression[]): readonly [string, number] => {
    const inner = args.map((a) => at(a, 0)).join(", ");
    switch (name) {
      case "exp":
        return [`e^{${inner}}`, rank.power];
      case "sqrt":
        return [`\\sqrt{${inner}}`, rank.atom];
      case "abs":
        return [`\\left|${inner}\\right|`, rank.atom];
      case "floor":
        return [`\\lfloor ${inner} \\rfloor`, rank.atom];
      case "ceil":
        return [`\\lceil ${inner} \\rceil`, rank.atom];
      case "log":
      case "ln":
        return [`\\log\\left(${inner}\\right)`, rank.atom];
      case "log2":
      case "log10":
        return [`\\log_{${name.slice(3)}}\\left(${inner}\\right)`, rank.atom];
      case "min":
      case "max":
        return [`\\${name}\\left(${inner}\\right)`, rank.atom];
      case "round":
      case "logistic":
      case "logit":
        return [`\\operatorname{${name}}\\left(${inner}\\right)`, rank.atom];
      default:
        return [`${words.name(name)}\\left(${inner}\\right)`, rank.atom];
    }
  };
  return format(expression)[0];
}
