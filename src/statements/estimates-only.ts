import type { Entity, FitRecord, Scope } from "./scope.ts";

/**
 * The scope with every fit reduced to its estimate: what stands in it is checked in a thousandth of the time, for no
 * mistake depends on the draws.
 */
export function estimatesOnly(scope: Scope): Scope {
  const known = reduced.get(scope);
  if (known !== undefined) return known;
  const seen = new Map<FitRecord, FitRecord>();
  const record = (fit: FitRecord): FitRecord => {
    const made = seen.get(fit) ?? withoutDraws(fit, record);
    seen.set(fit, made);
    return made;
  };
  const entities = new Map(
    [...scope.entities].map(([name, entity]): readonly [string, Entity] => {
      if (entity.kind === "fit") return [name, { ...entity, fit: record(entity.fit) }];
      if (entity.kind === "law" && entity.fit !== undefined) return [name, { ...entity, fit: record(entity.fit) }];
      if (entity.kind === "let") return [name, { ...entity, scope: estimatesOnly(entity.scope) }];
      return [name, entity];
    }),
  );
  const made = { ...scope, entities, ...(scope.lastFit === undefined ? {} : { lastFit: record(scope.lastFit) }) };
  reduced.set(scope, made);
  return made;
}

/** A scope is never changed, so its reduced form is made once. */
const reduced = new WeakMap<Scope, Scope>();

function withoutDraws(fit: FitRecord, record: (fit: FitRecord) => FitRecord): FitRecord {
  const { draws, replicates } = fit.result;
  const none = { count: 0, values: new Float64Array(0) };
  return {
    ...fit,
    result: {
      ...fit.result,
      draws: { ...draws, ...none, failed: 0 },
      replicates: { ...replicates, ...none },
      rule: { method: "percentile", blocks: [] },
    },
    ...(fit.groups === undefined
      ? {}
      : { groups: fit.groups.map((group) => ({ ...group, record: record(group.record) })) }),
  };
}
