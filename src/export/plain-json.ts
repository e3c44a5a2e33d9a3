/** A value as JSON can hold it: typed arrays are `{"float64": […]}`, numbers that are not finite `{"number": "NaN"}`. */
export function encodePlain(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : { number: String(value) };
  if (value instanceof Float64Array) return { float64: Array.from(value, (x) => (Number.isFinite(x) ? x : String(x))) };
  if (Array.isArray(value)) return value.map(encodePlain);
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) throw new Error(`${value.constructor.name} has no place in an export`);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encodePlain(inner)]));
}

/** The value that `encodePlain` was given; throws a TypeError where the text is no such value. */
export function decodePlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodePlain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === "number" && typeof only[1] === "string") return Number(only[1]);
  if (entries.length === 1 && only?.[0] === "float64") {
    if (!Array.isArray(only[1])) throw new TypeError("float64 holds an array");
    return Float64Array.from(only[1], Number);
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, decodePlain(inner)]));
}
