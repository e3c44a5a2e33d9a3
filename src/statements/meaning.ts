import { type Diagnostic, distinct, error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type { CallNode, Expression, IndexNode, NameNode } from "../../grammar/syntax.ts";
import { type ArgumentRange, extent } from "../ask/quantity.ts";
import { buildExpression, type Meanings } from "../law/build.ts";
import { Definitions } from "../law/definitions.ts";
import { GraphBuilder, type NodeId } from "../law/expression.ts";
import { applyForeign, type ForeignCall } from "../law/foreign-function.ts";
import { levelText, pickLevel } from "../law/indexed.ts";
import { freeParameters, inlineLaw, type Law } from "../law/law.ts";
import { countMatches } from "../law/law-mistakes.ts";
import { textCode, textOf } from "../law/text-code.ts";
import { columnNumber } from "./column-numbers.ts";
import { type Compiled, compiledFrom } from "./compiled.ts";
import { FitSlots } from "./fit-slots.ts";
import { isList } from "./lists.ts";
import { memberMistake, notCallable, unboundVariable, written } from "./misused-name.ts";
import { type FitRecord, fitNamed, type LetEntity, type Scope } from "./scope.ts";

export type { Compiled } from "./compiled.ts";

/** How names beyond the scope's are read. */
export interface Reading {
  /** Names that are inputs, in order. */
  readonly inputs: readonly string[];
  /** Names bound by `=` to an expression of the others. */
  readonly bound?: ReadonlyMap<string, Expression>;
  /** Whether a law's own variable may stay free and become a further input. */
  readonly free?: boolean;
  /** Whether functions of other languages may be called with what varies: their values become inputs, see Compiled.calls. */
  readonly calls?: boolean;
}

/** Reads expressions: names become inputs, lets are expanded, laws and fits are put in with their parameters as draws. */
export function compileInScope(expressions: readonly Expression[], scope: Scope, reading: Reading): Outcome<Compiled> {
  const diagnostics: Diagnostic[] = [];
  const reader = new ScopeReader(scope, reading, diagnostics);
  const roots = expressions.map((e) =>
    buildExpression(reader.graph, e, reader.meanings(scope, new Map()), diagnostics),
  );
  return diagnostics.length > 0 ? failure(...distinct(diagnostics)) : success(reader.finish(roots));
}

class ScopeReader {
  readonly graph = new GraphBuilder();
  private readonly inputs: string[];
  private readonly declared: number;
  private readonly slots: FitSlots = new FitSlots(this.graph);
  private readonly fits = new Set<FitRecord>();
  private readonly calls: ForeignCall[] = [];
  private readonly asked: (ArgumentRange & { readonly node: NodeId })[] = [];
  private readonly definitions: Definitions;
  private readonly lawVariables: ReadonlySet<string>;
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
    this.lawVariables = new Set(laws.flatMap((l) => l.variables));
    this.definitions = new Definitions(this.graph, diagnostics);
  }

  /** Names as `scope` has them; `local` are a function's arguments. Only the outermost scope sees inputs. */
  meanings(scope: Scope, local: ReadonlyMap<string, NodeId>, inside = false): Meanings {
    const variable = (name: string): NodeId | undefined => {
      const own = local.get(name);
      if (own !== undefined) return own;
      if (inside) return undefined;
      const at = this.inputs.indexOf(name);
      if (at >= 0) return this.graph.input(at);
      const bound = this.reading.bound?.get(name);
      if (bound !== undefined) {
        if (bound.kind === "string") return this.graph.constant(textCode(bound.value));
        const meanings = this.meanings(scope, local);
        return this.definitions.expand({ name, value: bound, span: bound.span }, [], () => meanings);
      }
      return undefined;
    };
    return {
      name: (node) => {
        const known = variable(node.name);
        if (known !== undefined) return known;
        const entity = scope.entities.get(node.name);
        if (entity?.kind === "let") return this.letValue(entity, node);
        const fit = fitNamed(scope, node.name);
        const law = fit?.result.law ?? (entity?.kind === "law" ? entity.law : undefined);
        if (law !== undefined) {
          const args = law.variables.map((v) => variable(v) ?? this.freeInput(v, node));
          return this.applyLaw(law, fit, args, node);
        }
        const parameter = scope.lastFit === undefined ? undefined : this.parameterOf(scope.lastFit, node.name);
        if (parameter !== undefined) return parameter;
        return !inside && this.lawVariables.has(node.name) ? this.freeInput(node.name, node) : undefined;
      },
      member: (node) => {
        const fit = fitNamed(scope, node.object.name);
        const parameter = fit === undefined ? undefined : this.parameterOf(fit, node.property.name);
        return parameter ?? this.refuse(memberMistake(node, scope));
      },
      call: (node, args) => this.call(node, args, scope),
      columnNumber: (node) => columnNumber(this.graph, node, scope, this.diagnostics),
      index: (node, indices, mayLack) => this.indexed(node, indices, scope, inside, mayLack),
      known: () => [
        ...this.inputs,
        ...scope.entities.keys(),
        ...(scope.lastFit?.result.law.parameters.map((p) => p.name) ?? []),
      ],
    };
  }

  private refuse(diagnostic: Diagnostic): NodeId {
    this.diagnostics.push(diagnostic);
    return this.graph.constant(Number.NaN);
  }

  /** A let that is named, not called. */
  private letValue(entity: LetEntity, node: NameNode): NodeId {
    const { name, span } = node;
    if (entity.parameters !== undefined) {
      const shown = entity.parameters.map(() => "…").join(", ");
      return this.refuse(
        error("uncalled-function", `${name} is a function`, span, { help: `call it: ${name}(${shown})` }),
      );
    }
    if (isList(entity.value, entity.scope)) {
      return this.refuse(
        error("list-in-arithmetic", `${name} is a list, and a list cannot be computed with`, span, {
          help: `run over it with in, as in at N in ${name}`,
        }),
      );
    }
    return this.expandLet(entity, [], node);
  }

  private expandLet(entity: LetEntity, args: readonly NodeId[], node: NameNode): NodeId {
    const local = new Map((entity.parameters ?? []).map((p, k) => [p.name, args[k] ?? 0]));
    const definition = { name: node.name, value: entity.value, span: node.span, elsewhere: true };
    return this.definitions.expand(definition, args, () => this.meanings(entity.scope, local, true));
  }

  private call(node: CallNode, args: readonly NodeId[], scope: Scope): NodeId | undefined {
    const name = node.callee.name;
    const entity = scope.entities.get(name);
    if (entity?.kind === "let" && entity.parameters !== undefined) {
      if (!countMatches(node, args.length, entity.parameters.length, this.diagnostics))
        return this.graph.constant(Number.NaN);
      return this.expandLet(entity, args, node.callee);
    }
    if (entity?.kind === "function") {
      const later =
        this.reading.calls === true ? (call: Omit<ForeignCall, "input">) => this.callLater(call) : undefined;
      return applyForeign(this.graph, node, args, entity.function, this.diagnostics, later);
    }
    const fit = fitNamed(scope, name);
    const law = fit?.result.law ?? (entity?.kind === "law" ? entity.law : undefined);
    if (law === undefined) return entity === undefined ? undefined : this.refuse(notCallable(node.callee, entity));
    if (!countMatches(node, args.length, law.variables.length, this.diagnostics))
      return this.graph.constant(Number.NaN);
    return this.applyLaw(law, fit, args, node.callee);
  }

  private callLater(call: Omit<ForeignCall, "input">): NodeId {
    const known = this.calls.find((c) => c.callee === call.callee && c.args.every((arg, k) => arg === call.args[k]));
    const input = known?.input ?? this.inputs.push(`\u0000${call.name}`) - 1;
    if (known === undefined) this.calls.push({ ...call, input });
    return this.graph.input(input);
  }

  private applyLaw(law: Law, fit: FitRecord | undefined, args: readonly NodeId[], node: NameNode): NodeId {
    if (law.runs !== undefined) {
      return this.refuse(
        error("law-along-runs", `${node.name} goes along the rows of a run, so a point says too little`, node.span, {
          help: `predict it on data: predict ${written(node.name)} on …`,
        }),
      );
    }
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
        if (law.levels?.includes(variable) || law.texts?.includes(variable)) {
          this.checkLevel(law, variable, column, arg, node);
          return;
        }
        if (textOf(this.graph.valueOf(arg) ?? 0) !== undefined) {
          this.refuse(error("text-in-arithmetic", `${variable} must be a number`, node.span));
          return;
        }
        const [low, high] = extent(column);
        this.asked.push({ fit: fit.name, variable, low, high, node: arg });
      });
    }
    const externals = law.externals.map((e) => this.slots.external(e));
    return inlineLaw(this.graph, law, [...args, ...externals], (index) =>
      fit === undefined ? this.graph.constant(Number.NaN) : this.slots.parameter(fit, index),
    );
  }

  /** A level that is named must be one that the data of the fit had. */
  private checkLevel(law: Law, variable: string, column: Float64Array, arg: NodeId, node: NameNode): void {
    const value = this.graph.valueOf(arg);
    if (value === undefined || column.includes(value) || !law.levels?.includes(variable)) return;
    const known = [...new Set(column)].map(levelText);
    const offer = nearest(levelText(value), known);
    this.refuse(
      error("unknown-level", `the fit of ${law.name} has not seen ${variable} = ${levelText(value)}`, node.span, {
        note: `${variable}: ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", …" : ""}`,
        ...(offer === undefined ? {} : { help: `did you mean ${offer}?` }),
      }),
    );
  }

  private parameterOf(fit: FitRecord, name: string): NodeId | undefined {
    const index = fit.result.law.parameters.findIndex((p) => p.name === name);
    if (index < 0) return undefined;
    this.fits.add(fit);
    return this.slots.parameter(fit, index);
  }

  /** `E["llama"]` of the last fit, `chin.E[family]` of a named one, or a component `r[2]` that is an input. */
  private indexed(
    node: IndexNode,
    indices: readonly NodeId[],
    scope: Scope,
    inside: boolean,
    mayLack = false,
  ): NodeId | undefined {
    const { object } = node;
    const component = inside ? -1 : this.inputs.indexOf(printExpression(node));
    if (component >= 0) return this.graph.input(component);
    const fit = object.kind === "member" ? fitNamed(scope, object.object.name) : scope.lastFit;
    const base = object.kind === "member" ? object.property.name : object.name;
    const levels = (fit?.result.law.parameters ?? []).flatMap((p, index) =>
      p.indexed?.base === base
        ? [
            {
              name: p.name,
              codes: p.indexed.codes,
              node: () => (fit === undefined ? 0 : this.slots.parameter(fit, index)),
            },
          ]
        : [],
    );
    if (fit === undefined || levels.length === 0)
      return object.kind === "member" && fit === undefined ? this.refuse(memberMistake(object, scope)) : undefined;
    this.fits.add(fit);
    const { value, known } = pickLevel(this.graph, indices, levels);
    if (this.graph.valueOf(known) === 1) return value;
    if (mayLack && this.graph.valueOf(known) === 0) return this.graph.constant(Number.NaN);
    if (this.graph.valueOf(known) === undefined)
      return this.graph.apply("select", known, value, this.graph.constant(Number.NaN));
    const names = levels.map((l) => l.name);
    const offer = nearest(`${base}[${indices.map((i) => levelText(this.graph.valueOf(i) ?? 0)).join(", ")}]`, names);
    return this.refuse(
      error(
        "unknown-level",
        `the fit ${fit.name} has no ${base}[${indices.map((i) => levelText(this.graph.valueOf(i) ?? 0)).join(", ")}]`,
        node.span,
        {
          note: `it has ${names.slice(0, 12).join(", ")}${names.length > 12 ? ", …" : ""}`,
          ...(offer === undefined ? {} : { help: `did you mean ${offer}?` }),
        },
      ),
    );
  }

  private freeInput(name: string, node: NameNode): NodeId {
    if (!this.reading.free) {
      const law = fitNamed(this.scope, node.name)?.result.law;
      return this.refuse(unboundVariable(name, node, law, this.reading.bound !== undefined));
    }
    let at = this.inputs.indexOf(name);
    if (at < 0) at = this.inputs.push(name) - 1;
    return this.graph.input(at);
  }

  finish(roots: readonly NodeId[]): Compiled {
    const { graph, slots, inputs, asked, declared, calls } = this;
    return compiledFrom({ graph, roots, inputs, declared, slots: slots.slots, asked, fits: [...this.fits], calls });
  }
}
