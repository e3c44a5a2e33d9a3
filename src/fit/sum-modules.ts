import type { Model } from "./objective.ts";

/** The functions of a module by their names: each takes how many pairs of rows there are, and answers 1 where its sums hold. */
export type SumFunctions<K extends string> = Readonly<Record<K, (pairs: number) => number>>;

/** A module's bytes, and its functions on this thread's memory. */
export interface SumModule<K extends string> {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly functions: SumFunctions<K>;
}

/** One memory a thread. */
let memory: WebAssembly.Memory | undefined;
const pageBytes = 65536;

/** The thread's memory, with room for so many bytes. */
export function memoryOf(size: number): WebAssembly.Memory {
  memory ??= new WebAssembly.Memory({ initial: 1 });
  const missing = Math.ceil(size / pageBytes) - memory.buffer.byteLength / pageBytes;
  if (missing > 0) memory.grow(missing);
  return memory;
}

/** The functions of the last few modules by their bytes: one law's is the same for all data, and by then optimised. */
const instances = new Map<string, SumFunctions<string>>();
const mostInstances = 32;

function instantiate<K extends string>(bytes: Uint8Array<ArrayBuffer>): SumFunctions<K> {
  const key = new TextDecoder("latin1").decode(bytes);
  const known = instances.get(key);
  if (known !== undefined) return known;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { memory: memoryOf(0) } });
  const made = exports as unknown as SumFunctions<K>;
  const [oldest] = instances.keys();
  if (instances.size >= mostInstances && oldest !== undefined) instances.delete(oldest);
  instances.set(key, made);
  return made;
}

/** What was written for each model, by what was asked. */
const written = new WeakMap<Model, Map<string, SumModule<string>>>();

/** The module that `encode` writes for a model; written once for each key. */
export function sumModule<K extends string>(
  model: Model,
  key: string,
  encode: () => Uint8Array<ArrayBuffer>,
): SumModule<K> {
  const modules = written.get(model) ?? new Map<string, SumModule<string>>();
  written.set(model, modules);
  const known = modules.get(key);
  if (known !== undefined) return known;
  const bytes = encode();
  const made: SumModule<K> = { bytes, functions: instantiate(bytes) };
  modules.set(key, made);
  return made;
}
