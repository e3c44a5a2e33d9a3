import { type Diagnostic, error, type Span } from "../../grammar/diagnostic.ts";
import { functionNames } from "../../grammar/function-names.ts";
import { nearest } from "../../grammar/nearest.ts";
import type { CallNode, Expression, NameNode } from "../../grammar/syntax.ts";
import { buildAggregate } from "./aggregate.ts";
import type { GraphBuilder, NodeId } from "./expression.ts";
import { languageFunctions } from "./functions.ts";
import { buildRoot } from "./implicit.ts";
import type { Argument, Meanings } from "./meanings.ts";
import { buildSeries, seriesFunctions } from "./series.ts";
import { textCode } from "./text-code.ts";

export type { Meanings } from "./meanings.ts";

/** Turns an expression into nodes of `builder`; each mistake is pushed to `diagnostics` and stands as NaN. */
export function buildExpression(
  builder: GraphBuilder,
  expression: Expression,
  meanings: Meanings,
  diagnostics: Diagnostic[],
): NodeId {
  const build = (e: Expression): NodeId => buildExpression(builder, e, meanings, diagnostics);
  /** Where a text may stand: compared, as an index, or handed to a law. */
  const built = (e: Expression): NodeId => (e.kind === "string" ? builder.constant(textCode(e.value)) : build(e));
  const refuse = (code: string, message: string, span: Span, help?: string): NodeId => {
    diagnostics.push(error(code, message, span, help === undefined ? {} : { help }));
    return builder.constant(Number.NaN);
  };
  switch (expression.kind) {
    case "number":
      return builder.constant(expression.value);
    case "name": {
      const node = meanings.name(expression);
      if (node !== undefined) return node;
      diagnostics.push(
        unknownName(expression.name, expression.span, meanings.known(), "name", meanings.elsewhere?.(expression.name)),
      );
      return builder.constant(Number.NaN);
    }
    case "member": {
      const node = meanings.member?.(expression);
      if (node !== undefined) return node;
      const text = `${expression.object.name}.${expression.property.name}`;
      return refuse(
        "unknown-name",
        `there is no ${text} here`,
        expression.span,
        "name a fit and one of its parameters, as in chin.β",
      );
    }
    case "unary":
      return builder.apply(expression.operator === "-" ? "neg" : "not", build(expression.operand));
    case "index": {
      const node = meanings.index?.(expression, expression.indices.map(built));
      if (node !== undefined) return node;
      const { object } = expression;
      const text = object.kind === "name" ? object.name : `${object.object.name}.${object.property.name}`;
      return refuse("unknown-name", `there is nothing to index under ${text} here`, object.span);
    }
    case "aggregate":
      if (expression.operator === "root")
        return buildRoot(builder, expression, meanings, diagnostics, (e, inner) =>
          buildExpression(builder, e, inner, diagnostics),
        );
      return buildAggregate(builder, expression, meanings, diagnostics, (e, inner) =>
        e.kind === "string" ? builder.constant(textCode(e.value)) : buildExpression(builder, e, inner, diagnostics),
      );
    case "binary": {
      const op = ({ "+": "add", "-": "sub", "*": "mul", "/": "div", "^": "pow" } as const)[expression.operator];
      return builder.apply(op, build(expression.left), build(expression.right));
    }
    case "comparison":
      if (expression.operator === "~")
        return refuse("stray-draw", "a prior stands in the where of a law", expression.span);
      return compare(builder, expression.operator, built(expression.left), built(expression.right));
    case "logical":
      return builder.apply(expression.operator, build(expression.left), build(expression.right));
    case "conditional":
      return builder.apply(
        "select",
        build(expression.test),
        build(expression.consequent),
        build(expression.alternative),
      );
    case "membership": {
      const value = built(expression.value);
      if (expression.domain.kind === "range") {
        const low = builder.apply("le", build(expression.domain.from), value);
        return builder.apply("and", low, builder.apply("le", value, build(expression.domain.to)));
      }
      if (expression.domain.kind === "list") {
        const tests = expression.domain.items.map((item) => builder.apply("eq", value, built(item)));
        return tests.reduce((a, b) => builder.apply("or", a, b), builder.constant(0));
      }
      return refuse(
        "not-a-domain",
        "after `in` stands a range or a list",
        expression.domain.span,
        "write x in 1B..10T or x in [1B, 7B]",
      );
    }
    case "call":
      return buildCall(builder, expression, meanings, diagnostics, build, built);
    case "string":
      return refuse(
        "text-in-arithmetic",
        "a text cannot be computed with",
        expression.span,
        'texts are only compared, as in corpus = "llama"',
      );
    case "list":
      return refuse(
        "list-in-arithmetic",
        "a list cannot be computed with",
        expression.span,
        "bind it with `in`, as in at N in [1B, 7B]",
      );
  }
}

