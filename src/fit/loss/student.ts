import { emitLog } from "../../law/wasm-math.ts";
import type { Loss } from "./loss.ts";

/**
 * −ln of Student's t density with ν degrees of freedom and scale δ, times δ² (Lange, Little and Taylor 1989, JASA 84):
 * near zero (ν + 1)/(2ν)·r², and rising only as a logarithm far away.
 */
export function student(degrees: number): Loss {
  return {
    code: [
      "const u = r / delta;",
      `const bottom = ${degrees} + u * u;`,
      `const rho = delta * delta * ${(degrees + 1) / 2} * Math.log(1 + u * u / ${degrees});`,
      `const weight = ${degrees + 1} / bottom;`,
      "const psi = weight * r;",
      `const curvature = ${degrees + 1} * (${degrees} - u * u) / (bottom * bottom);`,
    ],
    emit: (f, { r, delta }) => {
      const u = f.apply("div", r, delta);
      const square = f.apply("mul", u, u);
      const bottom = f.apply("add", f.constant(degrees), square);
      const weight = f.apply("div", f.constant(degrees + 1), bottom);
      const inner = f.apply("add", f.constant(1), f.apply("mul", square, f.constant(1 / degrees)));
      const scale = f.apply("mul", f.apply("mul", delta, delta), f.constant((degrees + 1) / 2));
      return {
        rho: f.apply("mul", scale, emitLog(f, inner)),
        psi: f.apply("mul", weight, r),
        weight: () => weight,
        curvature: () => f.apply("div", f.apply("mul", weight, f.apply("sub", f.constant(degrees), square)), bottom),
      };
    },
    at: (r, delta) => {
      const u = r / delta;
      const bottom = degrees + u * u;
      const weight = (degrees + 1) / bottom;
      return {
        rho: delta * delta * ((degrees + 1) / 2) * Math.log(1 + (u * u) / degrees),
        psi: weight * r,
        weight,
        curvature: ((degrees + 1) * (degrees - u * u)) / (bottom * bottom),
      };
    },
  };
}
