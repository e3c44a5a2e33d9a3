import { clauseWords, headClauses } from "./clauses.ts";
import { printDomain, printExpression, printName, printSum, printValue } from "./print-expression.ts";
import { countCodePoints } from "./source.ts";
import type {
  BindingNode,
  Clause,
  DefinitionNode,
  Expression,
  NameNode,
  PickNode,
  Program,
  SearchNode,
  Statement,
} from "./syntax.ts";
import { verbs } from "./tokens.ts";

export { printExpression } from "./print-expression.ts";

/** The column beyond which a statement is wrapped, a clause to a line. */
const widest = 100;
const indent = "  ";

/** A program in canonical form, ending with a newline: `parse` gives the same tree back, up to spans. */
export function print(program: Program): string {
  const lines: string[] = [];
  for (const [index, statement] of program.statements.entries()) {
    const leading = statement.leading ?? [];
    lines.push(...leading.map(commentLine));
    const text = printStatement(statement);
    // A line that begins with - right under another would be refused.
    if (text.startsWith("-") && index > 0 && !leading.includes("")) lines.push("");
    lines.push(statement.trailing === undefined ? text : `${text}  ${commentLine(statement.trailing)}`);
  }
  lines.push(...(program.trailing ?? []).map(commentLine));
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** One statement in canonical form, without the comments above and behind it; wrapped where it is long. */
export function printStatement(statement: Statement): string {
  const { head, clauses } = pieces(statement);
  const inner = statement.inner ?? [];
  const oneLine = [head, ...clauses].join(" ");
  if (inner.length === 0 && !oneLine.includes("\n") && countCodePoints(oneLine) <= widest) return oneLine;
  const lines = [broken(statement, head)];
  for (const [index, clause] of clauses.entries()) {
    for (const comment of inner.filter((c) => c.before === index + headClauses(statement))) {
      if (comment.own) lines.push(indent + commentLine(comment.text));
      else lines.push(`${lines.pop()}  ${commentLine(comment.text)}`);
    }
    lines.push(indent + clause);
  }
  return lines.join("\n");
}

function commentLine(text: string): string {
  return text === "" ? "" : `#${text}`.trimEnd();
}

interface Pieces {
  readonly head: string;
  readonly clauses: readonly string[];
}

function pieces(statement: Statement): Pieces {
  if (statement.kind === "explain") {
    const { head, clauses } = pieces(statement.statement);
    return { head: `explain ${head}`, clauses };
  }
  const [head = "", ...clauses] = [printHead(statement), ...statement.clauses.map(printClause)].map(apart);
  if (headClauses(statement) === 0) return { head, clauses };
  const [first, ...rest] = clauses;
  // `predict N = 7e9` does without its `at`.
  const text = statement.kind === "predict" ? first?.replace(/^at /, "") : first;
  return { head: `${head} ${text}`, clauses: rest };
}

/** A name `subject` right before the clause `to` would be read as one word with it. */
function apart(text: string, index: number, all: readonly string[]): string {
  return all[index + 1]?.startsWith("to ") === true
    ? text.replace(/(?<![\p{L}\p{M}\p{Nd}₀-₉_`])subject$/u, "`subject`")
    : text;
}

type Plain = Exclude<Statement, { kind: "explain" }>;

function printHead(statement: Plain): string {
  switch (statement.kind) {
    case "data": {
      const { source } = statement;
      const columns = source.kind === "table" ? `(${list(source.columns, printName)})` : "";
      return `data ${printName(statement.name)}${columns} =${printSource(source, " | ")}`;
    }
    case "law":
      return `law ${printName(statement.name)}(${list(statement.variables, printName)}) = ${printValue(statement.body)}`;
    case "let":
    case "set":
      return `${statement.kind} ${list(statement.definitions, printDefinition)}`;
    case "fit":
      return named("fit", statement.law);
    case "report":
      return named("report", statement.fit);
    case "predict":
      return statement.target === undefined ? "predict" : `predict ${printSum(statement.target)}`;
    case "solve":
      return `solve ${printSum(statement.left)} = ${printSum(statement.right)}`;
    case "minimize":
    case "maximize":
      return `${statement.kind} ${printSum(statement.objective)}`;
    case "plot":
      return `plot ${statement.shape} of ${list([statement.of, ...(statement.others ?? [])], printSum)}`;
    case "compare":
      return `compare ${list(statement.fits, printName)}`;
    case "export":
      return `export ${printName(statement.fit)}`;
    case "import":
      return `import ${printExpression(statement.source)}`;
    case "design":
      return `design ${printExpression(statement.runs)} for ${printSum(statement.target)}`;
    case "assert":
      return `assert ${list(statement.conditions, printExpression)}`;
    case "expression":
      return printBare(statement.expression);
  }
}

function printSource(source: Extract<Plain, { kind: "data" }>["source"], between: string): string {
  switch (source.kind) {
    case "file":
      return ` ${printExpression(source.path)}`;
    case "dataset":
      return ` ${printName(source.name)}`;
    case "table":
      return ` [${source.rows.map((row) => list(row, printSum)).join(between)}]`;
    case "grid":
      return "";
  }
}

/** The head of a statement that is wrapped: a table that is too long gets a line for each row. */
function broken(statement: Statement, head: string): string {
  const inside = statement.kind === "explain" ? statement.statement : statement;
  if (countCodePoints(head) <= widest || inside.kind !== "data" || inside.source.kind !== "table") return head;
  const table = printSource(inside.source, " | ");
  const rows = printSource(inside.source, ` |\n${indent}`).slice(2, -1);
  return `${head.slice(0, head.length - table.length)} [\n${indent}${rows}\n]`;
}

function named(verb: string, name: NameNode | undefined): string {
  return name === undefined ? verb : `${verb} ${printName(name)}`;
}

const leadingVerb = new RegExp(`^(?:${verbs.join("|")})(?![\\p{L}\\p{M}\\p{Nd}₀-₉_])`, "u");

/** An expression as a statement: a name in front that is also a verb needs backticks there. */
function printBare(expression: Expression): string {
  return printExpression(expression).replace(leadingVerb, "`$&`");
}

function printClause(clause: Clause): string {
  const word = clauseWords[clause.kind];
  switch (clause.kind) {
    case "on":
      return `${word} ${printName(clause.data)}`;
    case "to":
      return `${word} ${printSum(clause.response)}`;
    case "at":
      return `${word} ${list(clause.bindings, printBinding)}`;
    case "using":
      return `${word} ${list([clause.loss, ...(clause.more ?? [])], printExpression)}${clause.space === undefined ? "" : ` in ${clause.space}`}`;
    case "keeping":
      return `${word} ${list(clause.items, printKept)}`;
    case "matching":
      return `${word} ${printName(clause.data)}`;
    case "holdingOut":
      return `${word} ${printExpression(clause.condition)}`;
    case "with":
      return `${word} ${list(clause.definitions, printDefinition)}`;
    case "where":
    case "subjectTo":
      return `${word} ${list(clause.conditions, printExpression)}`;
    case "as":
      return `${word} ${printName(clause.name)}`;
    case "by":
    case "sharing":
      return `${word} ${list(clause.names, printName)}`;
    case "over":
      return `${word} ${list(clause.searches, printSearch)}`;
    case "for":
      return `${word} ${printSearch(clause.search)}`;
    case "against":
      return `${word} ${printSum(clause.expression)}`;
  }
}

/** `r = max(D/U - 1, 0)`, `G(x) = 1 - x`: a definition as the formatter prints it. */
export function printDefinition({ name, parameters, relation, value }: DefinitionNode): string {
  const signature = parameters === undefined ? "" : `(${list(parameters, printName)})`;
  return `${printName(name)}${signature} ${relation} ${printValue(value)}`;
}

function printKept(item: DefinitionNode | PickNode): string {
  if (item.kind === "definition") return printDefinition(item);
  const against = item.against === undefined ? "" : ` against ${printSum(item.against)}`;
  return `${printName(item.callee)}(${printSum(item.of)}${against})`;
}

function printBinding(binding: BindingNode): string {
  const name = printName(binding.name);
  return binding.relation === "="
    ? `${name} = ${printValue(binding.value)}`
    : `${name} in ${printDomain(binding.value)}`;
}

function printSearch({ name, domain }: SearchNode): string {
  return domain === undefined ? printName(name) : `${printName(name)} in ${printDomain(domain)}`;
}

function list<T>(items: readonly T[], write: (item: T) => string): string {
  return items.map(write).join(", ");
}
