import { type Diagnostic, error, failure, type Outcome, success, warning } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { parse } from "../../grammar/parse.ts";
import {
  type Clause,
  type CompareStatement,
  clause,
  type Expression,
  type FitStatement,
  type NameNode,
} from "../../grammar/syntax.ts";
import { filterRows } from "../data/table.ts";
import { type FitPlan, planFit } from "./fit-plan.ts";
import { lawText } from "./law.ts";
import { unknownData, written } from "./misused-name.ts";
import { define, fitNamed, namesOf, type Scope } from "./scope.ts";

/** A law with the way it is fitted, planned on the rows that all entrants share. */
export interface Entrant {
  readonly name: string;
  readonly node: NameNode;
  readonly plan: FitPlan;
  /** The fit as a statement, and the scope in which its names mean what they meant. */
  readonly statement: FitStatement;
  readonly scope: Scope;
}

/** The entrants of a comparison, on one data set. */
export interface Contenders {
  readonly data: string;
  readonly entrants: readonly Entrant[];
  readonly warnings: readonly Diagnostic[];
}

/** Plans every fit again on the rows that all of them can use; a named fit keeps its loss, bindings and options. */
export function planContenders(
  statement: CompareStatement,
  heldOut: Expression | undefined,
  scope: Scope,
): Outcome<Contenders> {
  const twice = statement.fits.find((f, k) => statement.fits.findIndex((g) => g.name === f.name) !== k);
  if (twice !== undefined)
    return failure(
      error("repeated-name", `${twice.name} is compared with itself`, twice.span, { help: "keep one of them" }),
    );
  if (statement.fits.length < 2)
    return failure(
      error("nothing-to-compare", "a comparison needs two fits or more", statement.span, {
        help: "write compare kaplan, chinchilla on runs",
      }),
    );
  const on = clause(statement, "on");
  const firstFit = fitNamed(scope, statement.fits[0]?.name ?? "");
  const data: NameNode = on?.data ?? {
    kind: "name",
    name: firstFit?.data ?? scope.lastData ?? "runs",
    span: statement.span,
  };
  const entity = scope.entities.get(data.name);
  if (entity?.kind !== "data") return failure(unknownData(data, scope));
  const drafts: Omit<Entrant, "plan">[] = [];
  for (const node of statement.fits) {
    const draft = draftOf(node, statement, data, scope);
    if (!draft.ok) return draft;
    drafts.push(draft.value);
  }
  const planAll = (table = entity.table): Outcome<readonly Entrant[]> => {
    const entrants: Entrant[] = [];
    for (const draft of drafts) {
      const inside = define(draft.scope, data.name, { ...entity, table });
      const planned = contenderStatement({ ...draft, scope: inside }, heldOut);
      if (!planned.ok) return planned;
      entrants.push({ ...draft, scope: inside, plan: planned.value });
    }
    return success(entrants);
  };
  const first = planAll();
  if (!first.ok) return first;
  const usable = first.value.map(({ plan }) => new Set([...plan.used.fitted, ...plan.used.heldOut]));
  const shared = Float64Array.from({ length: entity.table.rows }, (_, row) =>
    usable.every((set) => set.has(row)) ? 1 : 0,
  );
  const left = shared.reduce((a, b) => a + b, 0);
  const lost = entity.table.rows - left;
  const warnings =
    lost === 0
      ? []
      : [
          warning(
            "rows-dropped",
            `${lost} of ${entity.table.rows} rows of ${data.name} are not used: not every fit can use them`,
            statement.span,
          ),
        ];
  if (usable.every((set) => set.size === left)) return success({ data: data.name, entrants: first.value, warnings });
  const again = planAll(filterRows(entity.table, shared));
  return again.ok ? success({ data: data.name, entrants: again.value, warnings }) : again;
}

/** Plans an entrant's fit with other rows held out. */
export function contenderStatement(
  { statement, scope }: Omit<Entrant, "plan">,
  heldOut: Expression | undefined,
): Outcome<FitPlan> {
  const clauses: Clause[] = statement.clauses.filter((c) => c.kind !== "holdingOut");
  if (heldOut !== undefined) clauses.push({ kind: "holdingOut", condition: heldOut, span: heldOut.span });
  return planFit({ ...statement, clauses }, scope);
}

function draftOf(
  node: NameNode,
  compare: CompareStatement,
  data: NameNode,
  scope: Scope,
): Outcome<Omit<Entrant, "plan">> {
  const entity = scope.entities.get(node.name);
  const record = fitNamed(scope, node.name);
  if (record === undefined && entity?.kind !== "law") {
    const names = namesOf(scope, "fit", "law");
    const offer = nearest(node.name, names);
    return failure(
      error("no-fit", `${node.name} is neither a fit nor a law`, node.span, {
        note: names.length === 0 ? "no law is defined yet" : `fits and laws: ${names.map(written).join(", ")}`,
        ...(offer === undefined
          ? { help: "compare fits, or laws to be fitted" }
          : { help: `did you mean ${written(offer)}?`, fix: { span: node.span, text: written(offer) } }),
      }),
    );
  }
  const before = record === undefined ? undefined : parse(record.text);
  const made = before?.ok === true ? before.value.statements[0] : undefined;
  const known = made?.kind === "fit" ? made : undefined;
  const lawName = record?.result.law.name ?? node.name;
  const law: NameNode = { kind: "name", name: lawName, span: node.span };
  const own = (known?.clauses ?? []).filter((c) => !["on", "as", "holdingOut", "with"].includes(c.kind));
  const options = [...(clause(known ?? compare, "with")?.definitions ?? [])].filter(
    (d) => known !== undefined || d.name.name !== "interval",
  );
  const asked = clause(compare, "with")?.definitions ?? [];
  const merged = [...options.filter((d) => !asked.some((a) => a.name.name === d.name.name)), ...asked];
  const to = clause(compare, "to");
  const clauses: Clause[] = [
    ...own.filter((c) => to === undefined || c.kind !== "to").map((c) => ({ ...c, span: node.span })),
    ...(to === undefined ? [] : [to]),
    { kind: "on", data, span: data.span },
    ...(merged.length === 0 ? [] : [{ kind: "with", definitions: merged, span: node.span } as const]),
  ];
  const statement: FitStatement = { kind: "fit", law, clauses, span: node.span };
  // The law may have been given another meaning since it was fitted.
  const current = scope.entities.get(lawName);
  const same = record === undefined || (current?.kind === "law" && lawText(current.law) === lawText(record.result.law));
  return success({
    name: node.name,
    node,
    statement,
    scope: same || record === undefined ? scope : define(scope, lawName, { kind: "law", law: record.result.law }),
  });
}
