import { type Diagnostic, error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import {
  type CallNode,
  clause,
  type DefinitionNode,
  type IndexNode,
  type LawStatement,
  type MemberNode,
  type NameNode,
} from "../../grammar/syntax.ts";
import { buildExpression, type Meanings } from "./build.ts";
import { Components } from "./components.ts";
import { applyConstraints } from "./constraints.ts";
import { Definitions } from "./definitions.ts";
import { dependencies, GraphBuilder, type NodeId } from "./expression.ts";
import { applyForeign } from "./foreign-function.ts";
import { withFrozenTies } from "./frozen-ties.ts";
import { languageFunctions } from "./functions.ts";
import { distinctLevels, indexedName, largestOver, pickLevel } from "./indexed.ts";
import { type External, inlineLaw, type Law, type LawParameter } from "./law.ts";
import * as mistake from "./law-mistakes.ts";
import type { Argument } from "./meanings.ts";
import { type OuterDefinition, runStart, type Surroundings } from "./surroundings.ts";
import { externalBase, tidyLaw } from "./tidy-law.ts";
import { argumentsFor, boundComponent, numberOf, vectorIn, withVectors } from "./vectors.ts";

export type { OuterDefinition, Surroundings } from "./surroundings.ts";

const unbounded = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/** Checks a law statement: every free name of the body is a parameter; `with` defines, `where` bounds, fixes and ties. */
export function checkLaw(statement: LawStatement, surroundings: Surroundings): Outcome<Law> {
  const settled = withFrozenTies(statement, (name) => surroundings.fit(name) !== undefined);
  return new LawReader(settled, surroundings).read();
}

/** Reads one law: the graph as it grows, and what was met on the way. */
class LawReader {
  private readonly statement: LawStatement;
  private readonly surroundings: Surroundings;
  private readonly builder = new GraphBuilder();
  private readonly diagnostics: Diagnostic[] = [];
  private readonly definitions: Definitions = new Definitions(this.builder, this.diagnostics);
  private readonly variables: Map<string, number>;
  private readonly parameters = new Map<string, LawParameter>();
  private readonly externals: External[] = [];
  private readonly locals = new Map<string, DefinitionNode>();
  private readonly guards: NodeId[] = [];
  private readonly levels = new Set<number>();
  private readonly components: Components = new Components();
  private open = false;

  constructor(statement: LawStatement, surroundings: Surroundings) {
    this.statement = statement;
    this.surroundings = surroundings;
    this.variables = new Map(statement.variables.map((v, index) => [v.name, index]));
    for (const clause of statement.clauses) {
      if (clause.kind === "with") for (const d of clause.definitions) this.locals.set(d.name.name, d);
    }
  }

  read(): Outcome<Law> {
    const { statement, builder, diagnostics } = this;
    mistake.repeatedNames(statement.variables, diagnostics);
    const local = statement.clauses.flatMap((c) => (c.kind === "with" ? c.definitions.map((d) => d.name) : []));
    mistake.repeatedNames(local, diagnostics, "is defined twice");
    const root = buildExpression(builder, statement.body, this.ownMeanings(), diagnostics);
    const warnings = mistake.unusedVariables(
      statement,
      builder,
      root,
      (v, index) => this.levels.has(index) || this.components.inputs.has(v),
    );
    const bounded = applyConstraints(statement, builder, this.parameters, this.ownMeanings(), diagnostics, this.open);
    if (languageFunctions.has(statement.name.name)) diagnostics.push(mistake.reservedName(statement.name));
    if (diagnostics.length > 0) return failure(...diagnostics);
    const { variables, externals, levels, guards, open } = this;
    const inputs = { variables, externals, components: this.components.inputs, levels };
    const law = tidyLaw({ ...inputs, statement, builder, root, guards, parameters: bounded, open });
    return success(law, warnings);
  }

  /** What names mean in the law's own text. */
  private ownMeanings(bound: ReadonlyMap<string, Argument> = new Map()): Meanings {
    return {
      name: (node) => this.nameNode(node, bound),
      member: (node) => this.memberNode(node, this.surroundings),
      call: (node, args) => {
        const near = this.locals.get(node.callee.name);
        if (near?.parameters === undefined) return this.callNode(node, args, this.surroundings, false);
        if (!mistake.countMatches(node, args.length, near.parameters.length, this.diagnostics))
          return this.builder.constant(Number.NaN);
        return this.local(near, args, node.callee);
      },
      vector: (node) => vectorIn(bound, node),
      index: (node, indices) =>
        this.settle(boundComponent(this.builder, bound, node, indices)) ??
        this.indexNode(node, indices, this.surroundings),
      ...this.common(),
      known: () => [...this.variables.keys(), ...this.locals.keys(), ...this.surroundings.known()],
    };
  }

  /** What names mean in a let: what they meant where it was defined. */
  private outerMeanings(bound: ReadonlyMap<string, Argument>, around: Surroundings): Meanings {
    return {
      name: (node) => {
        const own = bound.get(node.name);
        if (own !== undefined) return this.settle(numberOf(own, node));
        const far = around.definition(node.name);
        if (far !== undefined) return this.outer(far, [], node);
        const frozen = around.parameter?.(node.name);
        return frozen === undefined ? undefined : this.externalNode(frozen);
      },
      member: (node) => this.memberNode(node, around),
      call: (node, args) => this.callNode(node, args, around, true),
      vector: (node) => vectorIn(bound, node),
      index: (node, indices) =>
        this.settle(boundComponent(this.builder, bound, node, indices)) ??
        (node.object.kind === "member" ? this.indexNode(node, indices, around) : undefined),
      ...this.common(),
      known: () => around.known(),
    };
  }

  private common(): Pick<Meanings, "largest" | "guard" | "start"> {
    const along = clause(this.statement, "by") !== undefined;
    return {
      // As an external it stands behind the variables; a point alone begins its run.
      ...(along ? { start: this.externalNode(runStart) } : {}),
      largest: (node) => {
        this.open ||= this.surroundings.data === undefined;
        return largestOver(this.builder, node, this.surroundings.data);
      },
      guard: (condition) => void this.guards.push(condition),
    };
  }

  private local({ name, parameters: names, value }: DefinitionNode, args: readonly Argument[], at: NameNode): NodeId {
    const definition = { name: name.name, value, span: at.span };
    return this.definitions.expand(definition, args, () => this.ownMeanings(mistake.argumentsOf(names, args)));
  }

  private outer(found: OuterDefinition, args: readonly Argument[], at: NameNode): NodeId {
    const definition = { name: at.name, value: found.value, span: at.span, elsewhere: true };
    return this.definitions.expand(definition, args, () =>
      this.outerMeanings(mistake.argumentsOf(found.parameters, args), found.surroundings),
    );
  }

  private refuse(diagnostic: Diagnostic): NodeId {
    this.diagnostics.push(diagnostic);
    return this.builder.constant(Number.NaN);
  }

  private nameNode(node: NameNode, bound: ReadonlyMap<string, Argument>): NodeId | undefined {
    const own = bound.get(node.name);
    if (own !== undefined) return this.settle(numberOf(own, node));
    const variable = this.variables.get(node.name);
    if (variable !== undefined) return this.builder.input(variable);
    const near = this.locals.get(node.name);
    if (near !== undefined && near.parameters === undefined) return this.local(near, [], node);
    const far = this.surroundings.definition(node.name);
    if (far !== undefined && far.parameters === undefined) return this.outer(far, [], node);
    const uncalled = near ?? far;
    if (uncalled !== undefined) return this.refuse(mistake.uncalledFunction(node, uncalled.parameters));
    const { grouped } = this.surroundings;
    if (grouped === undefined || grouped.shared.has(node.name)) return this.parameterNode(node.name);
    const indices = grouped.by.map((name) => this.builder.input(this.variables.get(name) ?? 0));
    return this.indexedParameter(node.name, indices, grouped.by.join(", "));
  }

  private parameterNode(name: string, like: LawParameter = { name, ...unbounded }): NodeId {
    if (!this.parameters.has(name)) this.parameters.set(name, like);
    return this.builder.parameter([...this.parameters.keys()].indexOf(name));
  }

  private externalNode(external: External): NodeId {
    let at = this.externals.findIndex((e) => e.name === external.name && e.value === external.value);
    if (at < 0) at = this.externals.push(external) - 1;
    return this.builder.input(externalBase + at);
  }

  private memberNode(node: MemberNode, around: Surroundings): NodeId | undefined {
    const fit = around.fit(node.object.name);
    const external = fit?.externals[fit.law.parameters.findIndex((p) => p.name === node.property.name)];
    return external === undefined ? undefined : this.externalNode(external);
  }

  private callNode(
    node: CallNode,
    args: readonly Argument[],
    around: Surroundings,
    asNumber: boolean,
  ): NodeId | undefined {
    const { diagnostics, builder, variables, components } = this;
    const { name } = node.callee;
    const definition = around.definition(name);
    if (definition?.parameters !== undefined) {
      if (!mistake.countMatches(node, args.length, definition.parameters.length, diagnostics))
        return builder.constant(Number.NaN);
      return this.outer(definition, args, node.callee);
    }
    const foreign = around.foreign?.(name);
    if (foreign !== undefined) return applyForeign(builder, node, args.flat(), foreign, diagnostics);
    if (name === this.statement.name.name && !asNumber) return this.refuse(mistake.callsItself(node));
    const fit = around.fit(name);
    // Where a number is asked for a law is its last fit; in another law's text it is its form.
    const law = asNumber && fit !== undefined ? undefined : around.law(name);
    const called = law ?? fit?.law;
    if (called === undefined) return undefined;
    const runless = mistake.runsInside(node, called, law === undefined, this.statement, { builder, args: args.flat() });
    if (runless !== undefined) return this.refuse(runless);
    if (called.open) return this.refuse(mistake.openInside(node));
    const given = argumentsFor(called, withVectors(builder, node, args, called, { variables, components }));
    if (typeof given === "string") return this.refuse(error("wrong-arguments", given, node.span));
    const inputs = [...given, ...called.externals.map((e) => this.externalNode(e))];
    return inlineLaw(builder, called, inputs, (index) => {
      const external = law === undefined ? fit?.externals[index] : undefined;
      if (external !== undefined) return this.externalNode(external);
      const parameter = called.parameters[index];
      return this.parameterNode(parameter?.name ?? "", parameter);
    });
  }

  private indexNode(node: IndexNode, indices: readonly NodeId[], around: Surroundings): NodeId | undefined {
    const { builder } = this;
    if (node.object.kind === "member") {
      const { object, property } = node.object;
      const fit = around.fit(object.name);
      const levels = (fit?.law.parameters ?? []).flatMap((p, k) => {
        const external = fit?.externals[k];
        return p.indexed?.base === property.name && external !== undefined
          ? [{ codes: p.indexed.codes, node: () => this.externalNode(external) }]
          : [];
      });
      if (levels.length === 0) return undefined;
      const picked = pickLevel(builder, indices, levels);
      if (builder.valueOf(picked.known) !== 1) this.guards.push(picked.known);
      return picked.value;
    }
    const base = node.object.name;
    const placed = this.placed(node.object, indices);
    if (placed !== undefined) return placed;
    if (this.variables.has(base))
      return this.components.node(builder, base, indices) ?? this.refuse(mistake.badComponent(base, node.span));
    return this.indexedParameter(base, indices, node.indices.map(printExpression).join(", "));
  }

  /** `x[k]` along a run: a variable, or a definition without arguments, at the run's k-th row. */
  private placed(object: NameNode, indices: readonly NodeId[]): NodeId | undefined {
    const { start } = this.common();
    const variable = this.variables.get(object.name);
    const near = this.locals.get(object.name);
    if (start === undefined || (variable === undefined && (near === undefined || near.parameters !== undefined)))
      return undefined;
    const [key = 0] = indices;
    if (indices.length !== 1 || ((dependencies(this.builder)[key] ?? 0) & 1) !== 0)
      return this.refuse(mistake.badRow(object));
    return this.builder.pick(this.nameNode(object, new Map()) ?? 0, key, start);
  }

  private settle(found: NodeId | Diagnostic | undefined): NodeId | undefined {
    return typeof found === "object" ? this.refuse(found) : found;
  }

  /** `E[family]`: one parameter for every level that the data have; before there are data, one that stands for all. */
  private indexedParameter(base: string, indices: readonly NodeId[], written: string): NodeId {
    const { builder, surroundings } = this;
    const bits = dependencies(builder);
    if (indices.some((index) => ((bits[index] ?? 0) & 1) !== 0)) {
      return this.refuse(mistake.indexedByParameter(base, this.statement.body.span));
    }
    const constants = indices.map((index) => builder.valueOf(index));
    const named = (codes: readonly number[]): NodeId => {
      const name = indexedName(base, codes);
      return this.parameterNode(name, { name, ...unbounded, indexed: { base, codes } });
    };
    if (constants.every((c) => c !== undefined)) return named(constants);
    for (const index of indices) {
      const node = builder.nodes[index];
      if (node?.op === "input") this.levels.add(node.index ?? 0);
    }
    if (surroundings.data === undefined) {
      this.open = true;
      const name = `${base}[${written}]`;
      return this.parameterNode(name, { name, ...unbounded, indexed: { base, codes: [] } });
    }
    const levels = distinctLevels(builder, indices, surroundings.data);
    const picked = pickLevel(
      builder,
      indices,
      levels.map((codes) => ({ codes, node: () => named(codes) })),
    );
    this.guards.push(picked.known);
    return picked.value;
  }
}
