import type { Domain } from "./coordinate.ts";
import { minimize } from "./minimize.ts";
import type { Scalar } from "./root.ts";

/** The least value of a function of one number, and where; `atEdge` names the end of the domain it stands on. */
export interface ScalarMinimum {
  readonly status: "minimum" | "edge" | "unattained" | "infeasible";
  readonly x: number;
  readonly value: number;
  readonly atEdge: "lo" | "hi" | undefined;
}

/** The global minimum of a function of one variable, positive unless said: a scan, Brent, and Newton on the derivative. */
export function minimizeScalar(f: Scalar, domain: Domain = {}): ScalarMinimum {
  const found = minimize({ variables: [{ kind: "continuous", ...domain }], objective: (x) => f(x[0]!) });
  const status = found.status === "tooMany" ? "infeasible" : found.status;
  return { status, x: found.x[0]!, value: found.value, atEdge: found.edges[0]?.side };
}
