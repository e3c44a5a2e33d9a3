import type { Pair, PairLoop } from "../../law/wasm-encoder.ts";

/** A loss and its derivatives at one residual. */
export interface LossAt {
  readonly rho: number;
  readonly psi: number;
  readonly weight: number;
  readonly curvature: number;
}

/** What a loss is computed from on pairs of rows: the same names as in `code`. */
export interface LossPairs {
  readonly r: Pair;
  readonly delta: Pair;
  readonly target: Pair;
  /** Says in which lanes the result can be trusted. */
  readonly require: (sure: Pair) => void;
}

/** A loss on pairs of rows; its weight or curvature is emitted only where it is asked for. */
export interface EmittedLoss {
  readonly rho: Pair;
  readonly psi: Pair;
  readonly weight: () => Pair;
  readonly curvature: () => Pair;
}

/**
 * A loss ρ of one residual r, predicted minus observed. `code` computes, from constants `r`, `delta` (the loss's width or
 * scale) and `target` (what was observed), the constants `rho`, `psi` = ρ′, `weight` (for reweighting far away: ρ′/r, or
 * what ρ″ is on average) and `curvature` = ρ″ (for Newton near).
 */
export interface Loss {
  readonly code: readonly string[];
  /** The same numbers as SIMD instructions. */
  readonly emit: (f: PairLoop, given: LossPairs) => EmittedLoss;
  /** The same numbers for one residual. */
  readonly at: (r: number, delta: number, target: number) => LossAt;
}

/** The form of a loss, whatever its width: plain data that an objective is generated from. */
export type LossShape =
  | { readonly kind: "huber" }
  | { readonly kind: "pinball"; readonly quantile: number }
  | { readonly kind: "student"; readonly degrees: number }
  | { readonly kind: "binomial" };

/** How a program asks for a loss; the width is in units of the residual. */
export type LossChoice =
  | { readonly kind: "huber"; readonly delta: number }
  /** Huber's loss with the width adapted to the noise. */
  | { readonly kind: "adaptiveHuber" }
  | { readonly kind: "squares" }
  | { readonly kind: "absolute" }
  /** The conditional quantile: q·r above the law, (1 − q)·r below it. */
  | { readonly kind: "pinball"; readonly quantile: number }
  /** Student's t with that many degrees of freedom, its scale adapted to the noise. */
  | { readonly kind: "student"; readonly degrees: number }
  /** The likelihood of rates: the response is k/n and its weight n. */
  | { readonly kind: "binomial" };

/** The form of a choice: absolute deviations and squares are Huber's loss at its two ends. */
export function shapeOf(choice: LossChoice): LossShape {
  switch (choice.kind) {
    case "pinball":
    case "student":
    case "binomial":
      return choice;
    default:
      return { kind: "huber" };
  }
}

/** The choice in the language's words; an adapted width is added in brackets by whoever knows it. */
export function lossText(choice: LossChoice): string {
  switch (choice.kind) {
    case "huber":
      return `huber(${shortNumber(choice.delta)})`;
    case "adaptiveHuber":
      return "huber";
    case "pinball":
      return `pinball(${shortNumber(choice.quantile)})`;
    case "student":
      return `student(${shortNumber(choice.degrees)})`;
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
