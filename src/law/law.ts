import type { DefinitionNode, Expression } from "../../grammar/syntax.ts";
import { type Graph, GraphBuilder, type NodeId } from "./expression.ts";
import type { Prior } from "./prior.ts";
import { substitute } from "./substitute.ts";

/** A parameter of a law: free within its bounds, fixed at a number, or tied to the others by a node of the graph. */
export interface LawParameter {
  readonly name: string;
  /** −∞ where unbounded. */
  readonly lower: number;
  readonly upper: number;
  readonly fixed?: number;
  /** A node of the law's graph that depends on parameters alone. */
  readonly tied?: NodeId;
  readonly prior?: Prior;
  /** Of an indexed parameter: the name before the bracket, and the levels as numbers or texts' codes. */
  readonly indexed?: { readonly base: string; readonly codes: readonly number[] };
}

/** A parameter of another fit that a law's body names: frozen at its estimate, with its draws carried along. */
export interface External {
  /** As written: `chin.β`. */
  readonly name: string;
  readonly value: number;
  /** Draws of the parameter; empty where the fit has none. */
  readonly draws: Float64Array;
}

/**
 * A law as mathematics: param nodes index `parameters`; input nodes index `variables` and, after them, `externals`.
 * Plain data: it crosses to threads and is compiled there again.
 */
export interface Law {
  readonly name: string;
  readonly variables: readonly string[];
  /** The variables as written, where some are vectors and stand among `variables` by their components, as `r[2]`. */
  readonly signature?: readonly string[];
  readonly externals: readonly External[];
  readonly parameters: readonly LawParameter[];
  readonly graph: Graph;
  readonly root: NodeId;
  /** Nodes of the data alone that must be 1 where the law has a value: a known level, a sum written far enough. */
  readonly guards?: readonly NodeId[];
  /** Variables that are levels and not quantities; those in `texts` take texts, by their codes. */
  readonly levels?: readonly string[];
  readonly texts?: readonly string[];
  /** The columns that tell the runs apart, for a law along runs; its last external is 1 where a run begins. */
  readonly runs?: readonly string[];
  /** True where levels or lengths depend on data: the law must be checked again over them before it is fitted. */
  readonly open?: boolean;
  /** The right side as written, for people to read, and the local definitions that it names. */
  readonly body: Expression;
  readonly definitions?: readonly DefinitionNode[];
}

/** The indices of a law's free parameters, in their order of first use. */
export function freeParameters(law: Law): readonly number[] {
  return law.parameters.flatMap((p, index) => (p.fixed === undefined && p.tied === undefined ? [index] : []));
}

/** The numbers of a law whose parameters are all fixed, or tied to those that are; NaN where one is free. */
export function settledValues(law: Law): Float64Array {
  const builder = new GraphBuilder();
  const resolve = parametersIn(builder, law, () => builder.constant(Number.NaN));
  return Float64Array.from(law.parameters, (_, index) => builder.valueOf(resolve(index)) ?? Number.NaN);
}

/** A law's parameters as nodes of another graph: numbers where they are fixed, ties written out, else what is given. */
function parametersIn(
  builder: GraphBuilder,
  law: Law,
  parameter: (index: number) => NodeId,
): (index: number) => NodeId {
  const nodes = new Map<number, NodeId>();
  const resolve = (index: number): NodeId => {
    const known = nodes.get(index);
    if (known !== undefined) return known;
    const { fixed, tied } = law.parameters[index] ?? {};
    const made =
      fixed !== undefined
        ? builder.constant(fixed)
        : tied !== undefined
          ? (substitute(builder, law.graph, [tied], { parameter: resolve })[0] ?? 0)
          : parameter(index);
    nodes.set(index, made);
    return made;
  };
  return resolve;
}

/** Copies a law into another graph: its inputs (variables, then externals) and its parameters become given nodes. */
export function inlineLaw(
  builder: GraphBuilder,
  law: Law,
  inputs: readonly NodeId[],
  parameter: (index: number) => NodeId,
): NodeId {
  const resolve = parametersIn(builder, law, parameter);
  const [root = 0, ...guards] = substitute(builder, law.graph, [law.root, ...(law.guards ?? [])], {
    parameter: resolve,
    input: (index) => inputs[index] ?? builder.constant(Number.NaN),
  });
  return guards.reduce((value, guard) => builder.apply("select", guard, value, builder.constant(Number.NaN)), root);
}
