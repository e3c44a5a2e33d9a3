import { type Diagnostic, error, failure, type Outcome, success, warning } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type {
  CallNode,
  DefinitionNode,
  Expression,
  IndexNode,
  LawStatement,
  MemberNode,
  NameNode,
} from "../../grammar/syntax.ts";
import { buildExpression, type Meanings } from "./build.ts";
import { applyConstraints } from "./constraints.ts";
import { dependencies, GraphBuilder, type NodeId, reachable, substitute } from "./expression.ts";
import { languageFunctions } from "./functions.ts";
import { distinctLevels, indexedName, type LevelData, pickLevel, textInputs, valuesOver } from "./indexed.ts";
import { type External, inlineLaw, type Law, type LawParameter } from "./law.ts";

/** What a law's body may name beyond its own variables and parameters. */
export interface Surroundings {
  /** A law's form, its parameters to join this law's. */
  readonly law: (name: string) => Law | undefined;
  /** A fit, frozen: its law and an external for each of the law's parameters. */
  readonly fit: (name: string) => { readonly law: Law; readonly externals: readonly External[] } | undefined;
  /** A let: its value, or its parameters and body. */
  readonly definition: (
    name: string,
  ) => { readonly parameters?: readonly NameNode[]; readonly value: Expression } | undefined;
  readonly known: () => readonly string[];
  /** The data that give indexed parameters their levels; without them the law stays open. */
  readonly data?: LevelData;
  /** Variables by whose levels every parameter but the shared ones is indexed. */
  readonly grouped?: { readonly by: readonly string[]; readonly shared: ReadonlySet<string> };
}

const unbounded = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/** Checks a law statement: every free name of the body is a parameter; `with` defines, `where` bounds, fixes and ties. */
export function checkLaw(statement: LawStatement, surroundings: Surroundings): Outcome<Law> {
  return new LawReader(statement, surroundings).read();
}

