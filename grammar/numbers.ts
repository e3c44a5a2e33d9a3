import { units } from "./units.ts";

/** The powers of ten that a suffix glued to a number stands for. */
export const suffixes: ReadonlyMap<string, number> = new Map([
  ["%", -2],
  ["K", 3],
  ["M", 6],
  ["B", 9],
  ["T", 12],
]);

/** The canonical spelling of a number: `.5` as `0.5` and `7E9` as `7e9`, all else as written. */
export function numberText(text: string): string {
  return (text.startsWith(".") ? `0${text}` : text).replace("E", "e");
}

/**
 * The value of a number token with its suffix and unit, rounded once where the unit is a power of ten.
 * Infinite where it is beyond the largest double; an unknown unit counts as 1 (layout.ts refuses it).
 */
export function numberValue(text: string, unit?: string): number {
  const suffix = suffixes.get(text.at(-1) ?? "");
  const digits = suffix === undefined ? text : text.slice(0, -1);
  const [mantissa = "", exponent = "0"] = digits.toLowerCase().split("e");
  const factor = unit === undefined ? undefined : units.get(unit);
  const power = Number(exponent) + (suffix ?? 0) + (factor?.exponent ?? 0);
  return Number(`${mantissa}e${power}`) * (factor?.mantissa ?? 1);
}
