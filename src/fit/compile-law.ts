import type { ColumnFunction } from "../law/compile.ts";
import { Differentiator } from "../law/differentiate.ts";
import { dataOnlyNodes } from "../law/emit-js.ts";
import { dependencies, GraphBuilder, type NodeId } from "../law/expression.ts";
import { freeParameters, type Law } from "../law/law.ts";
import { lowerPowers, positiveNodes } from "../law/lower.ts";
import { normalizeBasis, unmasked } from "../law/normalize.ts";
import { separate } from "../law/separate.ts";
import { substitute } from "../law/substitute.ts";
import { centreSums, type SumReference, sumScale } from "./centre-sums.ts";
import { compileColumnsOver } from "./columns-over.ts";
import { type Coordinate, compileTransforms, type Transforms } from "./coordinates.ts";
import type { Model } from "./objective.ts";
import { reparametrize } from "./reparametrize.ts";
import { positiveScales } from "./roles.ts";
import { movingNodes } from "./series-columns.ts";

/** A law in well-conditioned coordinates with its derivatives, before any rows. */
export interface CompiledLaw {
  /** The lowered graph; everything else of the law stands in it too. */
  readonly graph: GraphBuilder;
  readonly root: NodeId;
  readonly coordinates: readonly Coordinate[];
  readonly model: Model;
  readonly transforms: Transforms;
  /** Fills [rest, basis…] over rows, given φ. */
  readonly basis: ColumnFunction;
  /** Which coordinates each of [rest, basis…] depends on. */
  readonly basisUses: readonly (readonly number[])[];
}

/** The laws that were compiled last, by what their compilation depends on: a law is fitted again and again. */
const compiled = new Map<string, CompiledLaw>();
const mostCompiled = 16;
/** Nodes of all their graphs. */
const mostNodes = 50_000;

/** A law over inputs of known signs and typical values, compiled once while it is remembered. */
export function compileLaw(law: Law, signs: readonly boolean[], reference: readonly number[]): CompiledLaw {
  const key = keyOf(law, signs, reference);
  const made = compiled.get(key) ?? compileAnew(law, signs, reference);
  compiled.delete(key);
  compiled.set(key, made);
  let nodes = 0;
  for (const { graph } of compiled.values()) nodes += graph.nodes.length;
  for (const [oldest, { graph }] of compiled) {
    if (compiled.size <= mostCompiled && nodes <= mostNodes) break;
    compiled.delete(oldest);
    nodes -= graph.nodes.length;
  }
  return made;
}

/** All that compileAnew reads of a law, and what it is given beside it. */
function keyOf({ graph, root, parameters }: Law, signs: readonly boolean[], reference: readonly number[]): string {
  const number = (x: number | undefined): string => (Object.is(x, -0) ? "-0" : String(x));
  return [
    root,
    ...graph.nodes.map(({ op, args, value, index }) => `${op} ${args.join(" ")} ${number(value)} ${index}`),
    ...parameters.map(({ lower, upper, fixed, tied, prior }) =>
      [lower, upper, fixed, tied, prior === undefined ? 0 : 1].map(number).join(" "),
    ),
    ...reference.map((x, i) => `${number(x)} ${signs[i]}`),
  ].join("|");
}

/**
 * Compiles a law: ties and fixed values put in, powers lowered, coordinates chosen, derivatives taken. Of a law that sums
 * over the rows of runs `term` has typical values at the rows that a sum takes up.
 */
