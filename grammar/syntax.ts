import type { Span } from "./diagnostic.ts";
import type { CallNode, Domain, Expression, NameNode, NumberNode, StringNode } from "./expression-syntax.ts";
import type { StatementBase } from "./statement-base.ts";

export type {
  AggregateNode,
  BinaryNode,
  CallNode,
  ComparisonNode,
  ConditionalNode,
  Domain,
  Expression,
  IndexNode,
  ListNode,
  LogicalNode,
  MemberNode,
  MembershipNode,
  NameNode,
  NumberNode,
  RangeNode,
  StringNode,
  UnaryNode,
} from "./expression-syntax.ts";
export type { InnerComment } from "./statement-base.ts";

/** `name = value`, `name(parameters) = value`: a definition after `with`, `let`, `set`, or an option. */
export interface DefinitionNode {
  readonly kind: "definition";
  readonly name: NameNode;
  readonly parameters?: readonly NameNode[];
  /** `=` binds; `~` draws from a distribution (only in `data … with`). */
  readonly relation: "=" | "~";
  readonly value: Expression;
  readonly span: Span;
}
/** `N = 7B` (one value) or `D in 1B..2T` (a list or a range) after `at` or `predict`. */
export type BindingNode =
  | {
      readonly kind: "binding";
      readonly relation: "=";
      readonly name: NameNode;
      readonly value: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "binding";
      readonly relation: "in";
      readonly name: NameNode;
      readonly value: Domain;
      readonly span: Span;
    };
/** `N` or `N in 20M..1B` after `over`. */
export interface SearchNode {
  readonly kind: "search";
  readonly name: NameNode;
  readonly domain?: Domain;
  readonly span: Span;
}

/** `argmin(loss)`, `envelope(loss against C)` after `keeping`: rows chosen, or a row made, of each group. */
export interface PickNode {
  readonly kind: "pick";
  readonly callee: NameNode;
  readonly of: Expression;
  readonly against?: Expression;
  readonly span: Span;
}

/** A clause of a statement, in the order written; all but `data`'s are said at most once. */
export type Clause =
  | { readonly kind: "on"; readonly data: NameNode; readonly span: Span }
  | { readonly kind: "to"; readonly response: Expression; readonly span: Span }
  | { readonly kind: "at"; readonly bindings: readonly BindingNode[]; readonly span: Span }
  | {
      readonly kind: "using";
      readonly loss: NameNode | CallNode;
      readonly space?: "log" | "linear";
      /** Further measures, of `compare`. */
      readonly more?: readonly (NameNode | CallNode)[];
      readonly span: Span;
    }
  | { readonly kind: "keeping"; readonly items: readonly (DefinitionNode | PickNode)[]; readonly span: Span }
  | { readonly kind: "matching"; readonly data: NameNode; readonly span: Span }
  | { readonly kind: "holdingOut"; readonly condition: Expression; readonly span: Span }
  | { readonly kind: "with"; readonly definitions: readonly DefinitionNode[]; readonly span: Span }
  | { readonly kind: "where"; readonly conditions: readonly Expression[]; readonly span: Span }
  | { readonly kind: "as"; readonly name: NameNode; readonly span: Span }
  | { readonly kind: "by"; readonly names: readonly NameNode[]; readonly span: Span }
  | { readonly kind: "sharing"; readonly names: readonly NameNode[]; readonly span: Span }
  | { readonly kind: "over"; readonly searches: readonly SearchNode[]; readonly span: Span }
  | { readonly kind: "subjectTo"; readonly conditions: readonly Expression[]; readonly span: Span }
  | { readonly kind: "for"; readonly search: SearchNode; readonly span: Span }
  | { readonly kind: "against"; readonly expression: Expression; readonly span: Span };

/** What `data NAME` is made from. */
export type DataSource =
  | { readonly kind: "file"; readonly path: StringNode }
  /** `toy(N, D, loss) = [1, 2, 3 | 4, 5, 6]`. */
  | { readonly kind: "table"; readonly columns: readonly NameNode[]; readonly rows: readonly (readonly Expression[])[] }
  /** Another data set of the scope. */
  | { readonly kind: "dataset"; readonly name: NameNode }
  /** No source but an `at` clause: a grid. */
  | { readonly kind: "grid" };

