import type { Clause, Statement } from "./syntax.ts";

/** The word that begins each kind of clause. */
export const clauseWords: Readonly<Record<Clause["kind"], string>> = {
  on: "on",
  to: "to",
  at: "at",
  using: "using",
  holdingOut: "holding out",
  with: "with",
  where: "where",
  as: "as",
  by: "by",
  sharing: "sharing",
  over: "over",
  subjectTo: "subject to",
  for: "for",
  against: "against",
  keeping: "keeping",
  matching: "matching",
};

/** The clauses each kind of statement takes, in the order they are best told; `explain` takes those of what it explains. */
export const clausesOf: Readonly<Record<Statement["kind"], readonly Clause["kind"][]>> = {
  data: ["where", "with", "at", "keeping", "matching", "by"],
  law: ["with", "where", "by"],
  let: [],
  fit: ["to", "on", "at", "using", "holdingOut", "with", "as", "by", "sharing", "keeping"],
  predict: ["at", "on", "with"],
  solve: ["for", "at", "with"],
  minimize: ["over", "subjectTo", "at", "with"],
  maximize: ["over", "subjectTo", "at", "with"],
  plot: ["against", "over", "at", "on", "by", "with"],
  compare: ["to", "on", "using", "holdingOut", "with"],
  export: ["as", "to"],
  import: ["as"],
  design: ["over", "subjectTo", "at", "with"],
  assert: [],
  report: [],
  set: [],
  explain: [],
  expression: [],
};

/** How many clauses are written as part of a statement's head: the grid of `data`, and the first of `predict` without a target. */
export function headClauses(statement: Statement): 0 | 1 {
  if (statement.kind === "explain") return headClauses(statement.statement);
  if (statement.kind === "data") return statement.source.kind === "grid" ? 1 : 0;
  return statement.kind === "predict" && statement.target === undefined ? 1 : 0;
}
