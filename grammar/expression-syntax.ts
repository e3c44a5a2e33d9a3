import type { Span } from "./diagnostic.ts";

/** A numeric literal; `value` includes the suffix and the unit's factor, `text` (as `0.5`, `7e9` where `.5`, `7E9` was written) and `unit` do not. */
export interface NumberNode {
  readonly kind: "number";
  readonly value: number;
  readonly text: string;
  readonly unit?: string;
  readonly span: Span;
}
/** A quoted text. */
export interface StringNode {
  readonly kind: "string";
  readonly value: string;
  readonly span: Span;
}
/** A name, NFC-normalised and without its backticks. */
export interface NameNode {
  readonly kind: "name";
  readonly name: string;
  readonly span: Span;
}
/** `-x` or `not x`. */
export interface UnaryNode {
  readonly kind: "unary";
  readonly operator: "-" | "not";
  readonly operand: Expression;
  readonly span: Span;
}
/** Arithmetic of two operands. */
export interface BinaryNode {
  readonly kind: "binary";
  readonly operator: "+" | "-" | "*" | "/" | "^";
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}
/** A comparison; `=` compares wherever it does not bind, `~` gives a law's parameter a prior and stands in its `where` alone. */
export interface ComparisonNode {
  readonly kind: "comparison";
  readonly operator: "=" | "!=" | "<" | "<=" | ">" | ">=" | "~";
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}
/** `a and b`, `a or b`. */
export interface LogicalNode {
  readonly kind: "logical";
  readonly operator: "and" | "or";
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}
/** `x in 0..1`, `run in ["a", "b"]`. */
export interface MembershipNode {
  readonly kind: "membership";
  readonly value: Expression;
  readonly domain: Domain;
  readonly span: Span;
}
/** `name(arguments)`; the callee is a bare name. */
export interface CallNode {
  readonly kind: "call";
  readonly callee: NameNode;
  readonly arguments: readonly Expression[];
  readonly span: Span;
}
/** `chin.β`, `runs.N`. */
export interface MemberNode {
  readonly kind: "member";
  readonly object: NameNode;
  readonly property: NameNode;
  readonly span: Span;
}
/** `E["llama"]`, `b[i]`, `t[domain, j]`, `chin.E["llama"]`: one of several under a name. */
export interface IndexNode {
  readonly kind: "index";
  readonly object: NameNode | MemberNode;
  readonly indices: readonly Expression[];
  readonly span: Span;
}
/** `sum(… for i in 1..n)`, `prod(…)`, `mean(…)`, `root(left = right for y in a..b)`: the index is a name of the body alone. */
export interface AggregateNode {
  readonly kind: "aggregate";
  readonly operator: "sum" | "prod" | "mean" | "root";
  readonly body: Expression;
  readonly index: NameNode;
  readonly domain: Domain;
  readonly span: Span;
}
/** `if test then a else b`. */
export interface ConditionalNode {
  readonly kind: "conditional";
  readonly test: Expression;
  readonly consequent: Expression;
  readonly alternative: Expression;
  readonly span: Span;
}
/** `[1B, 7B]`; of numbers or of strings. */
export interface ListNode {
  readonly kind: "list";
  readonly items: readonly Expression[];
  readonly span: Span;
}
/** `1B..10T`; stands only where a domain may. */
export interface RangeNode {
  readonly kind: "range";
  readonly from: Expression;
  readonly to: Expression;
  readonly span: Span;
}

/** Any expression. Every tree is plain data; parentheses are not kept (the printer puts back those that are needed). */
export type Expression =
  | NumberNode
  | StringNode
  | NameNode
  | UnaryNode
  | BinaryNode
  | ComparisonNode
  | LogicalNode
  | MembershipNode
  | CallNode
  | MemberNode
  | IndexNode
  | AggregateNode
  | ConditionalNode
  | ListNode;

/** What may stand after `in`: a range, or an expression that gives a list (`[…]`, `logspace(…)`, `integers(…)`, a name). */
export type Domain = Expression | RangeNode;
