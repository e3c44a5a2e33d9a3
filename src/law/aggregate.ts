import { type Diagnostic, error } from "../../grammar/diagnostic.ts";
import type { AggregateNode, Domain, Expression } from "../../grammar/syntax.ts";
import { dependencies, type GraphBuilder, type NodeId, reachable } from "./expression.ts";
import type { Meanings } from "./meanings.ts";

/** No sum or product has more terms than this. */
export const mostTerms = 4096;
/** Terms of a sum whose end depends on values that are not known yet; beyond them it has no value. */
const openTerms = 64;

type Build = (expression: Expression, meanings: Meanings) => NodeId;

/** `sum(… for i in 1..n)` and its like, written out term by term; the index is a number of each term. */
export function buildAggregate(
  g: GraphBuilder,
  node: AggregateNode,
  meanings: Meanings,
  diagnostics: Diagnostic[],
  build: Build,
): NodeId {
  const before = diagnostics.length;
  const along = alongRows(g, node, meanings, diagnostics, build);
  if (along !== undefined) return along;
  const terms = termsOf(g, node.domain, meanings, diagnostics, (e) => build(e, meanings));
  if (terms === undefined || diagnostics.length > before) return g.constant(Number.NaN);
  const start = g.constant(node.operator === "prod" ? 1 : 0);
  const op = node.operator === "prod" ? "mul" : "add";
  let total = start;
  let count = g.constant(0);
  for (const { index, present } of terms) {
    // A mistake in the body is told once, not for every term.
    if (diagnostics.length > before) break;
    const inner: Meanings = {
      ...meanings,
      name: (name) => (name.name === node.index.name ? index : meanings.name(name)),
      ...(present === undefined || meanings.index === undefined
        ? {}
        : { index: (of, indices) => meanings.index?.(of, indices, true) }),
    };
    const term = build(node.body, inner);
    total = g.apply(op, total, present === undefined ? term : g.apply("select", present, term, start));
    count = g.apply("add", count, present ?? g.constant(1));
  }
  const value = node.operator === "mean" ? g.apply("div", total, count) : total;
  const [within] = terms.flatMap((term) => term.within ?? []);
  if (within === undefined) return value;
  if (meanings.guard === undefined) return g.apply("select", within, value, g.constant(Number.NaN));
  meanings.guard(within);
  return value;
}

/** A sum whose end goes with the rows of a run is one node: its terms are the run's rows. Undefined for any other sum. */
function alongRows(
  g: GraphBuilder,
  { operator, body, domain, index, span }: AggregateNode,
  meanings: Meanings,
  diagnostics: Diagnostic[],
  build: Build,
): NodeId | undefined {
  const { start } = meanings;
  if (start === undefined || domain.kind !== "range") return undefined;
  const before = diagnostics.length;
  const [from, to] = [build(domain.from, meanings), build(domain.to, meanings)];
  if (diagnostics.length > before) return g.constant(Number.NaN);
  const marks = reachable(g, [from, to]);
  if (!g.nodes.some((node, id) => marks[id] === 1 && (node.op === "place" || node.op === "size"))) return undefined;
  const refuse = (code: string, message: string, help: string): NodeId => {
    diagnostics.push(error(code, message, span, { help }));
    return g.constant(Number.NaN);
  };
  const bits = dependencies(g);
  if ((((bits[from] ?? 0) | (bits[to] ?? 0)) & 1) !== 0)
    return refuse("bad-index", "the ends of an index cannot depend on a parameter", "write for k in 1..row()");
  if ((((bits[from] ?? 0) | (bits[to] ?? 0)) & 4) !== 0)
    return refuse(
      "not-yet",
      "a sum over rows inside another is not part of the language yet",
      "give the inner sum a column of its own: data … with … by run",
    );
  if (operator === "prod")
    return refuse("bad-index", "a product over the rows of a run is a recursion", "write scan(1, prev*…)");
  const term = g.term();
  const current = g.pick(g.place(start), term, start);
  const inner: Meanings = { ...meanings, name: (name) => (name.name === index.name ? current : meanings.name(name)) };
  const value = build(body, inner);
  if (diagnostics.length > before) return g.constant(Number.NaN);
  const within = reachable(g, [value]);
  const binds = (op: string): boolean => /^(?:scan|lag|prev|root|total)$/.test(op);
  if (g.nodes.some(({ op }, id) => within[id] === 1 && binds(op) && reachable(g, [id])[term] === 1))
    return refuse(
      "not-yet",
      "a recursion, a root or another sum over what changes from term to term is not part of the language yet",
      "give it a column of its own: data … with … by run",
    );
  const total = g.total(value, from, to, term);
  if (operator === "sum") return total;
  const count = g.apply("add", g.apply("sub", g.apply("floor", to), g.apply("ceil", from)), g.constant(1));
  return g.apply("div", total, count);
}

interface Term {
  readonly index: NodeId;
  /** Whether the term belongs to the sum at a row; absent where it always does. */
  readonly present?: NodeId;
  /** Whether the sum was written far enough at a row; the same for every term. */
  readonly within?: NodeId;
}

function termsOf(
  g: GraphBuilder,
  domain: Domain,
  meanings: Meanings,
  diagnostics: Diagnostic[],
  build: (e: Expression) => NodeId,
): readonly Term[] | undefined {
  const refuse = (message: string, help: string): undefined => {
    diagnostics.push(error("bad-index", message, domain.span, { help }));
    return undefined;
  };
  if (domain.kind !== "range") {
    const values =
      domain.kind === "list" ? domain.items.map(build) : meanings.list?.(domain)?.map((value) => g.constant(value));
    if (values === undefined) return refuse("an index runs over whole numbers or a list", "write for i in 1..n");
    if (values.length > mostTerms) return refuse(`${values.length} terms are too many`, `at most ${mostTerms}`);
    return values.map((index) => ({ index }));
  }
  const from = g.valueOf(build(domain.from));
  const end = build(domain.to);
  if (from === undefined) return refuse("an index begins at a number", "write for i in 1..n");
  const first = Math.ceil(from);
  const to = g.valueOf(end);
  const write = (count: number): readonly NodeId[] =>
    Array.from({ length: Math.max(0, count) }, (_, k) => g.constant(first + k));
  if (to !== undefined) {
    const count = Math.floor(to) - first + 1;
    if (!(count <= mostTerms)) return refuse(`the index runs over ${count} values`, `at most ${mostTerms} terms`);
    return write(count).map((index) => ({ index }));
  }
  if (((dependencies(g)[end] ?? 0) & 1) !== 0)
    return refuse("the end of an index cannot depend on a parameter", "write a number, or an expression of the data");
  const largest = meanings.largest?.(end);
  const count = largest === undefined ? openTerms : Math.floor(largest) - first + 1;
  if (!(count <= mostTerms)) return refuse(`the index runs over ${count} values`, `at most ${mostTerms} terms`);
  const within = g.apply("lt", end, g.constant(first + count));
  return write(count).map((index) => ({ index, present: g.apply("le", index, end), within }));
}
