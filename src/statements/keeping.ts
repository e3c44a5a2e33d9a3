import {
  type Diagnostic,
  error,
  failure,
  type Outcome,
  type Span,
  success,
  warning,
} from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import type { Clause, DefinitionNode, Expression, NameNode, PickNode } from "../../grammar/syntax.ts";
import { fitParabola } from "../data/parabola.ts";
import { type Column, makeTable, type Table, takeRows, withColumn } from "../data/table.ts";
import { computeGrouped, type Place } from "./grouped-columns.ts";
import { groupsBy } from "./groups.ts";
import type { Scope } from "./scope.ts";

type Keeping = Extract<Clause, { kind: "keeping" }>;

const picks = ["argmin", "argmax", "envelope", "vertex"];

/** What is wrong with the picks of a `keeping`, told without data. */
export function keepingMistake({ items, span }: Keeping): Diagnostic | undefined {
  const chosen = items.filter((item) => item.kind === "pick");
  for (const pick of chosen) {
    const { name, span: place } = pick.callee;
    if (!picks.includes(name)) {
      const offer = nearest(name, picks);
      return error("unknown-pick", `keeping does not know ${name}(…) without a name`, place, {
        note: `rows are picked by ${picks.join(", ")}`,
        ...(offer === undefined
          ? { help: `name what is kept: keeping x = ${name}(…)` }
          : { help: `did you mean ${offer}?`, fix: { span: place, text: offer } }),
      });
    }
    const along = name === "envelope" || name === "vertex";
    if (along !== (pick.against !== undefined))
      return error(
        "wrong-arguments",
        along ? `${name} needs what it runs against` : `${name} runs against nothing`,
        pick.span,
        {
          help: along ? `write ${name}(loss against ${name === "vertex" ? "log(N)" : "C"})` : `write ${name}(loss)`,
        },
      );
  }
  const rows = chosen.filter((p) => p.callee.name !== "vertex");
  if (rows.length > 1 || (rows.length === 1 && chosen.length > 1))
    return error("two-picks", "only one of the picks can say which rows are kept", span, { help: "keep in two steps" });
  return undefined;
}

/** `keeping … by …`: the rows picked from each group, or one row a group made of numbers of it. */
export function keep(
  clause: Keeping,
  by: readonly NameNode[],
  table: Table,
  data: string,
  scope: Scope,
): Outcome<Table> {
  const groups = groupsBy(table, by, data);
  if (!groups.ok) return groups;
  const place: Place = { table, groups: groups.value, scope, data };
  const pick = clause.items.find((item) => item.kind === "pick" && item.callee.name !== "vertex") as
    | PickNode
    | undefined;
  const rows = pick === undefined ? success(groups.value.flatMap((g) => [...g.subarray(0, 1)])) : picked(pick, place);
  if (!rows.ok) return rows;
  let result =
    pick === undefined
      ? makeTable(
          [...table.columns]
            .filter(([name]) => by.some((n) => n.name === name))
            .map(([n, c]) => [n, takeCells(c, rows.value)] as const),
        )
      : takeRows(table, rows.value);
  const add = (name: string, content: Column): void => {
    result = result.columns.size === 0 ? makeTable([[name, content]]) : withColumn(result, name, content);
  };
  const warnings: Diagnostic[] = [];
  let seen = place;
  for (const item of clause.items) {
    if (item.kind === "pick") {
      if (item.callee.name !== "vertex") continue;
      const made = vertices(item, place);
      if (!made.ok) return made;
      warnings.push(...made.warnings);
      for (const [name, values] of made.value) add(name, { kind: "number", values });
      continue;
    }
    const made = computeGrouped(item.value, seen);
    if (!made.ok) return made;
    if (pick === undefined) {
      const varying = variesIn(made.value, place, item);
      if (varying !== undefined) return failure(varying);
    }
    add(item.name.name, takeCells(made.value, rows.value));
    // A name that the data have keeps their meaning for what follows.
    if (!table.columns.has(item.name.name))
      seen = { ...seen, table: withColumn(seen.table, item.name.name, made.value) };
  }
  const lost = clause.items.some((item) => item.kind === "pick" && item.callee.name === "vertex")
    ? dropIncomplete(result)
    : result;
  return success(lost, warnings);
}

function takeCells(content: Column, rows: ArrayLike<number>): Column {
  const taken = takeRows(makeTable([["x", content]]), rows).columns.get("x");
  return taken ?? content;
}

function dropIncomplete(table: Table): Table {
  const whole = Array.from({ length: table.rows }, (_, r) => r).filter((r) =>
    [...table.columns.values()].every((c) => c.kind === "string" || !Number.isNaN(c.values[r])),
  );
  return takeRows(table, whole);
}

function variesIn(content: Column, { groups }: Place, { name, value }: DefinitionNode): Diagnostic | undefined {
  const same = (a: number | string | undefined, b: number | string | undefined): boolean => Object.is(a, b);
  const varies = groups.some((rows) => rows.some((r) => !same(content.values[r], content.values[rows[0] ?? r])));
  if (!varies) return undefined;
  return error("varies-in-group", `${name.name} has several values in a group`, value.span, {
    help: `say which is kept: mean(…), min(…), first(…), or add the column to by`,
  });
}

