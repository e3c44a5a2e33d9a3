import { type Diagnostic, error, type Span } from "../../grammar/diagnostic.ts";
import type { CallNode } from "../../grammar/syntax.ts";
import { dependencies, type GraphBuilder, type NodeId } from "./expression.ts";
import { countMatches } from "./law-mistakes.ts";

/** What a function of another language gave for its arguments, or why it gave nothing. */
export type ForeignAnswer =
  | { readonly ok: true; readonly values: Float64Array }
  | { readonly ok: false; readonly message: string };

/** A function of numbers that was written in another language: it can be computed, and not differentiated. */
export interface ForeignFunction {
  /** The names of its arguments, as far as they are known. */
  readonly parameters: readonly string[];
  /** The values for `rows` rows of a column for each argument; called at the rows in order. */
  readonly call: (columns: readonly Float64Array[], rows: number) => ForeignAnswer;
}

/** A call that waits for the columns of its arguments: its values become an input. */
export interface ForeignCall {
  readonly callee: ForeignFunction;
  readonly name: string;
  readonly span: Span;
  readonly args: readonly NodeId[];
  readonly input: number;
}

/**
 * The node of a call to a function of another language: its value at numbers, or what `later` makes of arguments that
 * vary; a diagnostic where there is no such thing, and for an argument that holds a parameter.
 */
export function applyForeign(
  builder: GraphBuilder,
  node: CallNode,
  args: readonly NodeId[],
  callee: ForeignFunction,
  diagnostics: Diagnostic[],
  later?: (call: Omit<ForeignCall, "input">) => NodeId,
): NodeId {
  const none = builder.constant(Number.NaN);
  const { name } = node.callee;
  if (!countMatches(node, args.length, callee.parameters.length, diagnostics)) return none;
  const bits = dependencies(builder);
  const varying = args.some((arg) => ((bits[arg] ?? 0) & 1) !== 0);
  if (later !== undefined && !varying) return later({ callee, name, span: node.span, args });
  const values = args.map((arg) => builder.valueOf(arg));
  if (!values.every((value) => value !== undefined)) {
    diagnostics.push(
      error("foreign-argument", `${name} is a function of another language and is computed for data alone`, node.span, {
        help: `make a column of it first: data … with x = ${name}(…)`,
      }),
    );
    return none;
  }
  const columns = values.map((value) => Float64Array.of(value));
  const answer = callee.call(columns, 1);
  if (answer.ok) return builder.constant(answer.values[0] ?? Number.NaN);
  diagnostics.push(foreignFailure(name, node.span, answer.message));
  return none;
}

/** The diagnostic of a call that gave nothing. */
export function foreignFailure(name: string, span: Span, message: string): Diagnostic {
  return error("foreign-failed", `${name} could not be computed: ${message}`, span, {
    help: "run the cell that defines it again, or correct it there",
  });
}