export function compileAnew(
  law: Law,
  signs: readonly boolean[],
  reference: readonly number[],
  term: readonly number[] = reference,
): CompiledLaw {
  const free = freeParameters(law);
  const positive = (input: number): boolean => signs[input] ?? false;
  const tied = resolveTies(law);
  const lowered = lowerPowers(tied.graph, [tied.root], positive);
  const g = lowered.graph;
  const sums: SumReference = { row: reference, term };
  const centred = centreSums(g, lowered.roots[0] ?? 0, law, sums);
  const reparametrized = reparametrize(g, centred.root, law, positive, reference);
  const { root, rates } = reparametrized;
  const inner = new Map([...centred.scales, ...reparametrized.scales]);
  const split = separate(g, root, free.length);
  const scales = positiveScales(g, root, free.length);
  const sure = positiveNodes(g, positive);

  const coordinates: Coordinate[] = [];
  const scaleNodes = new Map(inner);
  const ratios: NodeId[] = [];
  free.forEach((parameter, i) => {
    const { lower, upper } = law.parameters[parameter] ?? {
      lower: Number.NEGATIVE_INFINITY,
      upper: Number.POSITIVE_INFINITY,
    };
    const at = split.linear.indexOf(i);
    const rate = rates.get(i);
    if (rate !== undefined) {
      const { ratio, scale } = normalizeBasis(g, split.basis[at] ?? 0, reference);
      scaleNodes.set(i, scale);
      ratios.push(ratio);
      coordinates.push({ parameter, kind: "scaled", rate, lower: 0, upper, linear: true });
      return;
    }
    if (centred.decades.has(i)) {
      coordinates.push({ parameter, kind: "log", lower: Number.NEGATIVE_INFINITY, upper, linear: false });
      return;
    }
    if (inner.has(i)) {
      coordinates.push({ parameter, kind: "scaled", lower, upper, linear: false });
      return;
    }
    if (at >= 0) {
      const basis = split.basis[at] ?? 0;
      const boundless = [lower, upper].every((b) => b === 0 || !Number.isFinite(b));
      const bare = unmasked(g, basis);
      // A prior is on the parameter itself, so its coordinate is not scaled by the others.
      const free = law.parameters[parameter]?.prior === undefined;
      if (boundless && free && (sure.has(bare) || (g.valueOf(bare) ?? 0) > 0)) {
        const { ratio, scale } = normalizeBasis(g, basis, reference);
        scaleNodes.set(i, scale);
        ratios.push(ratio);
        coordinates.push({ parameter, kind: "scaled", lower, upper, linear: true });
        return;
      }
      const scale = boundless && free ? sumScale(g, basis, sums, centred.decades) : undefined;
      if (scale !== undefined) {
        scaleNodes.set(i, scale);
        ratios.push(g.apply("div", basis, scale));
        coordinates.push({ parameter, kind: "scaled", lower, upper, linear: true });
      } else {
        ratios.push(basis);
        coordinates.push({ parameter, kind: "plain", lower, upper, linear: true });
      }
      return;
    }
    // A strictly positive scale (Nc in (Nc/N)^α) is searched on a log scale, where its range of decades is a line.
    const log =
      upper === Number.POSITIVE_INFINITY ? lower >= 0 && scales.used.has(i) : lower > 0 && upper / lower > 100;
    if (log || (scales.forced.has(i) && lower === Number.NEGATIVE_INFINITY && upper === Number.POSITIVE_INFINITY)) {
      coordinates.push({
        parameter,
        kind: "log",
        lower: Math.log(Math.max(lower, 0)),
        upper: Math.log(upper),
        linear: false,
      });
    } else coordinates.push({ parameter, kind: "plain", lower, upper, linear: false });
  });

  const parameterNode = (i: number): NodeId => {
    const node = g.parameter(i);
    return coordinates[i]?.kind === "log" ? g.apply("exp", node) : node;
  };
  const [rest = 0, ...basis] = substitute(g, g, [split.rest, ...ratios], { parameter: parameterNode });
  let value = rest;
  split.linear.forEach((i, k) => {
    value = g.apply("add", value, g.apply("mul", g.parameter(i), basis[k] ?? 0));
  });
  const model: Model = { ...differentiateModel(g, value, free.length), linear: { rest, basis } };
  return {
    graph: g,
    root,
    coordinates,
    model,
    transforms: compileTransforms(law, tied.graph, tied.values, g, coordinates, scaleNodes),
    basis: compileColumnsOver(g, [rest, ...basis], model.columnNodes),
    basisUses: coordinatesUsed(g, [rest, ...basis], free.length),
  };
}

/** Fixed and tied parameters replaced; the remaining param nodes number the free parameters from 0. */
function resolveTies(law: Law): {
  readonly graph: GraphBuilder;
  readonly root: NodeId;
  readonly values: readonly NodeId[];
} {
  const graph = new GraphBuilder();
  const free = freeParameters(law);
  const values: NodeId[] = [];
  const node = (index: number): NodeId => {
    const known = values[index];
    if (known !== undefined) return known;
    const parameter = law.parameters[index];
    let made: NodeId;
    if (parameter?.fixed !== undefined) made = graph.constant(parameter.fixed);
    else if (parameter?.tied !== undefined) {
      made = substitute(graph, law.graph, [parameter.tied], { parameter: node })[0] ?? graph.constant(Number.NaN);
    } else made = graph.parameter(free.indexOf(index));
    values[index] = made;
    return made;
  };
  for (const index of law.parameters.keys()) node(index);
  const [root = 0] = substitute(graph, law.graph, [law.root], { parameter: node });
  return { graph, root, values };
}

function coordinatesUsed(g: GraphBuilder, nodes: readonly NodeId[], p: number): readonly (readonly number[])[] {
  const uses: number[][] = nodes.map(() => []);
  for (let i = 0; i < p; i++) {
    const bits = dependencies(g, (index) => index === i);
    nodes.forEach((node, k) => {
      if (((bits[node] ?? 0) & 1) === 1) uses[k]?.push(i);
    });
  }
  return uses;
}

function differentiateModel(g: GraphBuilder, value: NodeId, p: number): Model {
  const d = new Differentiator(g);
  const gradient = Array.from({ length: p }, (_, i) => d.derivative(value, i));
  const hessian: NodeId[] = [];
  for (let i = 0; i < p; i++) for (let j = 0; j <= i; j++) hessian.push(d.derivative(gradient[i] ?? 0, j));
  const roots = [value, ...gradient, ...hessian];
  const moving = movingNodes(g, roots);
  return { graph: g, value, gradient, hessian, columnNodes: [...dataOnlyNodes(g, roots, moving), ...moving] };
}
