import { parse } from "../../grammar/parse.ts";
import { checkLaw } from "../../src/law/check.ts";
import type { LevelData } from "../../src/law/indexed.ts";
import { freeParameters, type Law } from "../../src/law/law.ts";
import type { LibraryLaw } from "../../src/library/library.ts";
import { hold } from "../statements/try.ts";
import { freed, refit, simulation, truthOf } from "./simulated.ts";

/** A law of the library with every constant free, on the noiseless rows of its sample. */
export interface Design {
  readonly law: Law;
  readonly inputs: readonly Float64Array[];
  readonly response: Float64Array;
  /** The constants that made the rows, by name; of the free parameters of `law`. */
  readonly truth: ReadonlyMap<string, number>;
}

/** Simulates a law that names no list and no level: its variables are columns of the rows. */
export async function designOf(entry: LibraryLaw): Promise<Design> {
  const { session } = await hold(simulation(entry));
  const columns = session.data().get("sim") ?? new Map();
  const column = (name: string): Float64Array => {
    const found = columns.get(name);
    if (found === undefined || !(found.values instanceof Float64Array)) throw new Error(`no column ${name}`);
    return found.values;
  };
  const open = lawOf(freed(entry), refit);
  const response = column("observed");
  // As in a fit, the rows say how far a sum goes whose end is theirs to tell.
  const law = open.open
    ? lawOf(freed(entry), refit, { rows: response.length, columns: open.variables.map(column) })
    : open;
  const known = truthOf(entry);
  const free = freeParameters(law).map((index) => law.parameters[index]?.name ?? "");
  return {
    law,
    inputs: law.variables.map(column),
    response,
    truth: new Map(free.map((name) => [name, known.get(name) ?? Number.NaN])),
  };
}

function lawOf(text: string, name: string, data?: LevelData): Law {
  const program = parse(text);
  const statement = program.ok ? program.value.statements[0] : undefined;
  if (statement?.kind !== "law") throw new Error(`${name} is no law`);
  const none = (): undefined => undefined;
  const law = checkLaw(statement, { law: none, fit: none, definition: none, known: () => [], ...(data && { data }) });
  if (!law.ok) throw new Error(law.diagnostics[0]?.message);
  return law.value;
}
