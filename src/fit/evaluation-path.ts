/** The ways an objective can be computed, fastest first; each serves where those before it are forbidden. */
export const evaluationPaths = ["wasm", "javascript", "walk"] as const;
export type EvaluationPath = (typeof evaluationPaths)[number];

/** A path in words, for `explain`. */
export function pathText(path: EvaluationPath): string {
  return {
    wasm: "generated WebAssembly, two rows at a time",
    javascript: "generated JavaScript",
    walk: "walking the graph",
  }[path];
}

let chosen: EvaluationPath | undefined;

/** Holds every evaluator made from now on to one path (for tests); undefined lets the host decide. */
export function chooseEvaluationPath(path: EvaluationPath | undefined): void {
  chosen = path;
}

/** The path that is asked for, by chooseEvaluationPath or the environment variable LAWLAB_PATH; undefined for the best. */
export function chosenPath(): EvaluationPath | undefined {
  if (chosen !== undefined) return chosen;
  const host = globalThis as { readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> } };
  const asked = host.process?.env?.LAWLAB_PATH;
  return evaluationPaths.find((path) => path === asked);
}
