import { coordinateOf, type Domain } from "./coordinate.ts";
import { type Axis, chooseElimination, type Elimination, type Equation, solver } from "./eliminate.ts";
import { type BoxMinimum, followMinimum, minimizeBox } from "./minimize-box.ts";
import type { Field } from "./polish.ts";

/** A variable of a minimisation: any number of its domain (positive unless said), or one of a list. */
export type Variable =
  | ({ readonly kind: "continuous" } & Domain)
  | { readonly kind: "list"; readonly values: readonly number[] };

/** Minimise `objective` over the variables where every equality is 0 and every inequality is not above 0. */
export interface MinimizeProblem {
  /** At most 4 continuous variables are left when the equalities are solved. */
  readonly variables: readonly Variable[];
  readonly objective: (x: Float64Array) => number;
  readonly equalities?: readonly Equation[];
  readonly inequalities?: readonly Equation[];
}

/**
 * What was found. `minimum`: inside the domain (on the constraints, maybe). `edge`: on an end of a variable's stated domain.
 * `unattained`: the objective falls, or stays level, as far as one looks. `infeasible`: no point obeys the constraints.
 * `tooMany`: more combinations of the lists, or more free variables, than are searched. x and value are NaN for the last two.
 */
export interface Minimum {
  readonly status: "minimum" | "edge" | "unattained" | "infeasible" | "tooMany";
  readonly x: Float64Array;
  readonly value: number;
  /** The variables on an end of their domain. */
  readonly edges: readonly { readonly variable: number; readonly side: "lo" | "hi" }[];
  /** The inequalities that hold as equalities. */
  readonly active: readonly number[];
  /** How often the objective was evaluated. */
  readonly evaluations: number;
  /** The way to each combination's minimum, for `minimize` of a slightly different problem to follow. */
  readonly ways: readonly (Way | undefined)[];
}

/** How a minimum was found: where it was, which inequalities were active, and which variables the equations gave. */
export interface Way {
  readonly x: Float64Array;
  readonly active: readonly number[];
  readonly elimination: Elimination;
  readonly steps?: Float64Array | undefined;
}

interface Candidate {
  readonly box: BoxMinimum;
  readonly way: Way;
  readonly free: readonly Axis[];
  /** A variable that an equation gave, and that stands on the end of its domain. */
  readonly pinned?: { readonly variable: number; readonly side: "lo" | "hi" };
}

/** This near to an end, in the coordinate of the search, a variable is on it. */
const endReach = 1e-4;
const combinationLimit = 20_000;
const freeLimit = 4;

/**
 * The global minimum, to about 1e-10 of each variable where the objective is smooth. With `previous`, the minimum of a slightly
 * different problem of the same shape, each combination is first followed from there, in some tens of evaluations.
 */
export function minimize(problem: MinimizeProblem, previous?: Minimum): Minimum {
  const { variables } = problem;
  const x = new Float64Array(variables.length).fill(Number.NaN);
  const axes = variables.flatMap((variable, index): Axis[] =>
    variable.kind === "continuous" ? [{ index, coordinate: coordinateOf(variable) }] : [],
  );
  let evaluations = 0;
  const counted: MinimizeProblem = {
    ...problem,
    objective: (point) => {
      evaluations++;
      return problem.objective(point);
    },
  };
  const none = (status: "infeasible" | "tooMany"): Minimum => {
    return { status, x: x.fill(Number.NaN), value: Number.NaN, edges: [], active: [], evaluations, ways: [] };
  };
  const total = variables.reduce((product, v) => product * (v.kind === "list" ? v.values.length : 1), 1);
  if (total > combinationLimit || axes.length - (problem.equalities?.length ?? 0) > freeLimit) return none("tooMany");
  const ways: (Way | undefined)[] = [];
  let best: Candidate | undefined;
  for (let combination = 0; combination < total; combination++) {
    setLists(variables, combination, x);
    const found = search(counted, axes, x, previous?.ways[combination]);
    ways.push(found?.pinned === undefined ? found?.way : undefined);
    if (found !== undefined && (best === undefined || found.box.value < best.box.value)) best = found;
  }
  if (best === undefined) return none("infeasible");
  const { box, way, free, pinned } = best;
  const sides = free.flatMap(({ index, coordinate }, i) => {
    const side = box.edges[i];
    if (side === undefined) return [];
    return [{ variable: index, side, open: side === "lo" ? coordinate.openLo : coordinate.openHi }];
  });
  if (pinned !== undefined) sides.push({ ...pinned, open: false });
  else sides.push(...openEnds(axes, way));
  const status = box.flat || sides.some(({ open }) => open) ? "unattained" : sides.length > 0 ? "edge" : "minimum";
  const edges = sides.map(({ variable, side }) => ({ variable, side }));
  return { status, x: way.x.slice(), value: box.value, edges, active: way.active, evaluations, ways };
}

