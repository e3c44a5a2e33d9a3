import type { CallNode, Expression, IndexNode, MemberNode, NameNode } from "../../grammar/syntax.ts";
import type { NodeId } from "./expression.ts";

/** An argument of a call: one node, or the components of a vector. */
export type Argument = readonly NodeId[];

/** What names mean while an expression becomes a graph; each answers undefined for a name it does not know. */
export interface Meanings {
  readonly name: (node: NameNode) => NodeId | undefined;
  readonly member?: (node: MemberNode) => NodeId | undefined;
  /** A law, a let or a local function called with these arguments. */
  readonly call?: (node: CallNode, args: readonly Argument[]) => NodeId | undefined;
  /** The components of a vector that a name stands for. */
  readonly vector?: (node: NameNode) => Argument | undefined;
  /** A number made of a whole column or list, `mean(runs.loss)`; undefined where the call asks about none. */
  readonly columnNumber?: (node: CallNode) => NodeId | undefined;
  /** One of several under a name: `E["llama"]`, `b[i]`; in a term that may be none a level that is not there is NaN. */
  readonly index?: (node: IndexNode, indices: readonly NodeId[], mayLack?: boolean) => NodeId | undefined;
  /** The values of a list that a name stands for, as texts' codes or numbers. */
  readonly list?: (domain: Expression) => readonly number[] | undefined;
  /** The greatest value of a data-only node over the data at hand. */
  readonly largest?: (node: NodeId) => number | undefined;
  /** Where a run begins, 1 and elsewhere 0; absent where no runs are named. */
  readonly start?: NodeId;
  /** Told a condition without which what was built has no value. */
  readonly guard?: (condition: NodeId) => void;
  /** Names to offer for a typo. */
  readonly known: () => readonly string[];
  /** How a name that is not in scope is written where another fit has it: `chin.β`. */
  readonly elsewhere?: (name: string) => string | undefined;
}
