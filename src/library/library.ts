import { lawFiles } from "./library.generated.ts";

/** A published law: a program of one `law` whose constants stand in its `where`, and what its head says of it. */
export interface LibraryLaw {
  readonly name: string;
  /** What it describes, and whose it is. */
  readonly title: string;
  /** The rows of the catalogue that it stands for; none for a form of no paper in particular. */
  readonly rows: readonly string[];
  readonly source: string;
  readonly units: string;
  /** Where it was fitted; absent where the paper does not say. */
  readonly valid?: string;
  /** Values of the parameters that the law leaves free, for its check and its tests: nobody published them. */
  readonly example?: string;
  /** Rows on which its parameters can be told apart: the clauses of a `data` statement. Absent where it has none. */
  readonly sample?: string;
  /** Of a law along runs: the run that its check is made on, as the clauses of a `data` statement named `steps`. */
  readonly steps?: string;
  /**
   * One number that it must give, at the example where there is one: an expression, its value and the relative tolerance.
   * Of a law along runs a prediction on `steps`, whose last value it is.
   */
  readonly check: { readonly expression: string; readonly value: number; readonly within: number };
  /** The law as a program says it. */
  readonly text: string;
}

const laws: ReadonlyMap<string, LibraryLaw> = new Map(lawFiles.map(([name, file]) => [name, readLaw(name, file)]));

/** Every law of the library, by name. */
export function libraryLaws(): readonly LibraryLaw[] {
  return [...laws.values()];
}

/** The law of that name, if there is one. */
export function libraryLaw(name: string): LibraryLaw | undefined {
  return laws.get(name);
}

/** Reads one file of the library; throws where its head is not whole, which the tests would tell. */
function readLaw(name: string, file: string): LibraryLaw {
  const lines = file.split("\n");
  const head = lines.filter((line) => line.startsWith("#")).map((line) => line.slice(1).trim());
  const said = (word: string): string | undefined =>
    head.find((line) => line.startsWith(`${word}: `))?.slice(word.length + 2);
  const check = /^(.*) = (\S+) within (\S+)$/.exec(said("check") ?? "");
  const [, number, title] = /^([SK]\d\d )?(.+)$/.exec(head[0] ?? "") ?? [];
  const [source, units] = [said("source"), said("units")];
  const optional = (["valid", "example", "sample", "steps"] as const).flatMap((word) => {
    const value = said(word);
    return value === undefined ? [] : [[word, value] as const];
  });
  if (title === undefined || source === undefined || units === undefined || check === null)
    throw new Error(`${name}.law has no whole head`);
  return {
    name,
    title,
    rows: [...(number === undefined ? [] : [number.trim()]), ...(said("covers")?.split(", ") ?? [])],
    source,
    units,
    ...Object.fromEntries(optional),
    check: { expression: check[1] ?? "", value: Number(check[2]), within: Number(check[3]) },
    text: lines
      .filter((line) => !line.startsWith("#"))
      .join("\n")
      .trim(),
  };
}
