import { compilePoint, type PointFunction } from "../law/compile.ts";
import type { GraphBuilder, NodeId } from "../law/expression.ts";
import type { Law } from "../law/law.ts";

/** How an internal coordinate φ stands for a free parameter θ. */
export interface Coordinate {
  /** Index of the parameter in the law. */
  readonly parameter: number;
  /** `plain` θ = φ; `log` θ = e^φ; `scaled` θ = φ / (its basis function at the reference row). */
  readonly kind: "plain" | "log" | "scaled";
  /** Where e^(rate·θ) is the coefficient that is meant, and not θ. */
  readonly rate?: number;
  readonly lower: number;
  readonly upper: number;
  /** The law is affine in it: it is solved for, not searched. */
  readonly linear: boolean;
}

/** The maps between coordinates and parameters. */
export interface Transforms {
  /** φ (free, internal) → θ (every parameter of the law). */
  readonly toParameters: (coordinates: Float64Array) => Float64Array;
  /** θ → φ. */
  readonly toCoordinates: (parameters: ArrayLike<number>) => Float64Array;
}

/** Compiles the maps between coordinates φ and parameters θ; scales are nodes over log coordinates' θ and others' φ. */
export function compileTransforms(
  law: Law,
  tiedGraph: GraphBuilder,
  values: readonly NodeId[],
  g: GraphBuilder,
  coordinates: readonly Coordinate[],
  scaleNodes: ReadonlyMap<number, NodeId>,
): Transforms {
  const p = coordinates.length;
  const scaled = [...scaleNodes.keys()];
  const scalesOf: PointFunction = compilePoint(
    g,
    scaled.map((i) => scaleNodes.get(i) ?? 0),
  );
  const all: PointFunction = compilePoint(tiedGraph, values);
  const scaleValues = new Float64Array(scaled.length);
  return {
    toParameters: (phi) => {
      const theta = Float64Array.from(coordinates, (c, i) => (c.kind === "log" ? Math.exp(phi[i]!) : phi[i]!));
      scalesOf(theta, [], scaleValues);
      scaled.forEach((i, k) => {
        theta[i] = theta[i]! / scaleValues[k]!;
      });
      coordinates.forEach(({ rate }, i) => {
        if (rate !== undefined) theta[i] = Math.log(theta[i]!) / rate;
      });
      const out = new Float64Array(law.parameters.length);
      all(theta, [], out);
      return out;
    },
    toCoordinates: (parameters) => {
      const phi = Float64Array.from(coordinates, ({ parameter, rate }) =>
        rate === undefined ? (parameters[parameter] ?? 0) : Math.exp(rate * (parameters[parameter] ?? 0)),
      );
      // A scale may depend on coordinates that are scaled themselves: those stand before it.
      scaled.forEach((i, k) => {
        scalesOf(phi, [], scaleValues);
        phi[i] = phi[i]! * scaleValues[k]!;
      });
      for (let i = 0; i < p; i++) if (coordinates[i]?.kind === "log") phi[i] = Math.log(phi[i]!);
      return phi;
    },
  };
}
