import { error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { clause, type FitStatement, type NameNode } from "../../grammar/syntax.ts";
import { column, type Table, takeRows } from "../data/table.ts";
import { combineFits } from "../fit/combine.ts";
import { levelText } from "../law/indexed.ts";
import type { Law } from "../law/law.ts";
import { textCode, textOf } from "../law/text-code.ts";
import type { MimeBundle } from "../view/mime.ts";
import { table as renderTable } from "../view/table.ts";
import { unknownColumn } from "./columns.ts";
import { fitCardBundle } from "./fit-card.ts";
import { fitJson } from "./fit-json.ts";
import { type FitPlan, planFit } from "./fit-plan.ts";
import { readGrouped } from "./law-over-data.ts";
import { partOf } from "./lineage.ts";
import { unknownData } from "./misused-name.ts";
import { define, type FitRecord, type Scope } from "./scope.ts";
import type { JsonObject } from "./statement.ts";

/** One group of a fit `by` columns: its level and its own plan. */
export interface GroupPlan {
  /** The level as `--json` has it: `llama`, or `llama, 3` of two columns. */
  readonly key: string;
  readonly codes: readonly number[];
  readonly plan: FitPlan;
}

/** A fit `by` columns: one plan a level, and the law whose parameters are indexed by the levels. */
export interface GroupedPlan {
  readonly groups: readonly GroupPlan[];
  readonly by: readonly NameNode[];
  readonly law: Law;
}

/** No fit has more groups than this. */
const mostGroups = 1000;
/** With more groups than this their cards are left to `--json` and the comparison table stands alone. */
const mostCards = 6;

/** Reads `fit … by corpus`: the rows of each level make a fit of their own; undefined where the fit has no such groups. */
export function planGroups(statement: FitStatement, scope: Scope): Outcome<GroupedPlan> | undefined {
  const by = clause(statement, "by");
  if (by === undefined || clause(statement, "sharing") !== undefined) return undefined;
  const name = clause(statement, "on")?.data.name ?? scope.lastData ?? "";
  const entity = scope.entities.get(name);
  const law = scope.entities.get(statement.law?.name ?? scope.lastLaw ?? "");
  const plain: FitStatement = { ...statement, clauses: statement.clauses.filter((c) => c.kind !== "by") };
  // What is wrong with the fit itself is told as it is told without groups.
  if (entity?.kind !== "data" || law?.kind !== "law") {
    const whole = planFit(plain, scope);
    return whole.ok ? failure(unknownData({ kind: "name", name, span: by.span }, scope)) : whole;
  }
  const split = splitRows(entity.table, by.names, name);
  if (!split.ok) return split;
  const groups: GroupPlan[] = [];
  const warnings = [];
  for (const { codes, rows } of split.value) {
    const { lineage: whole, ...rest } = entity;
    const lineage = whole === undefined ? undefined : partOf(whole, (table) => levelOf(table, by.names, name, codes));
    const table = takeRows(entity.table, rows);
    const data = { ...rest, table, ...(lineage === undefined ? {} : { lineage }) };
    const part = define(scope, name, data, { lastData: name });
    const key = codes.map((c) => textOf(c) ?? String(c)).join(", ");
    const plan = planFit(plain, part);
    if (!plan.ok)
      return failure(...plan.diagnostics.map((d) => ({ ...d, message: `in the group ${key}: ${d.message}` })));
    warnings.push(...plan.warnings.map((d) => ({ ...d, message: `in the group ${key}: ${d.message}` })));
    const seed = (plan.value.request.seed + groups.length) % 2 ** 31;
    const named = `${plan.value.name}[${codes.map(levelText).join(", ")}]`;
    groups.push({ key, codes, plan: { ...plan.value, name: named, request: { ...plan.value.request, seed } } });
  }
  const reading = readGrouped(law, by.names, []);
  if (!reading.ok) return reading;
  const whole = joinedInputs(reading.value.law, groups, by.names);
  const joined = reading.value.over(whole, whole[0]?.length ?? 0);
  return joined.ok ? success({ groups, by: by.names, law: joined.value }, warnings) : joined;
}

function splitRows(
  table: Table,
  by: readonly NameNode[],
  data: string,
): Outcome<readonly { readonly codes: readonly number[]; readonly rows: readonly number[] }[]> {
  const keys = by.map((name) => column(table, name.name));
  const missing = by.find((_, k) => keys[k] === undefined);
  if (missing !== undefined) return failure(unknownColumn(table, missing.name, missing.span, data));
  const groups = new Map<string, { codes: readonly number[]; rows: number[] }>();
  for (let row = 0; row < table.rows; row++) {
    const cells = keys.map((c) => c?.values[row] ?? "");
    if (cells.some((cell) => cell === "" || Number.isNaN(cell))) continue;
    const codes = cells.map((cell) => (typeof cell === "string" ? textCode(cell) : cell));
    const key = codes.join(",");
    const group = groups.get(key) ?? { codes, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  const list = [...groups.values()];
  if (keys.every((c) => c?.kind === "number")) list.sort((a, b) => compareCodes(a.codes, b.codes));
  const span: Span = by[0]?.span ?? { start: 0, end: 0 };
  if (list.length > mostGroups) {
    return failure(
      error("too-many-groups", `${list.length} groups are too many: ${mostGroups} at most`, span, {
        help: "group by a column of few values",
      }),
    );
  }
  return list.length > 0 ? success(list) : failure(error("empty-data", `${data} has no group`, span));
}

/** The rows of one level; undefined where there are none. */
function levelOf(table: Table, by: readonly NameNode[], data: string, codes: readonly number[]): Table | undefined {
  const split = splitRows(table, by, data);
  const level = split.ok ? split.value.find((group) => compareCodes(group.codes, codes) === 0) : undefined;
  return level === undefined ? undefined : takeRows(table, level.rows);
}

function compareCodes(a: readonly number[], b: readonly number[]): number {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return (a[k] ?? 0) - (b[k] ?? 0);
  return 0;
}

/** The inputs of all groups one below the other, with the levels of the groups as columns. */
function joinedInputs(law: Law, groups: readonly GroupPlan[], by: readonly NameNode[]): readonly Float64Array[] {
  const own = groups[0]?.plan.request.law.variables ?? [];
  return law.variables.map((variable) => {
    const at = own.indexOf(variable);
    const key = by.findIndex((name) => name.name === variable);
    return Float64Array.from(
      groups.flatMap(({ codes, plan }) => {
        const { request } = plan;
        return at >= 0
          ? [...(request.inputs[at] ?? [])]
          : new Array<number>(request.response.length).fill(codes[key] ?? Number.NaN);
      }),
    );
  });
}

/** The groups' records as one fit that answers for all levels: `chin.β["c4"]`, `predict chin at corpus = "c4", …`. */
export function joinRecords(plan: GroupedPlan, name: string, records: readonly FitRecord[]): FitRecord | undefined {
  const [first] = records;
  const result = combineFits(
    plan.law,
    records.map((record, k) => ({ codes: plan.groups[k]?.codes ?? [], result: record.result })),
  );
  if (first === undefined || result === undefined) return undefined;
  return {
    ...first,
    name,
    result,
    inputs: joinedInputs(plan.law, plan.groups, plan.by),
    observed: Float64Array.from(records.flatMap((r) => [...r.observed])),
    dropped: records.flatMap((r) => r.dropped),
    warnings: records.flatMap((r) => r.warnings),
    groups: records.map((record, k) => ({ key: plan.groups[k]?.key ?? "", record })),
  };
}

/** The levels side by side, and the card of each where they are few. */
export function groupBundles(record: FitRecord): readonly MimeBundle[] {
  const groups = record.groups ?? [];
  const names = [...new Set(groups.flatMap((g) => g.record.result.parameters.map((p) => p.name)))];
  const comparison = renderTable({
    caption: `${record.name}: ${record.result.law.name} fitted to ${record.response}, one fit a level`,
    columns: [
      { name: "level", format: "text" },
      ...names.map((name) => ({ name })),
      { name: "rows", format: "integer" },
      { name: "objective" },
      { name: "RMSE" },
    ],
    rows: groups.map(({ key, record: { result } }) => [
      key,
      ...names.map((name) => {
        const found = result.parameters.find((p) => p.name === name);
        return found === undefined ? null : { value: found.value, interval: found.interval };
      }),
      result.rows,
      result.objective,
      result.rmse,
    ]),
  });
  return groups.length > mostCards ? [comparison] : [comparison, ...groups.map((g) => fitCardBundle(g.record))];
}

/** A grouped fit as `--json` prints it: one fit a level. */
export function groupsJson(record: FitRecord): JsonObject {
  const { result } = record;
  return {
    kind: "fit",
    name: record.name,
    law: result.law.name,
    objective: result.objective,
    rows: result.rows,
    status: result.status,
    groups: Object.fromEntries((record.groups ?? []).map((g) => [g.key, fitJson(g.record)])),
    warnings: record.warnings,
  };
}
