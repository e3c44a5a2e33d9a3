import { type Diagnostic, error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import type { CallNode, Expression, NameNode } from "../../grammar/syntax.ts";
import { type ArgumentRange, extent, type Quantity } from "../ask/quantity.ts";
import { buildExpression, type Meanings } from "../law/build.ts";
import { compilePoint } from "../law/compile.ts";
import { GraphBuilder, type NodeId } from "../law/expression.ts";
import { type External, freeParameters, inlineLaw, type Law } from "../law/law.ts";
import { type FitRecord, fitNamed, type LetEntity, type Scope } from "./scope.ts";

/** A number that varies from draw to draw: a parameter of a fit. */
interface Slot {
  readonly key: string;
  readonly value: number;
  readonly draws: Float64Array;
}

/** How names beyond the scope's are read. */
export interface Reading {
  /** Names that are inputs, in order. */
  readonly inputs: readonly string[];
  /** Names bound by `=` to an expression of the others. */
  readonly bound?: ReadonlyMap<string, Expression>;
  /** Whether a law's own variable may stay free and become a further input. */
  readonly free?: boolean;
}

/** Expressions read in a scope: one graph, its inputs, and the fits it draws on. */
export interface Compiled {
  readonly graph: GraphBuilder;
  readonly roots: readonly NodeId[];
  /** Declared inputs, then those that were left free. */
  readonly inputs: readonly string[];
  readonly free: readonly string[];
  readonly draws: number;
  /** The parameter values of one draw (−1: the estimate), for the graph's param nodes. */
  readonly parameters: (draw: number) => Float64Array;
  /** Root k as a quantity. */
  readonly quantity: (k: number) => Quantity;
  readonly fits: readonly FitRecord[];
}

/** Reads expressions: names become inputs, lets are expanded, laws and fits are put in with their parameters as draws. */
export function compileInScope(expressions: readonly Expression[], scope: Scope, reading: Reading): Outcome<Compiled> {
  const diagnostics: Diagnostic[] = [];
  const reader = new ScopeReader(scope, reading, diagnostics);
  const roots = expressions.map((e) =>
    buildExpression(reader.graph, e, reader.meanings(scope, new Map(), 0), diagnostics),
  );
  return diagnostics.length > 0 ? failure(...diagnostics) : success(reader.finish(roots));
}

class ScopeReader {
  readonly graph = new GraphBuilder();
  private readonly inputs: string[];
  private readonly declared: number;
  private readonly slots: Slot[] = [];
  private readonly fits = new Set<FitRecord>();
  private readonly asked: (ArgumentRange & { readonly node: NodeId })[] = [];
  private readonly freeNames: ReadonlySet<string>;
  private readonly scope: Scope;
  private readonly reading: Reading;
  private readonly diagnostics: Diagnostic[];

  constructor(scope: Scope, reading: Reading, diagnostics: Diagnostic[]) {
    this.scope = scope;
    this.reading = reading;
    this.diagnostics = diagnostics;
    this.inputs = [...reading.inputs];
    this.declared = reading.inputs.length;
    const laws = [...scope.entities.values()].flatMap((e) =>
      e.kind === "law" ? [e.law] : e.kind === "fit" ? [e.fit.result.law] : [],
    );
    this.freeNames = new Set(reading.free ? laws.flatMap((l) => l.variables) : []);
  }

  /** Names as `scope` has them; `local` are a function's arguments. Only the outermost scope sees inputs. */
  meanings(scope: Scope, local: ReadonlyMap<string, NodeId>, depth: number): Meanings {
    const outermost = scope === this.scope && local.size === 0;
    const variable = (name: string): NodeId | undefined => {
      const own = local.get(name);
      if (own !== undefined) return own;
      if (!outermost) return undefined;
      const at = this.inputs.indexOf(name);
      if (at >= 0) return this.graph.input(at);
      const bound = this.reading.bound?.get(name);
      if (bound !== undefined) return this.expand(bound, scope, local, depth, name, bound.span.start);
      return undefined;
    };
    return {
      name: (node) => {
        const known = variable(node.name);
        if (known !== undefined) return known;
        const entity = scope.entities.get(node.name);
        if (entity?.kind === "let" && entity.parameters === undefined)
          return this.expandLet(entity, new Map(), depth, node);
        const fit = fitNamed(scope, node.name);
        const law = fit?.result.law ?? (entity?.kind === "law" ? entity.law : undefined);
        if (law !== undefined) {
          const args = law.variables.map((v) => variable(v) ?? this.freeInput(v, node));
          return this.applyLaw(law, fit, args, node);
        }
        const parameter = scope.lastFit === undefined ? undefined : this.parameterOf(scope.lastFit, node.name);
        if (parameter !== undefined) return parameter;
        return this.freeNames.has(node.name) ? this.freeInput(node.name, node) : undefined;
      },
      member: (node) => {
        const fit = fitNamed(scope, node.object.name);
        return fit === undefined ? undefined : this.parameterOf(fit, node.property.name);
      },
      call: (node, args) => this.call(node, args, scope, depth),
      known: () => [
        ...this.inputs,
        ...scope.entities.keys(),
        ...(scope.lastFit?.result.law.parameters.map((p) => p.name) ?? []),
      ],
    };
  }

  private call(node: CallNode, args: readonly NodeId[], scope: Scope, depth: number): NodeId | undefined {
    const name = node.callee.name;
    const entity = scope.entities.get(name);
    if (entity?.kind === "let") {
      const parameters = entity.parameters ?? [];
      if (!this.counts(node, parameters.length)) return this.graph.constant(Number.NaN);
      return this.expandLet(entity, new Map(parameters.map((p, k) => [p.name, args[k] ?? 0])), depth, node.callee);
    }
    const fit = fitNamed(scope, name);
    const law = fit?.result.law ?? (entity?.kind === "law" ? entity.law : undefined);
    if (law === undefined) return undefined;
    if (!this.counts(node, law.variables.length)) return this.graph.constant(Number.NaN);
    return this.applyLaw(law, fit, args, node.callee);
  }

  private counts(node: CallNode, wanted: number): boolean {
    const got = node.arguments.length;
    if (got === wanted) return true;
    this.diagnostics.push(
      error(
        "wrong-arguments",
        `${node.callee.name} takes ${wanted} argument${wanted === 1 ? "" : "s"}, not ${got}`,
        node.span,
      ),
    );
    return false;
  }

  private applyLaw(law: Law, fit: FitRecord | undefined, args: readonly NodeId[], node: NameNode): NodeId {
    if (fit === undefined && freeParameters(law).length > 0) {
      this.diagnostics.push(
        error("law-without-fit", `the law ${law.name} has free parameters and has not been fitted`, node.span, {
          help: `write fit ${law.name} on … first, or fix its parameters with where`,
        }),
      );
      return this.graph.constant(Number.NaN);
    }
    if (fit !== undefined) {
      this.fits.add(fit);
      law.variables.forEach((variable, k) => {
        const column = fit.inputs[k];
        const arg = args[k];
        if (column === undefined || arg === undefined || column.length === 0) return;
        const [low, high] = extent(column);
        this.asked.push({ fit: fit.name, variable, low, high, node: arg });
      });
    }
    const externals = law.externals.map((e) => this.externalNode(e));
    return inlineLaw(this.graph, law, [...args, ...externals], (index) => this.fitParameter(fit, index));
  }

  private externalNode(external: External): NodeId {
    return this.slotNode({
      key: `external ${external.name} ${external.value}`,
      value: external.value,
      draws: external.draws,
    });
  }

  private parameterOf(fit: FitRecord, name: string): NodeId | undefined {
    const index = fit.result.law.parameters.findIndex((p) => p.name === name);
    if (index < 0) return undefined;
    this.fits.add(fit);
    return this.fitParameter(fit, index);
  }

  private fitParameter(fit: FitRecord | undefined, index: number): NodeId {
    if (fit === undefined) return this.graph.constant(Number.NaN);
    const { estimate, draws, law } = fit.result;
    const fixed = law.parameters[index]?.fixed;
    if (fixed !== undefined) return this.graph.constant(fixed);
    const column = Float64Array.from(
      { length: draws.count },
      (_, k) => draws.values[k * draws.width + index] ?? Number.NaN,
    );
    return this.slotNode({ key: `${fitKey(fit)} ${index}`, value: estimate[index] ?? Number.NaN, draws: column });
  }

  private slotNode(slot: Slot): NodeId {
    let at = this.slots.findIndex((s) => s.key === slot.key);
    if (at < 0) at = this.slots.push(slot) - 1;
    return this.graph.parameter(at);
  }

  private freeInput(name: string, node: NameNode): NodeId {
    if (!this.reading.free) {
      this.diagnostics.push(
        error("unbound-variable", `the variable ${name} has no value here`, node.span, {
          help: `bind it: at ${name} = …`,
        }),
      );
      return this.graph.constant(Number.NaN);
    }
    let at = this.inputs.indexOf(name);
    if (at < 0) at = this.inputs.push(name) - 1;
    return this.graph.input(at);
  }

  private expandLet(entity: LetEntity, local: ReadonlyMap<string, NodeId>, depth: number, node: NameNode): NodeId {
    return this.expand(entity.value, entity.scope, local, depth, node.name, node.span.start);
  }

  private expand(
    e: Expression,
    scope: Scope,
    local: ReadonlyMap<string, NodeId>,
    depth: number,
    name: string,
    at: number,
  ): NodeId {
    if (depth > 64) {
      this.diagnostics.push(
        error("circular-definition", `${name} is defined by itself`, { start: at, end: at + name.length }),
      );
      return this.graph.constant(Number.NaN);
    }
    return buildExpression(this.graph, e, this.meanings(scope, local, depth + 1), this.diagnostics);
  }

  finish(roots: readonly NodeId[]): Compiled {
    const { graph, slots, inputs, asked } = this;
    const counts = slots.map((s) => s.draws.length).filter((n) => n > 0);
    const draws = counts.length === 0 ? 0 : Math.min(...counts);
    const estimate = Float64Array.from(slots, (s) => s.value);
    const cache = new Map<number, Float64Array>();
    const parameters = (draw: number): Float64Array => {
      if (draw < 0) return estimate;
      const known = cache.get(draw);
      if (known !== undefined) return known;
      const made = Float64Array.from(slots, (s) => (s.draws.length > 0 ? (s.draws[draw] ?? Number.NaN) : s.value));
      cache.set(draw, made);
      return made;
    };
    const askedNodes = asked.map((a) => a.node);
    const quantity = (k: number): Quantity => {
      const compute = compilePoint(graph, [roots[k] ?? 0]);
      const ask = compilePoint(graph, askedNodes);
      const out = new Float64Array(1);
      return {
        variables: inputs,
        draws,
        evaluate: (x, draw) => {
          compute(parameters(draw), x, out);
          return out[0] ?? Number.NaN;
        },
        arguments: asked,
        argumentValues: (x) => {
          const values = new Float64Array(askedNodes.length);
          ask(estimate, x, values);
          return values;
        },
      };
    };
    return {
      graph,
      roots,
      inputs,
      free: inputs.slice(this.declared),
      draws,
      parameters,
      quantity,
      fits: [...this.fits],
    };
  }
}

const fitKeys = new WeakMap<FitRecord, number>();
let nextFitKey = 0;
/** Two fits of one name are told apart by identity; the number never leaves this module. */
function fitKey(fit: FitRecord): number {
  const known = fitKeys.get(fit);
  if (known !== undefined) return known;
  fitKeys.set(fit, nextFitKey);
  return nextFitKey++;
}
