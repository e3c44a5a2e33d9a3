import type { Span } from "./diagnostic.ts";
import { numberText, numberValue } from "./numbers.ts";
import { stringValue } from "./strings.ts";
import type * as tree from "./syntax.ts";
import { spanOf, type Token } from "./tokens.ts";

/** A list as the parser grows it: each step shares the one before, since a parse may go on from any of them. */
export interface Chain<T> {
  readonly last: T;
  readonly before: Chain<T> | undefined;
}

/** A chain of one. */
export function one<T>(last: T): Chain<T> {
  return { last, before: undefined };
}

/** A chain with one more. */
export function more<T>(before: Chain<T>, last: T): Chain<T> {
  return { last, before };
}

/** The members of a chain in the order written. */
export function list<T>(chain: Chain<T> | undefined): readonly T[] {
  const items: T[] = [];
  for (let link = chain; link !== undefined; link = link.before) items.push(link.last);
  return items.reverse();
}

/** The place of a chain's last member. */
export function endOf(chain: Chain<{ readonly span: Span }>): Span {
  return chain.last.span;
}

/** The place from the start of one thing to the end of another. */
export function across(first: Span, last: Span): Span {
  return { start: first.start, end: last.end };
}

/** A number, with its unit if it has one. */
export function number(token: Token, unit?: Token): tree.NumberNode {
  const node = { kind: "number", value: numberValue(token.text, unit?.text), text: numberText(token.text) } as const;
  return unit === undefined
    ? { ...node, span: spanOf(token) }
    : { ...node, unit: unit.text, span: across(token, unit) };
}

/** A quoted text. */
export function string(token: Token): tree.StringNode {
  return { kind: "string", value: stringValue(token.text), span: spanOf(token) };
}

/** A name. */
export function name(token: Token): tree.NameNode {
  return { kind: "name", name: token.value, span: spanOf(token) };
}

/** `object.property`. */
export function member(object: tree.NameNode, property: tree.NameNode): tree.MemberNode {
  return { kind: "member", object, property, span: across(object.span, property.span) };
}

/** `object[…]`. */
export function index(
  object: tree.NameNode | tree.MemberNode,
  indices: Chain<tree.Expression>,
  end: Token,
): tree.IndexNode {
  return { kind: "index", object, indices: list(indices), span: across(object.span, end) };
}

/** `operator(body for index in domain)`. */
export function aggregate(
  operator: Token,
  body: tree.Expression,
  over: tree.NameNode,
  domain: tree.Domain,
  end: Token,
): tree.AggregateNode {
  const word = operator.value as tree.AggregateNode["operator"];
  return { kind: "aggregate", operator: word, body, index: over, domain, span: across(spanOf(operator), end) };
}

/** `callee(…)`; `ln` is another spelling of `log`. */
export function call(callee: tree.NameNode, items: Chain<tree.Expression> | undefined, end: Token): tree.CallNode {
  const natural = callee.name === "ln" ? { ...callee, name: "log" } : callee;
  return { kind: "call", callee: natural, arguments: list(items), span: across(callee.span, end) };
}

/** `[…]`. */
export function listOf(start: Token, items: Chain<tree.Expression>, end: Token): tree.ListNode {
  return { kind: "list", items: list(items), span: across(start, end) };
}

/** The expression itself, with the place of its parentheses. */
export function parenthesized(start: Token, expression: tree.Expression, end: Token): tree.Expression {
  return { ...expression, span: across(start, end) };
}

/** `-x`, `not x`. */
export function unary(sign: Token, operand: tree.Expression): tree.UnaryNode {
  return { kind: "unary", operator: sign.text === "-" ? "-" : "not", operand, span: across(sign, operand.span) };
}

/** Arithmetic of two operands. */
export function binary(sign: Token, left: tree.Expression, right: tree.Expression): tree.BinaryNode {
  return {
    kind: "binary",
    operator: sign.text as tree.BinaryNode["operator"],
    left,
    right,
    span: across(left.span, right.span),
  };
}

/** `a < b` and its like. */
export function comparison(sign: Token, left: tree.Expression, right: tree.Expression): tree.ComparisonNode {
  return {
    kind: "comparison",
    operator: sign.text as tree.ComparisonNode["operator"],
    left,
    right,
    span: across(left.span, right.span),
  };
}

/** `a and b`, `a or b`. */
export function logical(operator: "and" | "or", left: tree.Expression, right: tree.Expression): tree.LogicalNode {
  return { kind: "logical", operator, left, right, span: across(left.span, right.span) };
}

/** `x in …`. */
export function membership(value: tree.Expression, domain: tree.Domain): tree.MembershipNode {
  return { kind: "membership", value, domain, span: across(value.span, domain.span) };
}

/** `a..b`. */
export function range(from: tree.Expression, to: tree.Expression): tree.RangeNode {
  return { kind: "range", from, to, span: across(from.span, to.span) };
}

/** `if test then a else b`. */
export function conditional(
  word: Token,
  test: tree.Expression,
  consequent: tree.Expression,
  alternative: tree.Expression,
): tree.ConditionalNode {
  return { kind: "conditional", test, consequent, alternative, span: across(word, alternative.span) };
}
