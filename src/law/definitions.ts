import { type Diagnostic, error, type Span } from "../../grammar/diagnostic.ts";
import type { Domain, Expression } from "../../grammar/syntax.ts";
import { children } from "../../grammar/walk.ts";
import { buildExpression, type Meanings } from "./build.ts";
import type { GraphBuilder, NodeId } from "./expression.ts";
import type { Argument } from "./meanings.ts";

/** A named expression that stands for its value wherever it is named. */
export interface Definition {
  readonly name: string;
  readonly value: Expression;
  /** Where it is named (or, for what a statement binds itself, where it stands). */
  readonly span: Span;
  /** Its own text is not the text now read: its mistakes are told where it is named. */
  readonly elsewhere?: boolean;
}

/** Definitions may lean on definitions this many deep, */
const deepest = 64;
/** and their expressions, one inside the other, be nested this deep: the stack must hold them. */
const deepestNesting = 1000;

/** Puts definitions in place of their names, each once for the same arguments, and finds those that lead back to themselves. */
export class Definitions {
  private readonly builder: GraphBuilder;
  private readonly diagnostics: Diagnostic[];
  private readonly made = new Map<Expression, Map<string, NodeId>>();
  private readonly open: Expression[] = [];
  private nesting = 0;
  /** Whether what is read now stands in another text. */
  private away = false;
  private readonly circles = new Set<Expression>();

  constructor(builder: GraphBuilder, diagnostics: Diagnostic[]) {
    this.builder = builder;
    this.diagnostics = diagnostics;
  }

  /** The node of a definition's value; `meanings` says what its names mean, its arguments among them. */
  expand(definition: Definition, args: readonly Argument[], meanings: () => Meanings): NodeId {
    const { name, value, span } = definition;
    const key = args.map((a) => a.join(" ")).join();
    const known = this.made.get(value)?.get(key);
    if (known !== undefined) return known;
    if (this.open.includes(value)) {
      // The name may stand on a circle many times: one of them is told.
      if (this.circles.has(value)) return this.builder.constant(Number.NaN);
      this.circles.add(value);
      return this.refuse(
        error("circular-definition", `${name} is defined by itself`, span, { help: "break the circle" }),
      );
    }
    const nesting = this.nesting + nestingOf(value);
    if (this.open.length >= deepest || nesting > deepestNesting) {
      const message = `the definition of ${name} leans on too many others, one above the other`;
      return this.refuse(
        error("nested-too-deep", message, span, {
          help: `at most ${deepest}, nested ${deepestNesting} deep in all: write some of them out`,
        }),
      );
    }
    const outside = this.nesting;
    this.nesting = nesting;
    const before = this.diagnostics.length;
    const away = definition.elsewhere === true && !this.away;
    if (away) this.away = true;
    this.open.push(value);
    const node = buildExpression(this.builder, value, meanings(), this.diagnostics);
    this.open.pop();
    this.nesting = outside;
    if (away) {
      this.away = false;
      this.tellAt(before, name, span);
    }
    const nodes = this.made.get(value) ?? new Map<string, NodeId>();
    this.made.set(value, nodes.set(key, node));
    return node;
  }

  private refuse(diagnostic: Diagnostic): NodeId {
    this.diagnostics.push(diagnostic);
    return this.builder.constant(Number.NaN);
  }

  private tellAt(first: number, name: string, span: Span): void {
    const found = this.diagnostics.splice(first);
    for (const { severity, code, message, note, help } of found) {
      this.diagnostics.push({
        severity,
        code,
        message: `in ${name}: ${message}`,
        span,
        ...(note === undefined ? {} : { note }),
        ...(help === undefined ? {} : { help }),
      });
    }
  }
}

const nestings = new WeakMap<Domain, number>();
/** How deep an expression is nested: 1 for a name alone. */
function nestingOf(node: Domain): number {
  const known = nestings.get(node);
  if (known !== undefined) return known;
  const made = 1 + children(node).reduce((most, child) => Math.max(most, nestingOf(child)), 0);
  nestings.set(node, made);
  return made;
}
