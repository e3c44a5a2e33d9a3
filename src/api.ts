import type { Diagnostic } from "../grammar/diagnostic.ts";
import { formatDiagnostic } from "../grammar/format-diagnostic.ts";
import { parse } from "../grammar/parse.ts";
import { columnsOf, type DataObjects } from "./data/from-objects.ts";
import { nodeFileAccess } from "./data/read.ts";
import type { Column as DataColumn } from "./data/table.ts";
import { shownAs } from "./display.ts";
import { nodeExecutor } from "./node-executor.ts";
import { Session } from "./session.ts";
import type { MimeBundle } from "./view/mime.ts";

/** What a program of the language got wrong, as an exception for TypeScript programs. */
export class LawlabError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(program: string, diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => formatDiagnostic(program, d, { color: false })).join("\n"));
    this.name = "LawlabError";
    this.diagnostics = diagnostics;
  }
}

/** A law: a formula whose free names are parameters. */
export interface LawForm {
  readonly name: string;
  readonly variables: readonly string[];
  /** The statement that defines it. */
  readonly text: string;
}

/** Reads a law as the language writes it, as in `law("L(N, D) = E + A/N^a + B/D^b")`; throws a LawlabError for a mistake. */
export function law(text: string): LawForm {
  const program = /^\s*law\s/.test(text) ? text : `law ${text}`;
  const parsed = parse(program);
  const mistakes = newSession()
    .check(program)
    .filter(({ severity }) => severity === "error");
  if (!parsed.ok || mistakes.length > 0) throw new LawlabError(program, parsed.ok ? mistakes : parsed.diagnostics);
  const [statement, more] = parsed.value.statements;
  if (statement?.kind !== "law" || more !== undefined)
    throw new TypeError('a law is one formula with a name, as in law("L(N) = E + A/N^a")');
  return { name: statement.name.name, variables: statement.variables.map((v) => v.name), text: program };
}

/** How a law is fitted; what is left out is as in the language. */
export interface FitOptions {
  /** The column, or expression of columns, that the law is fitted to. */
  readonly to?: string;
  /** Which rows are fitted, as a condition of the language. */
  readonly where?: string;
  /** Replicates of the bootstrap. */
  readonly bootstrap?: number;
  readonly starts?: number;
  readonly seed?: number;
  /** The level of the intervals, such as 0.95. */
  readonly interval?: number;
}

/** A number with its standard error and interval. */
export interface ParameterValue {
  readonly value: number;
  readonly standardError: number;
  readonly interval: readonly [number, number];
}

/** What a fitted law predicts at a point: its value, the interval of the law, and the interval of a new observation. */
export interface PredictedPoint {
  readonly value: number;
  readonly interval: readonly [number, number];
  readonly observation: readonly [number, number];
}

/** A law fitted to data; shown by `display`, and by a notebook whose cell ends with it, as a card. */
export interface FittedLaw {
  readonly law: LawForm;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** By parameter, one value a draw. */
  readonly draws: Readonly<Record<string, Float64Array>>;
  readonly rows: number;
  readonly r2: number;
  readonly rmse: number;
  readonly objective: number;
  readonly status: string;
  readonly warnings: readonly string[];
  /** The law's value at a number for each of its variables; rejects with a LawlabError where one lacks. */
  predict(at: Readonly<Record<string, number>>): Promise<PredictedPoint>;
  /** A chart: the rest of a `plot` statement, as in `plot("curve of L against N at D = 20*N")`; display it. */
  plot(what: string): Promise<{ readonly [shownAs]: MimeBundle }>;
  readonly [shownAs]: MimeBundle;
}

/** Rows that memory need not hold: each pass over them reads block after block, so `read` gives the same every time. */
export interface DataBlocks {
  /** How many blocks there are; some ten thousand rows in each are a good size. */
  readonly blocks: number;
  /** The rows of a block, from 0: the same columns in each. */
  readonly read: (block: number) => DataObjects;
}