/** The rows kept by argmin, argmax (the first of equal ones) or envelope, in the order of the table. */
function picked(pick: PickNode, place: Place): Outcome<readonly number[]> {
  const of = numbersOf(pick.of, place);
  if (!of.ok) return of;
  const sign = pick.callee.name === "argmax" ? -1 : 1;
  if (pick.against === undefined) {
    const kept = place.groups.flatMap((rows) => {
      let best: number | undefined;
      for (const r of rows) {
        const value = sign * (of.value[r] ?? Number.NaN);
        if (!Number.isNaN(value) && (best === undefined || value < sign * (of.value[best] ?? Number.NaN))) best = r;
      }
      return best === undefined ? [] : [best];
    });
    return success(kept.toSorted((a, b) => a - b));
  }
  const against = numbersOf(pick.against, place);
  if (!against.ok) return against;
  const kept = place.groups.flatMap((rows) => frontierRows(rows, of.value, against.value));
  return success(kept.toSorted((a, b) => a - b));
}

/** The rows on the lower frontier, from left to right: each lower than all that cost no more; the first of equal ones. */
export function frontierRows(rows: Int32Array, of: Float64Array, against: Float64Array): readonly number[] {
  const order = [...rows]
    .filter((r) => !Number.isNaN(of[r]) && !Number.isNaN(against[r]))
    .toSorted((a, b) => against[a]! - against[b]! || of[a]! - of[b]! || a - b);
  let lowest = Number.POSITIVE_INFINITY;
  return order.filter((r) => {
    const below = of[r]! < lowest;
    if (below) lowest = of[r]!;
    return below;
  });
}

function numbersOf(expression: Expression, place: Place): Outcome<Float64Array> {
  const made = computeGrouped(expression, place);
  if (!made.ok) return made;
  return made.value.kind === "number"
    ? success(made.value.values)
    : failure(error("text-in-arithmetic", "a text has no minimum", expression.span));
}

/** How a column is taken back from the scale on which a parabola was fitted. */
const inverses: ReadonlyMap<string, (x: number) => number> = new Map([
  ["log", Math.exp],
  ["ln", Math.exp],
  ["log2", (x: number) => 2 ** x],
  ["log10", (x: number) => 10 ** x],
]);

function scaleOf(expression: Expression): { readonly name: string; readonly back: (x: number) => number } | undefined {
  if (expression.kind === "name") return { name: expression.name, back: (x) => x };
  if (expression.kind !== "call" || expression.arguments.length !== 1) return undefined;
  const [inner] = expression.arguments;
  const back = inverses.get(expression.callee.name);
  return inner?.kind === "name" && back !== undefined ? { name: inner.name, back } : undefined;
}

/** The minimum of a parabola through each group: the column it runs against, and the value there. */
function vertices(pick: PickNode, place: Place): Outcome<readonly (readonly [string, Float64Array])[]> {
  const along = pick.against ?? pick.of;
  const [x, y] = [scaleOf(along), scaleOf(pick.of)];
  if (x === undefined || y === undefined)
    return failure(
      error("no-column", "a parabola runs along a column or its logarithm", (x === undefined ? along : pick.of).span, {
        help: "write vertex(loss against log(N)), with the column defined by with before",
      }),
    );
  const of = numbersOf(pick.of, place);
  if (!of.ok) return of;
  const against = numbersOf(along, place);
  if (!against.ok) return against;
  const at = new Float64Array(place.groups.length).fill(Number.NaN);
  const value = at.slice();
  let [flat, outside] = [0, 0];
  place.groups.forEach((rows, k) => {
    const whole = [...rows].filter((r) => Number.isFinite(of.value[r]) && Number.isFinite(against.value[r]));
    const xs = whole.map((r) => against.value[r]!);
    const found = fitParabola(
      xs,
      whole.map((r) => of.value[r]!),
    );
    if (found === undefined || !(found.curvature > 0)) {
      flat++;
      return;
    }
    if (found.vertex < Math.min(...xs) || found.vertex > Math.max(...xs)) outside++;
    at[k] = x.back(found.vertex);
    value[k] = y.back(found.value);
  });
  return success(
    [
      [x.name, at],
      [y.name, value],
    ],
    vertexWarnings(flat, outside, x.name, pick.span),
  );
}

function vertexWarnings(flat: number, outside: number, name: string, span: Span): readonly Diagnostic[] {
  const groups = (n: number): string => `${n} group${n === 1 ? "" : "s"}`;
  return [
    ...(flat === 0
      ? []
      : [
          warning("no-vertex", `${groups(flat)} left out: the parabola has no minimum`, span, {
            help: "a group needs three different values around its minimum",
          }),
        ]),
    ...(outside === 0
      ? []
      : [warning("vertex-outside", `the minimum lies beyond the group's ${name} in ${groups(outside)}`, span)]),
  ];
}
