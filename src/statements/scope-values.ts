import type { Column } from "../data/table.ts";
import { typescriptModule } from "../export/typescript.ts";
import { freeParameters, settledValues } from "../law/law.ts";
import { fitJson } from "./fit-json.ts";
import { lawText } from "./law.ts";
import { isList } from "./lists.ts";
import { type Entity, type FitRecord, fitNamed, type Scope } from "./scope.ts";
import type { JsonObject } from "./statement.ts";
import { domainIn, numberIn } from "./values.ts";

/** A variable of a law, as a program in another language gives it. */
export interface VariableKind {
  readonly name: string;
  readonly kind: "number" | "string";
}

/** What a name stands for, as plain data for programs in other languages. */
export type ScopeValue =
  | { readonly kind: "data"; readonly columns: ReadonlyMap<string, Column> }
  | {
      readonly kind: "law";
      readonly text: string;
      readonly variables: readonly string[];
      readonly parameters: readonly string[];
      /** TypeScript of a module with `predict`, where the law has no free parameters. */
      readonly module?: string;
    }
  | {
      readonly kind: "fit";
      readonly text: string;
      /** As `--json` prints it. */
      readonly json: JsonObject;
      readonly variables: readonly VariableKind[];
      /** By parameter, one value a draw. */
      readonly draws: readonly (readonly [string, Float64Array])[];
      /** TypeScript of a module with `predict`, where the law can be written so. */
      readonly module?: string;
    }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "list"; readonly values: readonly (number | string)[] };

const known = new WeakMap<Entity, ScopeValue>();

/** The values in a scope by name; what stays the same is the same object. Functions are left out. */
export function scopeValues(scope: Scope): ReadonlyMap<string, ScopeValue> {
  return new Map(
    [...scope.entities].flatMap(([name, entity]) => {
      const value = known.get(entity) ?? plainValue(scope, name, entity);
      if (value === undefined) return [];
      known.set(entity, value);
      return [[name, value] as const];
    }),
  );
}

function plainValue(scope: Scope, name: string, entity: Entity): ScopeValue | undefined {
  const fit = fitNamed(scope, name);
  if (fit !== undefined) return fitValue(name, fit);
  switch (entity.kind) {
    case "data":
      return { kind: "data", columns: entity.table.columns };
    case "law": {
      const { law } = entity;
      const values = settledValues(law);
      const module =
        freeParameters(law).length === 0 ? typescriptModule({ name, law, values, formula: lawText(law) }) : undefined;
      return {
        kind: "law",
        text: lawText(law),
        variables: law.variables,
        parameters: law.parameters.map((p) => p.name),
        ...(module !== undefined && "text" in module ? { module: module.text } : {}),
      };
    }
    case "let": {
      if (entity.parameters !== undefined) return undefined;
      if (isList(entity.value, entity.scope)) {
        const list = domainIn(entity.value, entity.scope);
        return list.ok && list.value.kind !== "range" ? { kind: "list", values: list.value.values } : undefined;
      }
      const number = numberIn(entity.value, entity.scope);
      return number.ok ? { kind: "number", value: number.value } : undefined;
    }
    default:
      return undefined;
  }
}

function fitValue(name: string, fit: FitRecord): ScopeValue {
  const { law, estimate, draws } = fit.result;
  const texts = new Set(law.texts ?? []);
  const module = typescriptModule({ name, law, values: estimate, formula: lawText(law) });
  return {
    kind: "fit",
    text: lawText(law),
    json: fitJson(fit),
    variables: law.variables.map((v) => ({ name: v, kind: texts.has(v) ? "string" : "number" })),
    draws: law.parameters.map((p, index) => [
      p.name,
      Float64Array.from({ length: draws.count }, (_, k) => draws.values[k * draws.width + index] ?? Number.NaN),
    ]),
    ...("text" in module ? { module: module.text } : {}),
  };
}