export interface DataStatement extends StatementBase {
  readonly kind: "data";
  readonly name: NameNode;
  readonly source: DataSource;
  /** `where`, `with`, `at`, `keeping`, `matching`, acting in the order written; a `by` belongs to the clause before it. */
  readonly clauses: readonly Clause[];
}
export interface LawStatement extends StatementBase {
  readonly kind: "law";
  readonly name: NameNode;
  readonly variables: readonly NameNode[];
  readonly body: Expression;
  /** `with`, `where`, `by`. */
  readonly clauses: readonly Clause[];
}
export interface LetStatement extends StatementBase {
  readonly kind: "let";
  readonly definitions: readonly DefinitionNode[];
  readonly clauses: readonly Clause[];
}
export interface FitStatement extends StatementBase {
  readonly kind: "fit";
  /** The law; absent: the last one. */
  readonly law?: NameNode;
  /** `to`, `on`, `at`, `using`, `holdingOut`, `with`, `as`, `by`, `sharing`, `keeping` (and `where`, which is refused with a pointer to `data … where`). */
  readonly clauses: readonly Clause[];
}
export interface PredictStatement extends StatementBase {
  readonly kind: "predict";
  /** What is predicted; absent: the last fit. `predict N = 7e9` gives an `at` clause and no target. */
  readonly target?: Expression;
  /** `at`, `on`, `with`. */
  readonly clauses: readonly Clause[];
}
export interface SolveStatement extends StatementBase {
  readonly kind: "solve";
  readonly left: Expression;
  readonly right: Expression;
  /** `for`, `at`, `with`. */
  readonly clauses: readonly Clause[];
}
export interface OptimizeStatement extends StatementBase {
  readonly kind: "minimize" | "maximize";
  readonly objective: Expression;
  /** `over`, `subjectTo`, `at`, `with`. */
  readonly clauses: readonly Clause[];
}
export interface PlotStatement extends StatementBase {
  readonly kind: "plot";
  readonly shape: "curve" | "residual" | "isoflop" | "contour" | "frontier" | "qq" | "profile" | "pareto";
  readonly of: Expression;
  /** Further parameters, of `profile`. */
  readonly others?: readonly Expression[];
  /** `against`, `at`, `over`, `on`, `by`, `with`. */
  readonly clauses: readonly Clause[];
}
export interface CompareStatement extends StatementBase {
  readonly kind: "compare";
  /** Names of fits, or of laws to be fitted to the same rows. */
  readonly fits: readonly NameNode[];
  /** `to`, `on`, `using`, `holdingOut`, `with`. */
  readonly clauses: readonly Clause[];
}
export interface ExportStatement extends StatementBase {
  readonly kind: "export";
  readonly fit: NameNode;
  /** `as` (the format), `to` (the file). */
  readonly clauses: readonly Clause[];
}
export interface ImportStatement extends StatementBase {
  readonly kind: "import";
  /** A law of the library, or a file. */
  readonly source: NameNode | StringNode;
  /** `as`. */
  readonly clauses: readonly Clause[];
}
export interface AssertStatement extends StatementBase {
  readonly kind: "assert";
  readonly conditions: readonly Expression[];
  readonly clauses: readonly Clause[];
}
export interface ReportStatement extends StatementBase {
  readonly kind: "report";
  readonly fit?: NameNode;
  readonly clauses: readonly Clause[];
}
export interface DesignStatement extends StatementBase {
  readonly kind: "design";
  /** How many runs, as written: `8 runs`. */
  readonly runs: NumberNode;
  /** The answer whose interval the runs are to narrow. */
  readonly target: Expression;
  /** `over`, `subjectTo`, `at`, `with`. */
  readonly clauses: readonly Clause[];
}
export interface SetStatement extends StatementBase {
  readonly kind: "set";
  readonly definitions: readonly DefinitionNode[];
  readonly clauses: readonly Clause[];
}
export interface ExplainStatement extends StatementBase {
  readonly kind: "explain";
  /** The statement explained: `fit`, `predict`, `solve`, `minimize`, … */
  readonly statement: Statement;
  readonly clauses: readonly Clause[];
}
export interface ExpressionStatement extends StatementBase {
  readonly kind: "expression";
  readonly expression: Expression;
  readonly clauses: readonly Clause[];
}

/** Anything a program may say. */
export type Statement =
  | DataStatement
  | LawStatement
  | LetStatement
  | FitStatement
  | PredictStatement
  | SolveStatement
  | OptimizeStatement
  | PlotStatement
  | CompareStatement
  | ExportStatement
  | ImportStatement
  | AssertStatement
  | ReportStatement
  | DesignStatement
  | SetStatement
  | ExplainStatement
  | ExpressionStatement;

/** A parsed program; `trailing` holds the comment lines after the last statement. */
export interface Program {
  readonly kind: "program";
  readonly statements: readonly Statement[];
  readonly trailing?: readonly string[];
  readonly span: Span;
}

/** The clause of one kind, if the statement has it. */
export function clause<K extends Clause["kind"]>(
  statement: { readonly clauses: readonly Clause[] },
  kind: K,
): Extract<Clause, { kind: K }> | undefined {
  return statement.clauses.find((c): c is Extract<Clause, { kind: K }> => c.kind === kind);
}
