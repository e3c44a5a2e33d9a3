import type { GraphBuilder, NodeId } from "./expression.ts";
import { componentBase } from "./tidy-law.ts";

/** Inputs beyond variables and externals: the components of vectors, each a variable of its own, the column `r[2]`. */
export class Components {
  /** The input of each component, by vector and then by component. */
  readonly inputs: Map<string, Map<number, number>> = new Map();
  private count = 0;

  /** The component that one whole number tells; undefined for any other index. */
  node(builder: GraphBuilder, name: string, indices: readonly NodeId[]): NodeId | undefined {
    const at = indices.length === 1 ? builder.valueOf(indices[0] ?? 0) : undefined;
    return at === undefined || !Number.isInteger(at) || at < 1 ? undefined : this.input(builder, name, at);
  }

  /** The component of that number. */
  input(builder: GraphBuilder, name: string, at: number): NodeId {
    const own = this.inputs.get(name) ?? new Map<number, number>();
    this.inputs.set(name, own);
    const known = own.get(at) ?? componentBase + this.count++;
    own.set(at, known);
    return builder.input(known);
  }
}
