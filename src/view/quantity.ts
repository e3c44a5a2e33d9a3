import type { Quantity } from "./format-number.ts";

/** How a variable is called and counted where it is shown. */
export interface VariableWords {
  /** What it is, in words: `training tokens`; absent where only its name is known. */
  readonly label?: string;
  readonly unit?: string;
  readonly quantity: Quantity;
}

/** The field's own letters and the usual column names, with their words and units. */
const known: ReadonlyMap<string, VariableWords> = new Map([
  ["N", { label: "model size", unit: "parameters", quantity: "count" }],
  ["D", { label: "training tokens", unit: "tokens", quantity: "count" }],
  ["U", { label: "unique tokens", unit: "tokens", quantity: "count" }],
  ["C", { label: "compute", unit: "FLOP", quantity: "flop" }],
  ["params", { unit: "parameters", quantity: "count" }],
  ["tokens", { unit: "tokens", quantity: "count" }],
  ["flops", { unit: "FLOP", quantity: "flop" }],
  ["compute", { unit: "FLOP", quantity: "flop" }],
  ["steps", { unit: "steps", quantity: "count" }],
]);

/** Values beyond this are past counting: compute, by their size. */
const mostCounted = 1e16;
/** Values that reach this are printed as counts when nothing else is known of them. */
const leastCounted = 1e5;

/** The words for a variable, from its name where the field has one for it, else from the size of its values. */
export const variableWords = (name: string, values: ArrayLike<number>): VariableWords => {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  const words = known.get(name);
  // A letter keeps its meaning only where the size fits it: D in 0..1 is not tokens.
  if (words !== undefined && largest >= 1e3) return words;
  if (largest >= mostCounted) return { quantity: "flop" };
  return { quantity: largest >= leastCounted ? "count" : "plain" };
};
