import type { Loss } from "./loss.ts";

/**
 * Huber's loss: r²/2 inside ±δ, δ(|r| − δ/2) outside (Huber 1964, Ann. Math. Statist. 35). With δ = ∞ it is least
 * squares; with δ → 0, divided by δ, least absolute deviations.
 */
export const huber: Loss = {
  code: [
    "const a = Math.abs(r);",
    "const inside = a <= delta;",
    "const rho = inside ? 0.5 * r * r : delta * (a - 0.5 * delta);",
    "const psi = inside ? r : (r > 0 ? delta : -delta);",
    "const weight = inside ? 1 : delta / a;",
    "const curvature = inside ? 1 : 0;",
  ],
  emit: (f, { r, delta }) => {
    const size = f.apply("abs", r);
    const psi = f.apply("pmax", f.apply("pmin", r, delta), f.apply("neg", delta));
    return {
      rho: f.apply("mul", psi, f.apply("sub", r, f.apply("mul", psi, f.constant(0.5)))),
      psi,
      weight: () => f.apply("div", delta, f.apply("pmax", size, delta)),
      curvature: () => f.apply("and", f.constant(1), f.apply("le", size, delta)),
    };
  },
  at: (r, delta) => {
    const a = Math.abs(r);
    return a <= delta
      ? { rho: 0.5 * r * r, psi: r, weight: 1, curvature: 1 }
      : { rho: delta * (a - 0.5 * delta), psi: Math.sign(r) * delta, weight: delta / a, curvature: 0 };
  },
};
