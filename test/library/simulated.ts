import { parse } from "../../grammar/parse.ts";
import { printExpression, printStatement } from "../../grammar/print.ts";
import { type Clause, clause, type Domain, type LawStatement } from "../../grammar/syntax.ts";
import type { Session } from "../../src/index.ts";
import { type LibraryLaw, libraryLaws } from "../../src/library/library.ts";
import { hold } from "../statements/try.ts";

/** The laws that say something at a point and have a sample; others go along the rows of runs. */
export const pointLaws: readonly LibraryLaw[] = libraryLaws().filter(
  ({ sample, steps }) => sample !== undefined && steps === undefined,
);

/** The name under which a law of the library is fitted again. */
export const refit = "Refit";

/** Whether a condition fixes a parameter at a number: of ties the right side is a name or more. */
function fixes(condition: Domain): boolean {
  if (condition.kind !== "comparison" || condition.operator !== "=") return false;
  const { right } = condition;
  return right.kind === "number" || (right.kind === "unary" && right.operand.kind === "number");
}

function statementOf({ name, text }: LibraryLaw): LawStatement {
  const parsed = parse(text);
  const statement = parsed.ok ? parsed.value.statements[0] : undefined;
  if (statement?.kind !== "law") throw new Error(`${name}.law holds no law`);
  return statement;
}

/** The law with its constants at the published values, or at the example's where it leaves them free. */
export function settled({ text, example }: LibraryLaw): string {
  if (example === undefined) return text;
  return text.includes("where") ? `${text}, ${example}` : `${text} where ${example}`;
}

/** The constants that `settled` gives the law, by name as written. */
export function truthOf(law: LibraryLaw): ReadonlyMap<string, number> {
  const statement = statementOf({ ...law, text: settled(law) });
  const fixed = (clause(statement, "where")?.conditions ?? []).filter(fixes);
  return new Map(
    fixed.flatMap((condition) =>
      condition.kind === "comparison"
        ? [[printExpression(condition.left), Number(printExpression(condition.right))] as const]
        : [],
    ),
  );
}

/** The law with every constant free, under the name `Refit`; its bounds and ties stay. */
export function freed(law: LibraryLaw): string {
  const statement = statementOf(law);
  const clauses = statement.clauses.flatMap((clause): readonly Clause[] => {
    if (clause.kind !== "where") return [clause];
    const conditions = clause.conditions.filter((condition) => !fixes(condition));
    return conditions.length === 0 ? [] : [{ ...clause, conditions }];
  });
  return printStatement({ ...statement, name: { ...statement.name, name: refit }, clauses });
}

/** Noiseless rows of the law on its sample, as a data set `sim` whose response is `observed`. */
export function simulation(law: LibraryLaw): string {
  // A column of vectors is called by the list that it is made of.
  const variables = statementOf(law).variables.map(
    ({ name }) => new RegExp(`with ${name} = (\\[[^\\]]*\\])`, "u").exec(law.sample ?? "")?.[1] ?? name,
  );
  return `${settled(law)}\ndata sim = ${law.sample ?? ""} with observed = ${law.name}(${variables.join(", ")})`;
}

/** A session with noiseless rows `sim` of a law along runs, on its sample: what it predicts there. */
export async function simulatedRuns(law: LibraryLaw): Promise<Session> {
  const { session, last } = await hold(`${settled(law)}\ndata rows = ${law.sample ?? ""}\npredict ${law.name} on rows`);
  const values = Float64Array.from((last.points as readonly { readonly value: number }[]).map(({ value }) => value));
  session.define("sim", [...session.data().get("rows")!, ["observed", { kind: "number", values }]]);
  return session;
}
