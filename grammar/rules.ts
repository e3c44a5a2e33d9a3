import { clausesOf, clauseWords } from "./clauses.ts";
import { conditionMistakes } from "./conditions.ts";
import { type Diagnostic, error, type Span } from "./diagnostic.ts";
import { functionNames } from "./function-names.ts";
import { nearest } from "./nearest.ts";
import { printExpression } from "./print-expression.ts";
import type { Clause, DefinitionNode, Expression, NameNode, Statement } from "./syntax.ts";
import { verbs } from "./tokens.ts";

/** What is wrong with a statement that the grammar could read: the rules of the language that a grammar cannot say. */
export function ruleMistakes(statement: Statement): readonly Diagnostic[] {
  if (statement.kind === "explain") return ruleMistakes(statement.statement);
  return [
    ...clauseMistakes(statement),
    ...definitionMistakes(statement),
    ...conditionMistakes(statement),
    ...nameMistakes(statement),
    ...raggedRows(statement),
    ...strayPriors(statement),
  ];
}

function clauseMistakes(statement: Statement): readonly Diagnostic[] {
  const mistakes: Diagnostic[] = [];
  const seen = new Map<string, Span>();
  for (const clause of statement.clauses) {
    const place = wordSpan(clause);
    const earlier = seen.get(clause.kind);
    if (!clausesOf[statement.kind].includes(clause.kind)) mistakes.push(foreignClause(statement, clause));
    else if (earlier !== undefined && statement.kind !== "data") {
      mistakes.push(
        error("repeated-clause", `${clauseWords[clause.kind]} is said twice`, place, {
          labels: [{ span: earlier, text: "said here first" }],
          help: joinable.has(clause.kind) ? "join the two with a comma" : "keep one of them",
        }),
      );
    }
    if (earlier === undefined) seen.set(clause.kind, place);
  }
  return mistakes;
}

const joinable: ReadonlySet<Clause["kind"]> = new Set(["at", "with", "where", "over", "subjectTo"]);

function wordSpan(clause: Clause): Span {
  const { start, end } = clause.span;
  return { start, end: Math.min(end, start + clauseWords[clause.kind].length) };
}

function foreignClause(statement: Statement, clause: Clause): Diagnostic {
  const word = clauseWords[clause.kind];
  if (statement.kind === "fit" && clause.kind === "where") return fitWhere(statement.clauses, clause);
  if (statement.kind === "expression") {
    const { expression } = statement;
    const verb = expression.kind === "name" ? nearest(expression.name, verbs) : undefined;
    if (expression.kind === "name" && verb !== undefined) return unknownVerb(expression.name, expression.span, verb);
    return error("foreign-clause", `an expression takes no ${word}`, wordSpan(clause), {
      help: `a statement begins with its verb: predict, solve, plot …`,
    });
  }
  const words = clausesOf[statement.kind].map((kind) => clauseWords[kind]);
  return error("foreign-clause", `${statement.kind} takes no ${word}`, wordSpan(clause), {
    help: words.length === 0 ? `${statement.kind} takes no clauses` : `its clauses: ${words.join(", ")}`,
  });
}

/** The diagnostic of a mistyped verb. */
export function unknownVerb(word: string, span: Span, verb: string): Diagnostic {
  return error("unknown-verb", `no statement begins with ${word}`, span, {
    help: `did you mean ${verb}?`,
    fix: { span, text: verb },
  });
}

function fitWhere(clauses: readonly Clause[], where: Clause): Diagnostic {
  const on = clauses.find((clause) => clause.kind === "on");
  const runs = on?.kind === "on" ? on.data.name : "runs";
  return error("fit-where", "fit has no where: the rows are chosen in data", wordSpan(where), {
    help: `write \`data chosen = ${runs} where …\` above, and fit on chosen; bounds of parameters stand in the law's where`,
  });
}

