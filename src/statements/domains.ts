import { type Diagnostic, error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import type { Domain, Expression, ListNode } from "../../grammar/syntax.ts";
import { formatNumber } from "../view/format-number.ts";
import type { Scope } from "./scope.ts";

/** What may stand after `in`: numbers, texts, or a range. */
export type DomainValue =
  | { readonly kind: "numbers"; readonly values: readonly number[] }
  | { readonly kind: "texts"; readonly values: readonly string[] }
  | { readonly kind: "range"; readonly low: number; readonly high: number };

/** Reads the number that an expression stands for in a scope. */
export type ReadNumber = (expression: Expression, scope: Scope) => Outcome<number>;

/** A list is at most this long; grids of several lists are bounded separately. */
const longestList = 1_000_000;

/** Reads a domain: `a..b`, `[…]`, `linspace(a, b, n)`, `logspace(a, b, n)`, `integers(a, b)`, or a let that is a list. */
export function readDomain(domain: Domain, scope: Scope, numberIn: ReadNumber): Outcome<DomainValue> {
  if (domain.kind === "range") {
    const low = numberIn(domain.from, scope);
    const high = numberIn(domain.to, scope);
    if (!low.ok) return low;
    if (!high.ok) return high;
    if (!(low.value < high.value)) {
      return failure(
        error(
          "empty-range",
          `the range ${formatNumber(low.value, "count")}..${formatNumber(high.value, "count")} is empty`,
          domain.span,
          {
            help: "write the smaller end first",
          },
        ),
      );
    }
    return success({ kind: "range", low: low.value, high: high.value });
  }
  if (domain.kind === "list") {
    if (domain.items.some((item) => item.kind === "string")) {
      const stray = mixedList(domain);
      if (stray !== undefined) return failure(stray);
      return success({
        kind: "texts",
        values: domain.items.flatMap((item) => (item.kind === "string" ? [item.value] : [])),
      });
    }
    const values: number[] = [];
    for (const item of domain.items) {
      const value = numberIn(item, scope);
      if (!value.ok) return value;
      values.push(value.value);
    }
    return success({ kind: "numbers", values });
  }
  if (domain.kind === "name") {
    const entity = scope.entities.get(domain.name);
    if (entity?.kind === "let" && entity.parameters === undefined)
      return readDomain(entity.value, entity.scope, numberIn);
  }
  if (domain.kind === "call")
    return listCall(domain.callee.name, domain.arguments, domain.span, (e) => numberIn(e, scope));
  return failure(
    error("not-a-domain", "after `in` stands a range or a list", domain.span, {
      help: "write 1B..10T, [1B, 7B], logspace(1B, 10T, 20) or integers(1, 8)",
    }),
  );
}

/** The diagnostic for a list of numbers and texts; undefined where it is of one kind. */
function mixedList({ items }: ListNode): Diagnostic | undefined {
  const stray = items.some((item) => item.kind === "string") ? items.find((item) => item.kind !== "string") : undefined;
  return stray === undefined
    ? undefined
    : error("mixed-list", "a list holds numbers or texts, not both", stray.span, { help: "put texts between quotes" });
}

/** The number of at most 12 digits that rounding has moved, 1e22 of 1.000000000000003e22; any other as it is. */
function decimal(value: number): number {
  const short = Number(value.toPrecision(12));
  return Math.abs(short - value) <= 2e-14 * value ? short : value;
}

function listCall(
  name: string,
  args: readonly Expression[],
  span: Span,
  read: (expression: Expression) => Outcome<number>,
): Outcome<DomainValue> {
  const wanted = name === "integers" ? 2 : name === "linspace" || name === "logspace" ? 3 : 0;
  if (wanted === 0) {
    return failure(
      error(
        "not-a-domain",
        name === "simplex" ? "a simplex is searched, as a whole" : `${name}(…) is not a list`,
        span,
        {
          help:
            name === "simplex"
              ? "write minimize … over r in simplex(3)"
              : "lists are linspace, logspace, integers, or [a, b, c]",
        },
      ),
    );
  }
  if (args.length !== wanted) {
    return failure(error("wrong-arguments", `${name} takes ${wanted} arguments, not ${args.length}`, span));
  }
  const numbers: number[] = [];
  for (const arg of args) {
    const value = read(arg);
    if (!value.ok) return value;
    numbers.push(value.value);
  }
  const [a = 0, b = 0, n = 0] = numbers;
  const count = name === "integers" ? Math.floor(b) - Math.ceil(a) + 1 : n;
  if (!Number.isInteger(count) || count < 1 || count > longestList) {
    return failure(
      error("bad-count", `${name} cannot give ${formatNumber(count)} values`, span, {
        help: "ask for a whole number of values, from 1 to a million",
      }),
    );
  }
  if (name === "logspace" && !(a > 0 && b > 0)) {
    return failure(error("not-positive", "logspace needs ends above zero", span, { help: "use linspace" }));
  }
  const at = (k: number): number => {
    if (name === "integers") return Math.ceil(a) + k;
    const t = count === 1 ? 0 : k / (count - 1);
    if (k === 0) return a;
    if (k === count - 1) return b;
    return name === "linspace" ? a + t * (b - a) : decimal(Math.exp(Math.log(a) + t * (Math.log(b) - Math.log(a))));
  };
  return success({ kind: "numbers", values: Array.from({ length: count }, (_, k) => at(k)) });
}
