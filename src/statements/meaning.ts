import { type Diagnostic, distinct, error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import type { CallNode, Expression, IndexNode, NameNode } from "../../grammar/syntax.ts";
import { type ArgumentRange, extent } from "../ask/quantity.ts";
import { buildExpression, type Meanings } from "../law/build.ts";
import { Definitions } from "../law/definitions.ts";
import { GraphBuilder, type NodeId } from "../law/expression.ts";
import { applyForeign, type ForeignCall } from "../law/foreign-function.ts";
import { freeParameters, inlineLaw, type Law } from "../law/law.ts";
import { argumentsOf, badComponent, countMatches, vectorAsNumber } from "../law/law-mistakes.ts";
import type { Argument } from "../law/meanings.ts";
import { textCode, textOf } from "../law/text-code.ts";
import { argumentsFor, componentsOf, vectorIn } from "../law/vectors.ts";
import { columnNumber } from "./column-numbers.ts";
import { type Compiled, compiledFrom } from "./compiled.ts";
import { FitSlots } from "./fit-slots.ts";
import { indexedParameter, levelMistake } from "./indexed-parameter.ts";
import { toldValues } from "./list-values.ts";
import { isList } from "./lists.ts";
import { memberMistake, notCallable, parameterElsewhere, unboundVariable, written } from "./misused-name.ts";
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
  /** True for a function that is only checked: an input may turn out to be a vector. */
  readonly untold?: boolean;
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

/** The number an expression stands for, at the estimates of the fits it names. */
export function numberIn(expression: Expression, scope: Scope): Outcome<number> {
  const compiled = compileInScope([expression], scope, { inputs: [] });
  return compiled.ok ? success(compiled.value.quantity(0).evaluate([], -1)) : compiled;
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
  meanings(scope: Scope, local: ReadonlyMap<string, Argument>, inside = false): Meanings {
    const variable = (name: string): NodeId | undefined => {
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
    const components = (node: NameNode): Argument | undefined => {
      const own = vectorIn(local, node);
      if (own !== undefined || inside || local.has(node.name)) return own;
      const count = componentsOf(node.name, [...this.inputs, ...(this.reading.bound?.keys() ?? [])]).at(-1) ?? 0;
      const each = Array.from(
        { length: count },
        (_, k) => variable(`${node.name}[${k + 1}]`) ?? this.graph.constant(Number.NaN),
      );
      return count === 0 ? undefined : each;
    };
    return {
      vector: (node) => {
        const own = components(node);
        if (own !== undefined || local.has(node.name)) return own;
        return toldValues(node, scope, numberIn, this.diagnostics)?.map((value) => this.graph.constant(value));
      },
      list: (domain) => toldValues(domain, scope, numberIn, this.diagnostics),
      name: (node) => {
        const own = local.get(node.name);
        if (own !== undefined && own.length !== 1) return this.refuse(vectorAsNumber(node));
        const known = own?.[0] ?? variable(node.name);
        if (known !== undefined) return known;
        if (components(node) !== undefined) return this.refuse(vectorAsNumber(node));
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
      columnNumber: (node) => columnNumber(this.graph, node, scope, this.diagnostics, numberIn),
      index: (node, indices, mayLack) =>
        this.component(node, indices, local, components, mayLack) ?? this.indexed(node, indices, scope, mayLack),
      elsewhere: (name) => parameterElsewhere(name, scope),
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

  /** `r[2]` of a vector: an input, one that is bound, or a function's argument. */
  private component(
    { object, span }: IndexNode,
    indices: readonly NodeId[],
    local: ReadonlyMap<string, Argument>,
    componentsOf: (node: NameNode) => Argument | undefined,
    mayLack = false,
  ): NodeId | undefined {
    if (object.kind !== "name") return undefined;
    const input = this.inputs.indexOf(object.name);
    const own = local.get(object.name) ?? (this.reading.untold && input >= 0 ? [this.graph.input(input)] : undefined);
    const components = componentsOf(object) ?? own;
    if (components === undefined) return undefined;
    if (this.reading.untold && own?.length === 1) return own[0];
    const at = indices.length === 1 ? this.graph.valueOf(indices[0] ?? 0) : undefined;
    return (
      components[(at ?? 0) - 1] ??
      (mayLack ? this.graph.constant(Number.NaN) : this.refuse(badComponent(object.name, span)))
    );
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

  private expandLet(entity: LetEntity, args: readonly Argument[], node: NameNode): NodeId {
    const local = argumentsOf(entity.parameters, args);
    const definition = { name: node.name, value: entity.value, span: node.span, elsewhere: true };
    return this.definitions.expand(definition, args, () => this.meanings(entity.scope, local, true));
  }

  private call(node: CallNode, args: readonly Argument[], scope: Scope): NodeId | undefined {
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
      return applyForeign(this.graph, node, args.flat(), entity.function, this.diagnostics, later);
    }
    const fit = fitNamed(scope, name);
    const law = fit?.result.law ?? (entity?.kind === "law" ? entity.law : undefined);
    if (law === undefined) return entity === undefined ? undefined : this.refuse(notCallable(node.callee, entity));
    const given = argumentsFor(law, args, this.reading.untold);
    if (typeof given === "string") return this.refuse(error("wrong-arguments", given, node.span));
    return this.applyLaw(law, fit, given, node.callee);
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
      return this.refuse(
        error("law-without-fit", `the law ${law.name} has free parameters and has not been fitted`, node.span, {
          help: `write fit ${law.name} on … first, or fix its parameters with where`,
        }),
      );
    }
    if (fit !== undefined) {
      this.fits.add(fit);
      law.variables.forEach((variable, k) => {
        const column = fit.inputs[k];
        const arg = args[k];
        if (column === undefined || arg === undefined || column.length === 0) return;
        if (law.levels?.includes(variable) || law.texts?.includes(variable)) {
          const mistake = levelMistake(law, variable, column, this.graph.valueOf(arg), node);
          if (mistake !== undefined) this.refuse(mistake);
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

  private parameterOf(fit: FitRecord, name: string): NodeId | undefined {
    const index = fit.result.law.parameters.findIndex((p) => p.name === name);
    if (index < 0) return undefined;
    this.fits.add(fit);
    return this.slots.parameter(fit, index);
  }

  /** `E["llama"]` of the last fit, `chin.E[family]` of a named one. */
  private indexed(node: IndexNode, indices: readonly NodeId[], scope: Scope, mayLack = false): NodeId | undefined {
    const { object } = node;
    const fit = object.kind === "member" ? fitNamed(scope, object.object.name) : scope.lastFit;
    const base = object.kind === "member" ? object.property.name : object.name;
    if (fit === undefined) return object.kind === "member" ? this.refuse(memberMistake(object, scope)) : undefined;
    const found = indexedParameter(this.graph, this.slots, fit, base, node, indices, mayLack);
    if (found !== undefined) this.fits.add(fit);
    return typeof found === "object" ? this.refuse(found) : found;
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
