import type { Outcome } from "../../grammar/diagnostic.ts";
import type { Clause, Domain } from "../../grammar/syntax.ts";
import { children, clauseExpressions } from "../../grammar/walk.ts";
import { type Table, takeRows, withColumn } from "../data/table.ts";

/** Which rows of a root stand in for its own; a row may come again. */
export type RowsOf = (root: Table) => Int32Array;

/** Where a data set comes from: rows as they were read or drawn, and the steps that made it of them. */
export interface Lineage {
  readonly roots: readonly Table[];
  /** Whether a row of it is made of several rows of the roots, so that resampling it takes the steps again. */
  readonly derived: boolean;
  /** The data set made again of other rows; undefined where the steps cannot be taken on these. */
  readonly again: (rowsOf: RowsOf) => Table | undefined;
  /** While each row is made of one row of the root alone: the data set with the root's row of each in `place`. */
  readonly marked?: () => Table | undefined;
}

/** One step of a `data` statement, as it was taken and as it is taken again. */
export interface Step {
  readonly clause: Clause;
  readonly before: Table;
  readonly after: Table;
  /** Takes the step on another table; a data set that is joined to it is made of the same rows. */
  readonly take: (table: Table, rowsOf?: RowsOf) => Outcome<Table>;
  /** The lineage of the data set that a `matching` joins. */
  readonly other?: Lineage;
}

/** A column that no program can name. */
const place = "\u0002";

/** A data set whose rows are the first ones there are. */
export function rootedIn(table: Table): Lineage {
  const marks = Float64Array.from({ length: table.rows }, (_, row) => row);
  return unmixed(table, () => withColumn(table, place, { kind: "number", values: marks }));
}

/** A data set whose every row is made of one row of the root. */
function unmixed(root: Table, make: () => Table | undefined): Lineage {
  const marked = once(make);
  const places = once(() => {
    const table = marked();
    const marks = table?.columns.get(place);
    if (table === undefined || marks?.kind !== "number") return undefined;
    const rows = new Int32Array(root.rows).fill(-1);
    marks.values.forEach((at, row) => {
      rows[at] = row;
    });
    return { rows, bare: { ...table, columns: new Map([...table.columns].filter(([name]) => name !== place)) } };
  });
  const again = (rowsOf: RowsOf): Table | undefined => {
    const made = places();
    return made === undefined
      ? undefined
      : takeRows(
          made.bare,
          rowsOf(root)
            .map((r) => made.rows[r]!)
            .filter((r) => r >= 0),
        );
  };
  return { roots: [root], derived: false, again, marked };
}

/**
 * The lineage after one more step. Rows that a step makes (`at`) or draws (`~`) are rows of their own; after a step along
 * runs (`cumsum(lr) by run`) the rows are not exchangeable, and undefined says that they are not made again.
 */
export function lineageAfter(lineage: Lineage | undefined, step: Step): Lineage | undefined {
  const { clause, before, after, take, other } = step;
  if (lineage === undefined || clause.kind === "by") return lineage;
  if (clause.kind === "at" || (clause.kind === "with" && clause.definitions.some((d) => d.relation === "~")))
    return rootedIn(after);
  const expressions = clauseExpressions(clause);
  if (expressions.some((e) => calls(e, alongRuns) || picks(e, before))) return undefined;
  const joins = other?.derived === true;
  const mixes = joins || (clause.kind === "keeping" ? after.rows < before.rows : expressions.some(looksAtSeveral));
  const { marked } = lineage;
  if (!mixes && !lineage.derived && marked !== undefined)
    return unmixed(lineage.roots[0] ?? before, () => {
      const table = marked();
      const made = table === undefined ? undefined : take(table);
      return made?.ok ? made.value : undefined;
    });
  return {
    roots: [...new Set([...lineage.roots, ...(joins ? other.roots : [])])],
    derived: true,
    again: (rowsOf) => {
      const table = lineage.again(rowsOf);
      const made = table === undefined ? undefined : take(table, rowsOf);
      return made?.ok ? made.value : undefined;
    },
  };
}

/** The lineage of a part of a data set's rows. */
export function partOf(lineage: Lineage, part: (table: Table) => Table | undefined): Lineage {
  return {
    roots: lineage.roots,
    derived: lineage.derived,
    again: (rowsOf) => {
      const table = lineage.again(rowsOf);
      return table === undefined ? undefined : part(table);
    },
  };
}

const alongRuns: ReadonlySet<string> = new Set(["cumsum", "lag", "row", "scan"]);
const ofGroups: ReadonlySet<string> = new Set([
  "count",
  "sum",
  "mean",
  "median",
  "std",
  "quantile",
  "first",
  "last",
  "pca",
]);

const calls = (e: Domain, names: ReadonlySet<string>): boolean =>
  (e.kind === "call" && names.has(e.callee.name)) || children(e).some((inner) => calls(inner, names));

const looksAtSeveral = (e: Domain): boolean =>
  (e.kind === "call" &&
    (ofGroups.has(e.callee.name) ||
      ((e.callee.name === "min" || e.callee.name === "max") && e.arguments.length === 1))) ||
  children(e).some(looksAtSeveral);

/** Whether an expression picks rows of a column by their number, `x[k]`. */
const picks = (e: Domain, table: Table): boolean =>
  (e.kind === "index" && e.object.kind === "name" && table.columns.has(e.object.name)) ||
  children(e).some((inner) => picks(inner, table));

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