/** Reads one law: the graph as it grows, and what was met on the way. */
class LawReader {
  private readonly statement: LawStatement;
  private readonly surroundings: Surroundings;
  private readonly builder = new GraphBuilder();
  private readonly diagnostics: Diagnostic[] = [];
  private readonly variables: Map<string, number>;
  private readonly parameters = new Map<string, LawParameter>();
  private readonly externals: External[] = [];
  private readonly locals = new Map<string, DefinitionNode>();
  private readonly guards: NodeId[] = [];
  private readonly levels = new Set<number>();
  /** Inputs beyond variables and externals: the components of vectors, as `r[2]`, by variable. */
  private readonly components = new Map<string, Map<number, number>>();
  private readonly componentIds: { readonly variable: string; readonly component: number }[] = [];
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
    repeatedNames(statement.variables, diagnostics);
    const root = buildExpression(builder, statement.body, this.meaningsIn(new Map(), 0), diagnostics);
    const warnings = this.unusedVariables(root);
    const bounded = applyConstraints(
      statement,
      builder,
      this.parameters,
      this.meaningsIn(new Map(), 0),
      diagnostics,
      this.open,
    );
    if (languageFunctions.has(statement.name.name)) {
      diagnostics.push(
        error("reserved-name", `${statement.name.name} is a function of the language`, statement.name.span, {
          help: "give the law another name",
        }),
      );
    }
    return diagnostics.length > 0 ? failure(...diagnostics) : success(this.law(root, bounded), warnings);
  }

  private law(root: NodeId, bounded: readonly LawParameter[]): Law {
    const { statement, builder, variables, externals } = this;
    const texts = textInputs(builder, [root, ...this.guards]);
    const named = (indices: Iterable<number>): readonly string[] => {
      const wanted = new Set(indices);
      return [...variables].flatMap(([name, index]) => (wanted.has(index) ? [name] : []));
    };
    const levels = named(this.levels);
    const common = {
      name: statement.name.name,
      externals,
      body: statement.body,
      ...(levels.length === 0 ? {} : { levels }),
      ...(this.open ? { open: true } : {}),
      ...(texts.size === 0 && !this.open
        ? {}
        : { texts: this.open ? [...new Set([...levels, ...named(texts)])] : named(texts) }),
    };
    // Vectors give way to their components, in the place of the variable.
    const names: string[] = [];
    const places = new Map<number, number>();
    for (const [name, index] of variables) {
      const own = this.components.get(name);
      if (own === undefined) places.set(index, names.push(name) - 1);
      else
        for (const [component, id] of [...own].sort(([a], [b]) => a - b))
          places.set(id, names.push(indexedName(name, [component])) - 1);
    }
    const tidy = new GraphBuilder();
    const roots = substitute(tidy, builder, [root, ...this.guards, ...bounded.map((p) => p.tied ?? root)], {
      input: (index) =>
        tidy.input(
          index >= externalBase && index < componentBase
            ? names.length + index - externalBase
            : (places.get(index) ?? 0),
        ),
    });
    const guards = roots.slice(1, 1 + this.guards.length);
    return {
      ...common,
      variables: names,
      parameters: bounded.map((p, k) => (p.tied === undefined ? p : { ...p, tied: roots[1 + guards.length + k] ?? 0 })),
      graph: { nodes: tidy.nodes },
      root: roots[0] ?? 0,
      ...(guards.length === 0 ? {} : { guards }),
    };
  }

  private meaningsIn(bound: ReadonlyMap<string, NodeId>, depth: number): Meanings {
    return {
      name: (node) => this.nameNode(node, bound, depth),
      member: (node) => this.memberNode(node),
      call: (node, args) => this.callNode(node, args, depth),
      index: (node, indices) => this.indexNode(node, indices),
      largest: (node) => this.largest(node),
      guard: (condition) => void this.guards.push(condition),
      known: () => [...this.variables.keys(), ...this.locals.keys(), ...this.surroundings.known()],
    };
  }

  private nameNode(node: NameNode, bound: ReadonlyMap<string, NodeId>, depth: number): NodeId {
    const own = bound.get(node.name);
    if (own !== undefined) return own;
    const variable = this.variables.get(node.name);
    if (variable !== undefined) return this.builder.input(variable);
    const local = this.locals.get(node.name);
    if (local !== undefined && local.parameters === undefined) return this.expand(local.value, new Map(), depth, node);
    const outer = this.surroundings.definition(node.name);
    if (outer !== undefined && outer.parameters === undefined) return this.expand(outer.value, new Map(), depth, node);
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

  private expand(value: Expression, bound: ReadonlyMap<string, NodeId>, depth: number, at: NameNode): NodeId {
    if (depth > 64) {
      this.diagnostics.push(error("circular-definition", `${at.name} is defined by itself`, at.span));
      return this.builder.constant(Number.NaN);
    }
    return buildExpression(this.builder, value, this.meaningsIn(bound, depth + 1), this.diagnostics);
  }

  private memberNode(node: MemberNode): NodeId | undefined {
    const fit = this.surroundings.fit(node.object.name);
    if (fit === undefined) return undefined;
    const index = fit.law.parameters.findIndex((p) => p.name === node.property.name);
    const external = fit.externals[index];
    return external === undefined ? undefined : this.externalNode(external);
  }

  private callNode(node: CallNode, args: readonly NodeId[], depth: number): NodeId | undefined {
    const { surroundings, diagnostics, builder } = this;
    const name = node.callee.name;
    const definition = this.locals.get(name) ?? surroundings.definition(name);
    if (definition?.parameters !== undefined) {
      if (!countMatches(node, definition.parameters.length, diagnostics)) return builder.constant(Number.NaN);
      const bound = new Map(definition.parameters.map((p, k) => [p.name, args[k] ?? 0]));
      return this.expand(definition.value, bound, depth, node.callee);
    }
    const law = surroundings.law(name);
    const fit = surroundings.fit(name);
    const called = law ?? fit?.law;
    if (called === undefined) return undefined;
    if (called.open) {
      diagnostics.push(
        error("not-yet", "a law with indexed parameters cannot stand inside another law yet", node.span, {
          help: `fit ${name} first and call the fit by its own name`,
        }),
      );
      return builder.constant(Number.NaN);
    }
    if (!countMatches(node, called.variables.length, diagnostics)) return builder.constant(Number.NaN);
    const inputs = [...args, ...called.externals.map((e) => this.externalNode(e))];
    return inlineLaw(builder, called, inputs, (index) => {
      const external = law === undefined ? fit?.externals[index] : undefined;
      if (external !== undefined) return this.externalNode(external);
      const parameter = called.parameters[index];
      return this.parameterNode(parameter?.name ?? "", parameter);
    });
  }

  private indexNode(node: IndexNode, indices: readonly NodeId[]): NodeId | undefined {
    const { builder } = this;
    if (node.object.kind === "member") {
      const { object, property } = node.object;
      const fit = this.surroundings.fit(object.name);
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
    if (this.variables.has(base)) return this.component(base, indices, node);
    return this.indexedParameter(base, indices, node.indices.map(printExpression).join(", "));
  }

  /** A component of a vector: a variable of its own, the column `r[2]`. */
  private component(name: string, indices: readonly NodeId[], node: IndexNode): NodeId {
    const at = indices.length === 1 ? this.builder.valueOf(indices[0] ?? 0) : undefined;
    if (at === undefined || !Number.isInteger(at) || at < 1) {
      this.diagnostics.push(
        error("bad-index", `a component of ${name} is told by one whole number`, node.span, {
          help: `write ${name}[1], or ${name}[j] inside a sum over j`,
        }),
      );
      return this.builder.constant(Number.NaN);
    }
    const own = this.components.get(name) ?? new Map<number, number>();
    this.components.set(name, own);
    const known = own.get(at) ?? componentBase + this.componentIds.push({ variable: name, component: at }) - 1;
    own.set(at, known);
    return this.builder.input(known);
  }

  /** `E[family]`: one parameter for every level that the data have; before there are data, one that stands for all. */
  private indexedParameter(base: string, indices: readonly NodeId[], written: string): NodeId {
    const { builder, surroundings } = this;
    const bits = dependencies(builder);
    if (indices.some((index) => ((bits[index] ?? 0) & 1) !== 0)) {
      this.diagnostics.push(
        error("bad-index", `${base} cannot be indexed by a parameter`, this.statement.body.span, {
          help: "an index is a variable of the law or a number",
        }),
      );
      return builder.constant(Number.NaN);
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

  private largest(node: NodeId): number | undefined {
    const { data } = this.surroundings;
    if (data === undefined) {
      this.open = true;
      return undefined;
    }
    const [values = new Float64Array(0)] = valuesOver(this.builder, [node], data);
    return values.reduce((a, b) => Math.max(a, b), 0);
  }

  private unusedVariables(root: NodeId): readonly Diagnostic[] {
    const { builder, statement } = this;
    const used = reachable(builder, [root]);
    const inputs = new Set(builder.nodes.flatMap((n, id) => (used[id] && n.op === "input" ? [n.index] : [])));
    return statement.variables.flatMap((v, index) => {
      if (inputs.has(index) || this.levels.has(index) || this.components.has(v.name)) return [];
      return [warning("unused-variable", `the law does not use its variable ${v.name}`, v.span)];
    });
  }
}

/** Inputs are numbered from 0 for variables, and from these for externals and for components of vectors. */
const externalBase = 1_000_000;
const componentBase = 2_000_000;

function countMatches(node: CallNode, wanted: number, diagnostics: Diagnostic[]): boolean {
  if (node.arguments.length === wanted) return true;
  const noun = wanted === 1 ? "argument" : "arguments";
  diagnostics.push(
    error("wrong-arguments", `${node.callee.name} takes ${wanted} ${noun}, not ${node.arguments.length}`, node.span),
  );
  return false;
}

function repeatedNames(names: readonly NameNode[], diagnostics: Diagnostic[]): void {
  const seen = new Set<string>();
  for (const node of names) {
    if (seen.has(node.name))
      diagnostics.push(error("repeated-name", `${node.name} stands twice among the variables`, node.span));
    seen.add(node.name);
  }
}
