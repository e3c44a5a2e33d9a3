import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { type BindingNode, type Clause, clause, type Expression, type PlotStatement } from "../../grammar/syntax.ts";
import { walk } from "../../grammar/walk.ts";
import { textOf } from "../law/text-code.ts";
import { written } from "./misused-name.ts";
import { type FitRecord, fitNamed, type Scope } from "./scope.ts";

/** A chart has no more curves than this by its levels. */
const mostLevels = 24;

/** A plot with its `by` written out: `by corpus` is one curve for every level of corpus that the fits have seen. */
export function withLevels(statement: PlotStatement, scope: Scope): Outcome<PlotStatement> {
  const by = clause(statement, "by");
  if (by === undefined) return success(statement);
  const fits: FitRecord[] = [];
  walk(statement.of, (node) => {
    const fit = node.kind === "name" ? fitNamed(scope, node.name) : undefined;
    if (fit !== undefined) fits.push(fit);
  });
  const added: BindingNode[] = [];
  for (const name of by.names) {
    const column = fits
      .map((fit) => fit.inputs[fit.result.law.variables.indexOf(name.name)])
      .find((found) => found !== undefined);
    if (column === undefined)
      return failure(
        error("unknown-variable", `no fit here has levels of ${name.name}`, name.span, {
          help: `fit one law a level first: fit … by ${written(name.name)}`,
        }),
      );
    const levels = [...new Set(column)];
    if (levels.length > mostLevels)
      return failure(
        error("too-many-groups", `${levels.length} levels of ${name.name} are too many for one chart`, name.span, {
          help: `name some of them: at ${written(name.name)} in […]`,
        }),
      );
    const { span } = name;
    const items = levels.map((level): Expression => {
      const text = textOf(level);
      return text === undefined
        ? { kind: "number", value: level, text: String(level), span }
        : { kind: "string", value: text, span };
    });
    added.push({ kind: "binding", relation: "in", name, value: { kind: "list", items, span }, span });
  }
  const at = clause(statement, "at");
  const bindings: Clause = { kind: "at", bindings: [...(at?.bindings ?? []), ...added], span: at?.span ?? by.span };
  return success({
    ...statement,
    clauses: [...statement.clauses.filter((c) => c !== at && c !== by), bindings],
  });
}
