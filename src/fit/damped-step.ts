/** dᵀ·H·d from an objective's output over p parameters, for a move d. */
export function curvatureAlong(out: Float64Array, move: Float64Array): number {
  const p = move.length;
  let sum = 0;
  let at = 1 + p;
  for (let i = 0; i < p; i++) {
    const di = move[i]!;
    if (di === 0) {
      at += i + 1;
      continue;
    }
    for (let j = 0; j < i; j++) sum += 2 * out[at++]! * di * move[j]!;
    sum += out[at++]! * di * di;
  }
  return sum;
}

/** Marquardt's damped step from an objective's output over p parameters: the workspace of one thread. */
export class DampedStep {
  /** The step, in the order of the free coordinates. */
  readonly step: Float64Array;
  private readonly p: number;
  private readonly matrix: Float64Array;
  private readonly scale: Float64Array;

  constructor(p: number) {
    this.p = p;
    this.step = new Float64Array(p);
    this.matrix = new Float64Array(p * p);
    this.scale = new Float64Array(p);
  }

  /**
   * Cholesky of the scaled Hessian on the n free coordinates, which ascend, damped by `lambda`; false where it is not positive
   * definite.
   */
  solve(out: Float64Array, free: Int32Array, n: number, lambda: number): boolean {
    const { p, matrix: m, scale, step } = this;
    for (let k = 0; k < n; k++) {
      const d = Math.abs(out[p + ((free[k]! + 1) * (free[k]! + 2)) / 2]!);
      scale[k] = d > 0 ? 1 / Math.sqrt(d) : 1;
    }
    for (let k = 0; k < n; k++) {
      const row = k * n;
      const ofRow = 1 + p + (free[k]! * (free[k]! + 1)) / 2;
      let rest = out[ofRow + free[k]!]! * scale[k]! * scale[k]! + lambda;
      for (let l = 0; l < k; l++) {
        const other = l * n;
        let sum = out[ofRow + free[l]!]! * scale[k]! * scale[l]!;
        for (let q = 0; q < l; q++) sum -= m[row + q]! * m[other + q]!;
        sum /= m[other + l]!;
        m[row + l] = sum;
        rest -= sum * sum;
      }
      if (!(rest > 1e-15)) return false;
      m[row + k] = Math.sqrt(rest);
    }
    for (let k = 0; k < n; k++) {
      const row = k * n;
      let sum = -out[1 + free[k]!]! * scale[k]!;
      for (let q = 0; q < k; q++) sum -= m[row + q]! * step[q]!;
      step[k] = sum / m[row + k]!;
    }
    for (let k = n - 1; k >= 0; k--) {
      let sum = step[k]!;
      for (let q = k + 1; q < n; q++) sum -= m[q * n + k]! * step[q]!;
      step[k] = sum / m[k * n + k]!;
    }
    for (let k = 0; k < n; k++) step[k] = step[k]! * scale[k]!;
    return true;
  }
}
