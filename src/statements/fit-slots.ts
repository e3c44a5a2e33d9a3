import type { GraphBuilder, NodeId } from "../law/expression.ts";
import type { External } from "../law/law.ts";
import type { Slot } from "./compiled.ts";
import type { FitRecord } from "./scope.ts";

/** The parameters of fits as param nodes of a graph: each once, however often it is named. */
export class FitSlots {
  readonly slots: Slot[] = [];
  private readonly graph: GraphBuilder;

  constructor(graph: GraphBuilder) {
    this.graph = graph;
  }

  /** Parameter `index` of a fit's law: a constant where it is fixed. */
  parameter(fit: FitRecord, index: number): NodeId {
    const { estimate, draws, law } = fit.result;
    const fixed = law.parameters[index]?.fixed;
    if (fixed !== undefined) return this.graph.constant(fixed);
    const column = Float64Array.from(
      { length: draws.count },
      (_, k) => draws.values[k * draws.width + index] ?? Number.NaN,
    );
    return this.node({
      key: `${fitKey(fit)} ${index}`,
      value: estimate[index] ?? Number.NaN,
      draws: column,
      source: { fit, index },
    });
  }

  /** A parameter that a law has frozen from another fit. */
  external({ name, value, draws }: External): NodeId {
    return this.node({ key: `external ${name} ${value}`, value, draws });
  }

  private node(slot: Slot): NodeId {
    let at = this.slots.findIndex((s) => s.key === slot.key);
    if (at < 0) at = this.slots.push(slot) - 1;
    return this.graph.parameter(at);
  }
}

const fitKeys = new WeakMap<FitRecord, number>();
let nextFitKey = 0;
/** Two fits of one name are told apart by identity; the number never leaves this module. */
function fitKey(fit: FitRecord): number {
  const known = fitKeys.get(fit);
  if (known !== undefined) return known;
  fitKeys.set(fit, nextFitKey);
  return nextFitKey++;
}