/** Open ends that a variable solved from an equation has run into: the search stopped where the domain does. */
function openEnds(
  axes: readonly Axis[],
  { x, elimination }: Way,
): readonly { readonly variable: number; readonly side: "lo" | "hi"; readonly open: true }[] {
  return elimination.solved.flatMap((i): { variable: number; side: "lo" | "hi"; open: true }[] => {
    const { index, coordinate } = axes[i]!;
    const t = coordinate.toT(x[index]!);
    if (coordinate.openLo && t - coordinate.lo < endReach) return [{ variable: index, side: "lo", open: true }];
    if (coordinate.openHi && coordinate.hi - t < endReach) return [{ variable: index, side: "hi", open: true }];
    return [];
  });
}

/** Sets the listed variables to their n-th combination. */
function setLists(variables: readonly Variable[], combination: number, x: Float64Array): void {
  let rest = combination;
  variables.forEach((variable, i) => {
    if (variable.kind !== "list") return;
    x[i] = variable.values[rest % variable.values.length]!;
    rest = Math.floor(rest / variable.values.length);
  });
}

function search(problem: MinimizeProblem, axes: readonly Axis[], x: Float64Array, way?: Way): Candidate | undefined {
  if (way !== undefined) {
    const followed = follow(problem, axes, x, way);
    if (followed !== undefined) return followed;
  }
  const best = amongSets(problem, axes, x);
  return best === undefined ? undefined : (onEnd(problem, axes, x, best) ?? best);
}

/** The best over every set of inequalities that may hold as equalities: at a minimum, one of the sets does. */
function amongSets(problem: MinimizeProblem, axes: readonly Axis[], x: Float64Array): Candidate | undefined {
  let best: Candidate | undefined;
  const count = problem.inequalities?.length ?? 0;
  for (let set = 0; set < 2 ** count; set++) {
    const active = Array.from({ length: count }, (_, i) => i).filter((i) => (set >> i) & 1);
    const equations = equationsOf(problem, active, 0);
    if (equations.length > axes.length) continue;
    const elimination = chooseElimination(axes, equations, x);
    if (elimination === undefined) continue;
    const found = within(problem, axes, x, { active, elimination }, 0);
    if (found === undefined) continue;
    // On a boundary the set that names it wins: a search from inside comes only near, to the same value.
    const rival = best?.box.value ?? Number.POSITIVE_INFINITY;
    if (found.box.value <= rival + 1e-14 * Math.abs(rival)) best = found;
  }
  return best;
}

