import { stringText } from "./strings.ts";
import type { BinaryNode, Domain, Expression, NameNode } from "./syntax.ts";
import { isBareName } from "./tokens.ts";

/** How tightly each form holds together; a looser one inside a tighter one needs parentheses. */
const level = {
  expression: 0,
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  sum: 5,
  product: 6,
  signed: 7,
  power: 8,
  primary: 9,
} as const;

const arithmetic: Readonly<
  Record<BinaryNode["operator"], { readonly own: number; readonly left: number; readonly right: number }>
> = {
  "+": { own: level.sum, left: level.sum, right: level.product },
  "-": { own: level.sum, left: level.sum, right: level.product },
  "*": { own: level.product, left: level.product, right: level.signed },
  "/": { own: level.product, left: level.product, right: level.signed },
  "^": { own: level.power, left: level.primary, right: level.power },
};

/** An expression in canonical spelling, with the parentheses it needs and no others. */
export function printExpression(expression: Expression): string {
  return atLeast(level.expression, expression);
}

/** An expression that stands where only arithmetic may: what is looser is put in parentheses. */
export function printSum(expression: Expression): string {
  return atLeast(level.sum, expression);
}

/** What stands after `in`: a range, or an expression that gives a list. */
export function printDomain(domain: Domain): string {
  return domain.kind === "range" ? `${printSum(domain.from)}..${printSum(domain.to)}` : printSum(domain);
}

/** What stands after a binding `=`: a comparison by `=` is put in parentheses. */
export function printValue(value: Expression): string {
  const text = printExpression(value);
  return value.kind === "comparison" && value.operator === "=" ? `(${text})` : text;
}

/** A name, in backticks where it needs them. */
export function printName({ name }: NameNode): string {
  return isBareName(name) ? name : `\`${name.replaceAll("`", "``")}\``;
}

function atLeast(needed: number, expression: Expression): string {
  const { text, own } = written(expression);
  return own < needed ? `(${text})` : text;
}

function written(node: Expression): { readonly text: string; readonly own: number } {
  switch (node.kind) {
    case "number":
      return { text: node.unit === undefined ? node.text : `${node.text} ${node.unit}`, own: level.primary };
    case "string":
      return { text: stringText(node.value), own: level.primary };
    case "name":
      return { text: printName(node), own: level.primary };
    case "member":
      return { text: `${printName(node.object)}.${printName(node.property)}`, own: level.primary };
    case "call":
      return {
        text: `${printName(node.callee)}(${node.arguments.map(printExpression).join(", ")})`,
        own: level.primary,
      };
    case "index": {
      const object = node.object.kind === "name" ? printName(node.object) : printExpression(node.object);
      return { text: `${object}[${node.indices.map(printExpression).join(", ")}]`, own: level.primary };
    }
    case "aggregate":
      return {
        text: `${node.operator}(${printExpression(node.body)} for ${printName(node.index)} in ${printDomain(node.domain)})`,
        own: level.primary,
      };
    case "list":
      return { text: `[${node.items.map(printExpression).join(", ")}]`, own: level.primary };
    case "unary":
      return node.operator === "-"
        ? { text: `-${atLeast(level.signed, node.operand)}`, own: level.signed }
        : { text: `not ${atLeast(level.not, node.operand)}`, own: level.not };
    case "binary":
      return binary(node);
    case "comparison":
      return { text: `${printSum(node.left)} ${node.operator} ${printSum(node.right)}`, own: level.comparison };
    case "membership":
      return { text: `${printSum(node.value)} in ${printDomain(node.domain)}`, own: level.comparison };
    case "logical": {
      const [own, right] = node.operator === "or" ? [level.or, level.and] : [level.and, level.not];
      return { text: `${atLeast(own, node.left)} ${node.operator} ${atLeast(right, node.right)}`, own };
    }
    case "conditional":
      return {
        text: `if ${printExpression(node.test)} then ${printExpression(node.consequent)} else ${printExpression(node.alternative)}`,
        own: level.expression,
      };
  }
}

function binary({ operator, left, right }: BinaryNode): { readonly text: string; readonly own: number } {
  const { own, left: leftLevel, right: rightLevel } = arithmetic[operator];
  const gap = own === level.sum ? " " : "";
  return {
    text: `${atLeast(leftLevel, left)}${gap}${operator}${gap}${operator === "^" ? exponent(right) : atLeast(rightLevel, right)}`,
    own,
  };
}

/** The right side of `^`, where a sign may stand without parentheses. */
function exponent(node: Expression): string {
  return node.kind === "unary" && node.operator === "-" ? `-${exponent(node.operand)}` : atLeast(level.power, node);
}