function compare(builder: GraphBuilder, operator: string, a: NodeId, b: NodeId): NodeId {
  switch (operator) {
    case "<":
      return builder.apply("lt", a, b);
    case "<=":
      return builder.apply("le", a, b);
    case ">":
      return builder.apply("lt", b, a);
    case ">=":
      return builder.apply("le", b, a);
    case "=":
      return builder.apply("eq", a, b);
    default:
      return builder.apply("not", builder.apply("eq", a, b));
  }
}

function buildCall(
  builder: GraphBuilder,
  node: CallNode,
  meanings: Meanings,
  diagnostics: Diagnostic[],
  build: (e: Expression) => NodeId,
  built: (e: Expression) => NodeId,
): NodeId {
  const number = meanings.columnNumber?.(node);
  if (number !== undefined) return number;
  const count = node.arguments.length;
  // Along a run `max(x)` is the run's greatest x; max(x, y) is of two numbers everywhere.
  const ofRun = meanings.start !== undefined && count === 1 && seriesFunctions.has(node.callee.name);
  const row = ofRun ? undefined : languageFunctions.get(node.callee.name);
  if (row !== undefined) {
    if (count < row.least || count > row.most) {
      const wanted =
        row.least === row.most ? `${row.least} argument${row.least === 1 ? "" : "s"}` : `${row.least} or more`;
      diagnostics.push(error("wrong-arguments", `${node.callee.name} takes ${wanted}, not ${count}`, node.span));
      return builder.constant(Number.NaN);
    }
    return row.build(builder, node.arguments.map(build));
  }
  if (seriesFunctions.has(node.callee.name)) {
    return buildSeries(builder, node, meanings, diagnostics, (e, inner) =>
      buildExpression(builder, e, inner, diagnostics),
    );
  }
  if (functionNames.has(node.callee.name)) {
    diagnostics.push(misplacedFunction(node.callee, meanings.start !== undefined));
    return builder.constant(Number.NaN);
  }
  const before = diagnostics.length;
  // A list is a vector: its items stand for the components.
  const args = node.arguments.map((e): Argument => {
    if (e.kind === "list") return e.items.map(built);
    return (e.kind === "name" ? meanings.vector?.(e) : undefined) ?? [built(e)];
  });
  const made = meanings.call?.(node, args);
  if (made !== undefined) return made;
  if (diagnostics.length === before) {
    diagnostics.push(
      unknownName(
        node.callee.name,
        node.callee.span,
        [...languageFunctions.keys(), ...meanings.known()],
        "function or law",
      ),
    );
  }
  return builder.constant(Number.NaN);
}

/** The diagnostic for a name that nothing in scope has, with what may have been meant: the nearest one, where nothing is told. */
export function unknownName(
  name: string,
  span: Span,
  known: readonly string[],
  what = "name",
  offer: string | undefined = nearest(name, known),
): Diagnostic {
  const shown = [...new Set(known)].slice(0, 12).join(", ");
  return error("unknown-name", `there is no ${what} ${name} in scope`, span, {
    ...(shown === "" ? {} : { note: `known here: ${shown}` }),
    ...(offer === undefined ? {} : { help: `did you mean ${offer}?`, fix: { span, text: offer } }),
  });
}

/** The diagnostic for a function of the language where it has no meaning, with the place where it has one. */
export function misplacedFunction({ name, span }: NameNode, alongRun = false): Diagnostic {
  const places: readonly (readonly [readonly string[], string])[] = [
    [["P", "converged", "at_bound", "coverage"], `it stands in assert: assert ${asserted(name)}`],
    [["vertex", "envelope", "argmin", "argmax"], `it stands after keeping: data best = runs keeping ${name}(…)`],
    [["linspace", "logspace", "integers", "simplex"], `it is a list: at N in ${name}(…), or over n in ${name}(…)`],
    [["pca", "passk"], `it makes a column: data more = runs with c = ${name}(…)`],
  ];
  const ofColumn = alongRun
    ? `make it a column before the law: data more = runs with m = ${name === "quantile" ? "quantile(x, 0.9)" : `${name}(x)`} by run`
    : `it is of a column: ${name}(runs.loss)`;
  const help = places.find(([names]) => names.includes(name))?.[1] ?? ofColumn;
  return error("misplaced-function", `${name}(…) has no meaning here`, span, { help });
}

function asserted(name: string): string {
  return name === "P"
    ? "P(L(7B, 140B) < 2.3) > 95%"
    : name === "coverage"
      ? "coverage(L, heldout) >= 80%"
      : `${name}(…)`;
}