function definitionMistakes(statement: Statement): readonly Diagnostic[] {
  const mistakes: Diagnostic[] = [];
  const own = statement.kind === "let" || statement.kind === "set" ? statement.definitions : [];
  const within = statement.clauses.flatMap((clause) => (clause.kind === "with" ? clause.definitions : []));
  for (const definition of [...own, ...within]) {
    mistakes.push(...chained(definition.value));
    if (definition.relation === "~" && statement.kind !== "data") mistakes.push(strayDraw(definition));
    if (definition.parameters !== undefined && statement.kind !== "let" && statement.kind !== "law")
      mistakes.push(strayFunction(definition));
  }
  for (const clause of statement.clauses) {
    if (clause.kind === "keeping")
      for (const item of clause.items) if (item.kind === "definition") mistakes.push(...chained(item.value));
    if (clause.kind === "at")
      for (const binding of clause.bindings) if (binding.relation === "=") mistakes.push(...chained(binding.value));
  }
  if (statement.kind === "law") mistakes.push(...chained(statement.body));
  return mistakes;
}

/** `a = b = c`: the first `=` binds, and what the second would do is anyone's guess. */
function chained(value: Expression): readonly Diagnostic[] {
  if (value.kind !== "comparison" || value.operator !== "=" || value.span.start < value.left.span.start) return [];
  const between = { start: value.left.span.end, end: value.right.span.start };
  return [
    error("chained-comparison", "two = in a row", between, {
      note: "the first one binds",
      help: "put a comparison in parentheses",
    }),
  ];
}

function strayDraw(definition: DefinitionNode): Diagnostic {
  return error("stray-draw", "only the with of data draws at random", definition.span, {
    help: `write ${definition.name.name} = …`,
  });
}

function strayFunction(definition: DefinitionNode): Diagnostic {
  return error("stray-function", "a function is not defined here", definition.span, {
    help: "define it with let, or in the with of a law",
  });
}

function nameMistakes(statement: Statement): readonly Diagnostic[] {
  const taken = (name: NameNode, what: string): readonly Diagnostic[] =>
    functionNames.has(name.name)
      ? [
          error(
            "function-name",
            `${what} cannot be called ${name.name}, which is a function of the language`,
            name.span,
            {
              help: "choose another name, or change its case",
            },
          ),
        ]
      : [];
  const named = statement.clauses.flatMap((clause) => {
    if (clause.kind === "as") return taken(clause.name, "a fit");
    if (clause.kind !== "with") return [];
    return clause.definitions.flatMap((definition) =>
      definition.parameters === undefined ? [] : taken(definition.name, "a function"),
    );
  });
  if (statement.kind === "law") return [...taken(statement.name, "a law"), ...named];
  if (statement.kind === "let")
    return [...statement.definitions.flatMap((definition) => taken(definition.name, "a let")), ...named];
  return named;
}

function raggedRows(statement: Statement): readonly Diagnostic[] {
  if (statement.kind !== "data" || statement.source.kind !== "table") return [];
  const { columns, rows } = statement.source;
  const index = rows.findIndex((row) => row.length !== columns.length);
  const row = rows[index];
  if (row === undefined) return [];
  const span = { start: row[0]!.span.start, end: row.at(-1)!.span.end };
  const count = (n: number, word: string) => `${n} ${word}${n === 1 ? "" : "s"}`;
  return [
    error(
      "ragged-row",
      `row ${index + 1} has ${count(row.length, "value")} for ${count(columns.length, "column")}`,
      span,
      {
        note: `columns: ${columns.map((column) => column.name).join(", ")}`,
        help: "values are separated by commas, rows by |",
      },
    ),
  ];
}

/** `β ~ normal(0.35, 0.1)` belongs to a law's `where`; the grammar reads it in every `where`. */
function strayPriors(statement: Statement): readonly Diagnostic[] {
  if (statement.kind === "law") return [];
  const conditions = statement.clauses.flatMap((clause) => (clause.kind === "where" ? clause.conditions : []));
  return conditions.flatMap((condition) =>
    condition.kind === "comparison" && condition.operator === "~"
      ? [
          error("stray-draw", "a prior belongs to the where of a law", condition.span, {
            help: `write law … where ${printExpression(condition)}`,
          }),
        ]
      : [],
  );
}
