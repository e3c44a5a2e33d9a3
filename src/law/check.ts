import { type Diagnostic, error, failure, type Outcome, success, warning } from "../../grammar/diagnostic.ts";
import type { CallNode, DefinitionNode, Expression, LawStatement, MemberNode, NameNode } from "../../grammar/syntax.ts";
import { buildExpression, type Meanings } from "./build.ts";
import { applyConstraints } from "./constraints.ts";
import { dependencies, GraphBuilder, type NodeId, reachable } from "./expression.ts";
import { languageFunctions } from "./functions.ts";
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
}

const unbounded = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/** Checks a law statement: every free name of the body is a parameter; `with` defines, `where` bounds, fixes and ties. */
export function checkLaw(statement: LawStatement, surroundings: Surroundings): Outcome<Law> {
  const diagnostics: Diagnostic[] = [];
  const builder = new GraphBuilder();
  const variables = new Map(statement.variables.map((v, index) => [v.name, index]));
  repeatedNames(statement.variables, diagnostics);
  const parameters = new Map<string, LawParameter>();
  const externals: External[] = [];
  const externalNode = (external: External): NodeId => {
    let at = externals.findIndex((e) => e.name === external.name && e.value === external.value);
    if (at < 0) at = externals.push(external) - 1;
    return builder.input(variables.size + at);
  };
  const parameterNode = (name: string, like: LawParameter = { name, ...unbounded }): NodeId => {
    if (!parameters.has(name)) parameters.set(name, like);
    return builder.parameter([...parameters.keys()].indexOf(name));
  };
  const locals = new Map<string, DefinitionNode>();
  for (const clause of statement.clauses) {
    if (clause.kind === "with") for (const d of clause.definitions) locals.set(d.name.name, d);
  }
  const meaningsIn = (bound: ReadonlyMap<string, NodeId>, depth: number): Meanings => {
    const meanings: Meanings = {
      name: (node) => {
        const own = bound.get(node.name);
        if (own !== undefined) return own;
        const variable = variables.get(node.name);
        if (variable !== undefined) return builder.input(variable);
        const local = locals.get(node.name);
        if (local !== undefined && local.parameters === undefined) return expand(local.value, new Map(), depth, node);
        const outer = surroundings.definition(node.name);
        if (outer !== undefined && outer.parameters === undefined) return expand(outer.value, new Map(), depth, node);
        return parameterNode(node.name);
      },
      member: (node) => memberNode(node),
      call: (node, args) => callNode(node, args, depth),
      known: () => [...variables.keys(), ...locals.keys(), ...surroundings.known()],
    };
    return meanings;
  };
  const expand = (value: Expression, bound: ReadonlyMap<string, NodeId>, depth: number, at: NameNode): NodeId => {
    if (depth > 64) {
      diagnostics.push(error("circular-definition", `${at.name} is defined by itself`, at.span));
      return builder.constant(Number.NaN);
    }
    return buildExpression(builder, value, meaningsIn(bound, depth + 1), diagnostics);
  };
  const memberNode = (node: MemberNode): NodeId | undefined => {
    const fit = surroundings.fit(node.object.name);
    if (fit === undefined) return undefined;
    const index = fit.law.parameters.findIndex((p) => p.name === node.property.name);
    const external = fit.externals[index];
    return external === undefined ? undefined : externalNode(external);
  };
  const callNode = (node: CallNode, args: readonly NodeId[], depth: number): NodeId | undefined => {
    const name = node.callee.name;
    const definition = locals.get(name) ?? surroundings.definition(name);
    if (definition?.parameters !== undefined) {
      if (!countMatches(node, definition.parameters.length, diagnostics)) return builder.constant(Number.NaN);
      const bound = new Map(definition.parameters.map((p, k) => [p.name, args[k] ?? 0]));
      return expand(definition.value, bound, depth, node.callee);
    }
    const law = surroundings.law(name);
    const fit = surroundings.fit(name);
    const called = law ?? fit?.law;
    if (called === undefined) return undefined;
    if (!countMatches(node, called.variables.length, diagnostics)) return builder.constant(Number.NaN);
    const inputs = [...args, ...called.externals.map(externalNode)];
    return inlineLaw(builder, called, inputs, (index) => {
      const external = law === undefined ? fit?.externals[index] : undefined;
      if (external !== undefined) return externalNode(external);
      const parameter = called.parameters[index];
      return parameterNode(parameter?.name ?? "", parameter);
    });
  };

  const root = buildExpression(builder, statement.body, meaningsIn(new Map(), 0), diagnostics);
  const warnings = unusedVariables(statement, builder, root);
  const bounded = applyConstraints(statement, builder, parameters, meaningsIn(new Map(), 0), diagnostics);
  if (languageFunctions.has(statement.name.name)) {
    diagnostics.push(
      error("reserved-name", `${statement.name.name} is a function of the language`, statement.name.span, {
        help: "give the law another name",
      }),
    );
  }
  if (diagnostics.length > 0) return failure(...diagnostics);
  return success(
    {
      name: statement.name.name,
      variables: [...variables.keys()],
      externals,
      parameters: bounded,
      graph: { nodes: builder.nodes },
      root,
      body: statement.body,
    },
    warnings,
  );
}

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

function unusedVariables(statement: LawStatement, builder: GraphBuilder, root: NodeId): readonly Diagnostic[] {
  const used = reachable(builder, [root]);
  const bits = dependencies(builder);
  const inputs = new Set(
    builder.nodes.flatMap((n, id) => (used[id] && bits[id] === 2 && n.op === "input" ? [n.index] : [])),
  );
  return statement.variables.flatMap((v, index) => {
    if (inputs.has(index)) return [];
    return [warning("unused-variable", `the law does not use its variable ${v.name}`, v.span)];
  });
}