/** Where an equation's variable ends at its bound, the search saw a cliff and stopped near it: solves again with it on the bound. */
function onEnd(
  problem: MinimizeProblem,
  axes: readonly Axis[],
  x: Float64Array,
  near: Candidate,
): Candidate | undefined {
  for (const axis of near.way.elimination.solved.map((i) => axes[i]!)) {
    const { lo, hi, openLo, openHi, toT, toX } = axis.coordinate;
    const t = toT(near.way.x[axis.index]!);
    const side = !openLo && t - lo < endReach ? "lo" : !openHi && hi - t < endReach ? "hi" : undefined;
    if (side === undefined) continue;
    x[axis.index] = toX(side === "lo" ? lo : hi);
    const rest = axes.filter((other) => other !== axis);
    const found = amongSets(problem, rest, x);
    if (found === undefined || found.box.value > near.box.value + 1e-9 * Math.abs(near.box.value)) continue;
    return { ...found, pinned: { variable: axis.index, side } };
  }
  return undefined;
}

function equationsOf(problem: MinimizeProblem, active: readonly number[], slack: number): readonly Equation[] {
  const bounds = active.map((i, k): Equation => {
    const bound = problem.inequalities![i]!;
    return k === 0 && slack !== 0 ? (x) => bound(x) + slack : bound;
  });
  return [...(problem.equalities ?? []), ...bounds];
}

function within(
  problem: MinimizeProblem,
  axes: readonly Axis[],
  x: Float64Array,
  { active, elimination, steps }: Omit<Way, "x">,
  slack: number,
  near?: Float64Array,
): Candidate | undefined {
  if (near !== undefined) for (const { index } of axes) x[index] = near[index]!;
  const system = solver(axes, equationsOf(problem, active, slack), elimination, x, near !== undefined);
  const others = (problem.inequalities ?? []).filter((_, i) => !active.includes(i));
  const free = axes.filter((_, i) => !elimination.solved.includes(i));
  const solvedAxes = elimination.solved.map((i) => axes[i]!);
  const place = (t: Float64Array): void => {
    free.forEach(({ index, coordinate }, i) => {
      x[index] = coordinate.toX(t[i]!);
    });
  };
  const valueHere = (): number => {
    for (const inequality of others) if (!(inequality(x) <= 0)) return Number.POSITIVE_INFINITY;
    return problem.objective(x);
  };
  const branching = elimination.branching && near === undefined;
  const field: Field = (t) => {
    place(t);
    if (!branching) return system.solve() ? valueHere() : Number.POSITIVE_INFINITY;
    let least = Number.POSITIVE_INFINITY;
    let at: number[] = [];
    system.each(() => {
      const value = valueHere();
      if (!(value < least)) return;
      least = value;
      at = solvedAxes.map(({ index }) => x[index]!);
    });
    solvedAxes.forEach(({ index }, i) => {
      x[index] = at[i] ?? Number.NaN;
    });
    return least;
  };
  const box = {
    lo: Float64Array.from(free, ({ coordinate }) => coordinate.lo),
    hi: Float64Array.from(free, ({ coordinate }) => coordinate.hi),
  };
  const start = near && Float64Array.from(free, ({ index, coordinate }) => coordinate.toT(near[index]!));
  const found = start === undefined ? minimizeBox(field, box) : followMinimum(field, box, start, steps);
  if (found === undefined) return undefined;
  field(found.t);
  return { box: found, free, way: { x: x.slice(), active, elimination, steps: found.steps } };
}

/** The minimum near an earlier one; undefined where it has moved away, broken a constraint or left an active one. */
function follow(problem: MinimizeProblem, axes: readonly Axis[], x: Float64Array, way: Way): Candidate | undefined {
  const found = within(problem, axes, x, way, 0, way.x);
  if (found === undefined || found.box.flat) return undefined;
  for (let k = 0; k < way.active.length; k++) {
    const active = [way.active[k]!, ...way.active.filter((_, i) => i !== k)];
    const moved = found.way.x.slice();
    const solved = axes[way.elimination.solved.at(-1)!]!.index;
    moved[solved] = moved[solved]! * (1 + 1e-4);
    const slack = Math.abs(problem.inequalities![active[0]!]!(moved));
    const inside = within(problem, axes, x, { active, elimination: way.elimination }, slack, found.way.x);
    if (inside === undefined || inside.box.value < found.box.value) return undefined;
  }
  return found;
}
