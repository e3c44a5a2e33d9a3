import { huber } from "./huber.ts";
import type { Loss } from "./loss.ts";

/**
 * The loss of the q-quantile (Koenker and Bassett 1978, Econometrica 46), rounded within ±δ as Huber's is:
 * 2q times Huber's loss where the prediction is below what was observed, 2(1 − q) times where it is above.
 */
export function pinball(quantile: number): Loss {
  const below = 2 * quantile;
  const above = 2 * (1 - quantile);
  return {
    code: [
      "const a = Math.abs(r);",
      "const inside = a <= delta;",
      `const side = r > 0 ? ${above} : ${below};`,
      "const rho = side * (inside ? 0.5 * r * r : delta * (a - 0.5 * delta));",
      "const psi = side * (inside ? r : (r > 0 ? delta : -delta));",
      "const weight = side * (inside ? 1 : delta / a);",
      "const curvature = inside ? side : 0;",
    ],
    emit: (f, given) => {
      const whole = huber.emit(f, given);
      const side = f.apply("bitselect", f.constant(above), f.constant(below), f.apply("gt", given.r, f.constant(0)));
      return {
        rho: f.apply("mul", side, whole.rho),
        psi: f.apply("mul", side, whole.psi),
        weight: () => f.apply("mul", side, whole.weight()),
        curvature: () => f.apply("mul", side, whole.curvature()),
      };
    },
    at: (r, delta, target) => {
      const side = r > 0 ? above : below;
      const { rho, psi, weight, curvature } = huber.at(r, delta, target);
      return { rho: side * rho, psi: side * psi, weight: side * weight, curvature: side * curvature };
    },
  };
}
