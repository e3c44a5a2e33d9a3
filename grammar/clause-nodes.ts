import type { Span } from "./diagnostic.ts";
import { across, type Chain, endOf, list } from "./nodes.ts";
import type * as tree from "./syntax.ts";
import type { Token } from "./tokens.ts";

/** `on DATA`. */
export function on(word: Token, data: tree.NameNode): tree.Clause {
  return { kind: "on", data, span: across(word, data.span) };
}

/** `to RESPONSE`. */
export function to(word: Token, response: tree.Expression): tree.Clause {
  return { kind: "to", response, span: across(word, response.span) };
}

/** `at N = 7B, D in 1B..2T`. */
export function at(word: Token, bindings: Chain<tree.BindingNode>): tree.Clause {
  return { kind: "at", bindings: list(bindings), span: across(word, endOf(bindings)) };
}

/** `using LOSS`, `using LOSS in log`. */
export function using(word: Token, loss: tree.NameNode | tree.CallNode, space?: Token): tree.Clause {
  const end: Span = space ?? loss.span;
  return {
    kind: "using",
    loss,
    ...(space && { space: space.text === "log" ? "log" : "linear" }),
    span: across(word, end),
  };
}

/** `using MEASURE, MEASURE, …`. */
export function usingSeveral(
  word: Token,
  loss: tree.NameNode | tree.CallNode,
  more: Chain<tree.NameNode | tree.CallNode>,
): tree.Clause {
  return { kind: "using", loss, more: list(more), span: across(word, endOf(more)) };
}

/** `keeping` and what is kept of each group. */
export function keeping(word: Token, items: Chain<tree.DefinitionNode | tree.PickNode>): tree.Clause {
  return { kind: "keeping", items: list(items), span: across(word, endOf(items)) };
}

/** `argmin(loss)`, `envelope(loss against C)`. */
export function pick(
  callee: tree.NameNode,
  of: tree.Expression,
  against: tree.Expression | undefined,
  end: Token,
): tree.PickNode {
  return { kind: "pick", callee, of, ...(against && { against }), span: across(callee.span, end) };
}

/** `matching DATA`. */
export function matching(word: Token, data: tree.NameNode): tree.Clause {
  return { kind: "matching", data, span: across(word, data.span) };
}

/** `holding out CONDITION`. */
export function holdingOut(word: Token, condition: tree.Expression): tree.Clause {
  return { kind: "holdingOut", condition, span: across(word, condition.span) };
}

/** `with` and its definitions or options. */
export function with_(word: Token, definitions: Chain<tree.DefinitionNode>): tree.Clause {
  return { kind: "with", definitions: list(definitions), span: across(word, endOf(definitions)) };
}

/** `where` and its conditions. */
export function where(word: Token, conditions: Chain<tree.Expression>): tree.Clause {
  return { kind: "where", conditions: list(conditions), span: across(word, endOf(conditions)) };
}

/** `as NAME`. */
export function as(word: Token, name: tree.NameNode): tree.Clause {
  return { kind: "as", name, span: across(word, name.span) };
}

/** `by` and the columns that tell groups apart. */
export function by(word: Token, names: Chain<tree.NameNode>): tree.Clause {
  return { kind: "by", names: list(names), span: across(word, endOf(names)) };
}

/** `sharing` and the parameters that all groups have in common. */
export function sharing(word: Token, names: Chain<tree.NameNode>): tree.Clause {
  return { kind: "sharing", names: list(names), span: across(word, endOf(names)) };
}

/** `over` and what is searched. */
export function over(word: Token, searches: Chain<tree.SearchNode>): tree.Clause {
  return { kind: "over", searches: list(searches), span: across(word, endOf(searches)) };
}

/** `subject to` and its conditions. */
export function subjectTo(word: Token, conditions: Chain<tree.Expression>): tree.Clause {
  return { kind: "subjectTo", conditions: list(conditions), span: across(word, endOf(conditions)) };
}

/** `for` and the unknown. */
export function for_(word: Token, search: tree.SearchNode): tree.Clause {
  return { kind: "for", search, span: across(word, search.span) };
}

/** `against EXPRESSION`. */
export function against(word: Token, expression: tree.Expression): tree.Clause {
  return { kind: "against", expression, span: across(word, expression.span) };
}

/** `name = value`, `name(parameters) = value`, `name ~ distribution`. */
export function definition(
  name: tree.NameNode,
  parameters: readonly tree.NameNode[] | undefined,
  relation: "=" | "~",
  value: tree.Expression,
): tree.DefinitionNode {
  return {
    kind: "definition",
    name,
    ...(parameters && { parameters }),
    relation,
    value,
    span: across(name.span, value.span),
  };
}

/** `N = 7B`. */
export function equals(name: tree.NameNode, value: tree.Expression): tree.BindingNode {
  return { kind: "binding", relation: "=", name, value, span: across(name.span, value.span) };
}

/** `D in 1B..2T`. */
export function ranges(name: tree.NameNode, value: tree.Domain): tree.BindingNode {
  return { kind: "binding", relation: "in", name, value, span: across(name.span, value.span) };
}

/** `N`, `N in 20M..1B`. */
export function search(name: tree.NameNode, domain?: tree.Domain): tree.SearchNode {
  return { kind: "search", name, ...(domain && { domain }), span: across(name.span, (domain ?? name).span) };
}