/**
 * Fits a law to rows or columns of data, with draws, or to rows that are read block by block; rejects with a LawlabError
 * for what the language would refuse, and a TypeError for data that are none.
 */
export async function fit(
  form: LawForm | string,
  data: DataObjects | DataBlocks,
  options: FitOptions = {},
): Promise<FittedLaw> {
  const fitted = typeof form === "string" ? law(form) : form;
  const session = newSession();
  if (inBlocks(data)) session.defineBlocks("data_", data.blocks, blockReader(data));
  else session.define("data_", columnsIn(data, "data"));
  const { to, where, ...numbers } = options;
  const settings = Object.entries(numbers).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} = ${value}`],
  );
  const program = [
    ...(where === undefined ? [] : [`data data_ = data_ where ${where}`]),
    fitted.text,
    `fit ${fitted.name}${to === undefined ? "" : ` to ${to}`} on data_${settings.length === 0 ? "" : ` with ${settings.join(", ")}`}`,
  ].join("\n");
  const { json, bundle } = await last(session, program);
  const value = session.values().get(fitted.name);
  const { parameters, rows, r2, rmse, objective, status, warnings } = json as unknown as Omit<FittedLaw, "warnings"> & {
    readonly warnings: readonly { readonly message: string }[];
  };
  return {
    law: fitted,
    parameters,
    draws: Object.fromEntries(value?.kind === "fit" ? value.draws : []),
    rows,
    r2,
    rmse,
    objective,
    status,
    warnings: warnings.map(({ message }) => message),
    async predict(at) {
      const point = Object.entries(at).map(([name, x]) => `\`${name}\` = ${x}`);
      const answer = await last(session, `predict ${fitted.name} at ${point.join(", ")}`);
      const [found] = answer.json.points as readonly PredictedPoint[];
      if (found === undefined) throw new Error("a prediction at a point has a value");
      return found;
    },
    plot: async (what) => ({ [shownAs]: (await last(session, `plot ${what}`)).bundle }),
    [shownAs]: bundle,
  };
}

function inBlocks(data: DataObjects | DataBlocks): data is DataBlocks {
  return "read" in data && typeof data.read === "function";
}

function columnsIn(data: DataObjects, what: string): readonly (readonly [string, DataColumn])[] {
  const columns = columnsOf(data);
  if (columns === undefined)
    throw new TypeError(`${what} are an array of objects, or an object of columns of one length, of numbers or texts`);
  return columns;
}

/** Reads blocks, and throws where one has other columns than the first. */
function blockReader({ blocks, read }: DataBlocks): (block: number) => readonly (readonly [string, DataColumn])[] {
  if (!Number.isInteger(blocks) || blocks < 1) throw new TypeError("there must be one block or more");
  const told = (columns: readonly (readonly [string, DataColumn])[]): string =>
    columns.map(([name, { kind }]) => `${name} (${kind})`).join(", ");
  let first: string | undefined;
  return (block) => {
    const columns = columnsIn(read(block), `the rows of block ${block}`);
    first ??= told(columns);
    if (told(columns) !== first)
      throw new TypeError(`block ${block} has the columns ${told(columns)}, and the first one ${first}`);
    return columns;
  };
}

function newSession(): Session {
  return new Session({ files: nodeFileAccess({ cwd: "." }), executor: nodeExecutor() });
}

/** Runs a program and gives its last statement's JSON and what it shows last; throws a LawlabError for a mistake. */
async function last(
  session: Session,
  program: string,
): Promise<{ readonly json: Readonly<Record<string, unknown>>; readonly bundle: MimeBundle }> {
  let bundle: MimeBundle = {};
  const { ok, results, diagnostics } = await session.run(program, {
    show: (shown) => {
      bundle = shown.bundle;
    },
  });
  const json = results.at(-1);
  if (!ok || json === undefined)
    throw new LawlabError(
      program,
      diagnostics.filter(({ severity }) => severity === "error"),
    );
  return { json, bundle };
}
