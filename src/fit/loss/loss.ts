/**
 * A robust loss ρ of one residual. `code` computes, from constants `r` (the residual), `delta` (its width) the
 * constants `rho`, `psi` = ρ′, `weight` = ρ′/r (for reweighting far away) and `curvature` = ρ″ (for Newton near).
 */
export interface Loss {
  readonly code: readonly string[];
  /** ρ itself, for one residual. */
  readonly value: (r: number, delta: number) => number;
}

/** How a program asks for a loss; the width is in units of the residual. */
export type LossChoice =
  | { readonly kind: "huber"; readonly delta: number }
  /** Huber's loss with the width adapted to the noise. */
  | { readonly kind: "adaptiveHuber" }
  | { readonly kind: "squares" }
  | { readonly kind: "absolute" };

/** The choice in the language's words; an adapted width is added in brackets by whoever knows it. */
export function lossText(choice: LossChoice): string {
  switch (choice.kind) {
    case "huber":
      return `huber(${shortNumber(choice.delta)})`;
    case "adaptiveHuber":
      return "huber";
    default:
      return choice.kind;
  }
}

/** A number as briefly as it can be written without loss. */
export function shortNumber(value: number): string {
  const plain = String(value);
  const exponential = value.toExponential().replace("e+", "e");
  return exponential.length < plain.length ? exponential : plain;
}
