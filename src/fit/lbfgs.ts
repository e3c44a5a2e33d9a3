import { levelsApart } from "../law/masks.ts";
import type { Evaluator } from "./evaluator.ts";
import { type Model, outputLength, type Rows } from "./objective.ts";

/** From so many second derivatives on (those of 50 parameters that all meet) a Hessian is too dear to come near by. */
const manySeconds = (50 * 51) / 2;

/** Whether a law's parameters are so many, and meet each other so often, that starts come near by gradients alone. */
export function isLargeAndCoupled({ graph, gradient, hessian }: Model): boolean {
  if (hessian.length <= manySeconds) return false;
  const zero = (id: number | undefined): boolean => graph.nodes[id ?? 0]?.value === 0;
  const apart = levelsApart(graph, gradient);
  let count = 0;
  let k = 0;
  for (let i = 0; i < gradient.length; i++)
    for (let j = 0; j <= i; j++, k++) if (!zero(hessian[k]) || !apart(i, j)) count++;
  return count > manySeconds;
}

/** Pairs of steps and changes of the gradient that are kept. */
const memory = 20;
const mostIterations = 2000;
/** Iterations over which the objective must fall by `progress` of itself. */
const pace = 20;
const progress = 1e-3;

/**
 * L-BFGS (Nocedal 1980, Math. Comp. 35) with projection on the bounds: value and gradient alone bring a start of many
 * coupled coordinates to where Newton's method takes over.
 */
export class Lbfgs {
  private readonly evaluator: Evaluator;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;

  constructor(evaluator: Evaluator, lower: ArrayLike<number>, upper: ArrayLike<number>) {
    this.evaluator = evaluator;
    this.lower = Float64Array.from(lower);
    this.upper = Float64Array.from(upper);
  }

  /** The point that descent from `start` comes to at a loss's width; the start where the objective is no number. */
  descend(data: Rows, start: ArrayLike<number>, delta: number): ArrayLike<number> {
    const { lower, upper, evaluator } = this;
    const p = lower.length;
    const clamp = (x: number, i: number): number => Math.min(Math.max(x, lower[i]!), upper[i]!);
    const out = new Float64Array(outputLength(p));
    evaluator.bind(data);
    let x: Float64Array = Float64Array.from(start, clamp);
    // Coordinates in units of what each alone would bend the objective by: their sizes may lie decades apart.
    evaluator.evaluate(x, delta, "reweighted", out);
    const unit = x.map((_, i) => 1 / Math.sqrt(Math.max(out[1 + p + (i * (i + 3)) / 2]!, 1e-300)));
    const at = (point: Float64Array): { readonly f: number; readonly g: Float64Array } => {
      evaluator.evaluate(point, delta, "gradient", out);
      return { f: out[0]!, g: unit.map((u, i) => u * out[1 + i]!) };
    };
    let { f, g }: { readonly f: number; readonly g: Float64Array } = at(x);
    const pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly sy: number }[] = [];
    let earlier = f;
    for (let iteration = 1; iteration <= mostIterations && Number.isFinite(f); iteration++) {
      if (iteration % pace === 0) {
        if (earlier - f <= progress * f) break;
        earlier = f;
      }
      const held = x.map((xi, i) => ((xi <= lower[i]! && g[i]! > 0) || (xi >= upper[i]! && g[i]! < 0) ? 1 : 0));
      const direction = directionOf(g, held, pairs);
      let step = pairs.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(g, g))) : 1;
      let moved: { readonly x: Float64Array; readonly f: number; readonly g: Float64Array } | undefined;
      for (let halving = 0; halving < 40 && moved === undefined; halving++, step /= 2) {
        const trial = x.map((xi, i) => clamp(xi + step * unit[i]! * direction[i]!, i));
        const s = trial.map((t, i) => (t - x[i]!) / unit[i]!);
        const next = at(trial);
        if (next.f <= f + 1e-4 * dot(g, s) && next.f < f) moved = { x: trial, ...next };
      }
      if (moved === undefined) {
        // What is remembered misleads: once more along the gradient.
        if (pairs.length === 0) break;
        pairs.length = 0;
        continue;
      }
      const s = moved.x.map((t, i) => (t - x[i]!) / unit[i]!);
      const y = moved.g.map((t, i) => t - g[i]!);
      const sy = dot(s, y);
      if (sy > 1e-10 * Math.sqrt(dot(s, s) * dot(y, y))) pairs.push({ s, y, sy });
      if (pairs.length > memory) pairs.shift();
      ({ x, f, g } = moved);
    }
    return x;
  }
}

/** −H·g over the coordinates that are not held, by the two loops over the pairs; −g where that does not descend. */
function directionOf(
  g: Float64Array,
  held: Float64Array,
  pairs: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly sy: number }[],
): Float64Array {
  const free = (v: Float64Array): Float64Array => v.map((x, i) => (held[i] === 1 ? 0 : x));
  const gradient = free(g);
  const q = gradient.slice();
  const shares: number[] = [];
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y, sy } = pairs[k]!;
    const share = dot(s, q) / sy;
    shares[k] = share;
    for (let i = 0; i < q.length; i++) q[i] = q[i]! - share * y[i]!;
  }
  const last = pairs.at(-1);
  const scale = last === undefined ? 1 : last.sy / dot(last.y, last.y);
  for (let i = 0; i < q.length; i++) q[i] = q[i]! * scale;
  pairs.forEach(({ s, y, sy }, k) => {
    const share = shares[k]! - dot(y, q) / sy;
    for (let i = 0; i < q.length; i++) q[i] = q[i]! + share * s[i]!;
  });
  const direction = free(q).map((x) => -x);
  return dot(direction, gradient) < 0 ? direction : gradient.map((x) => -x);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
