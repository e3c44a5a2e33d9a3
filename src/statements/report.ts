import { error, failure, success } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import type { ReportStatement } from "../../grammar/syntax.ts";
import { extent } from "../ask/quantity.ts";
import { lossText } from "../fit/loss/loss.ts";
import { version } from "../version.ts";
import { formatEstimate, formatNumber } from "../view/format-number.ts";
import { table } from "../view/table.ts";
import { heldOutErrors, scoreText } from "./fit-json.ts";
import { asideWords } from "./fit-warnings.ts";
import { lawText } from "./law.ts";
import { written } from "./misused-name.ts";
import { type FitRecord, fitNamed, namesOf } from "./scope.ts";
import { defineStatement, type StatementRow } from "./statement.ts";

type Line = readonly [string, string];

/** `E >= 0, α in 0..1`: the bounds within which the parameters were searched. */
function boundsLine({ result }: FitRecord): readonly Line[] {
  const bounds = result.law.parameters.flatMap(({ name, lower, upper, fixed, tied }) => {
    if (fixed !== undefined || tied !== undefined) return [];
    if (Number.isFinite(lower) && Number.isFinite(upper)) return [`${name} in ${lower}..${upper}`];
    return Number.isFinite(lower) ? [`${name} >= ${lower}`] : Number.isFinite(upper) ? [`${name} <= ${upper}`] : [];
  });
  return bounds.length === 0 ? [] : [["bounds", bounds.join(", ")]];
}

/** What a reader needs to repeat a fit and to judge it, after the checklist of Li et al. 2025, (Mis)Fitting Scaling Laws. */
function lines(record: FitRecord): readonly Line[] {
  const { result } = record;
  const { law } = result;
  const held = heldOutErrors(record);
  const ranges = law.variables.map((name, k): Line => {
    const [low, high] = extent(record.inputs[k] ?? []);
    const decades = low > 0 ? ` (${Math.log10(high / low).toFixed(1)} decades)` : "";
    return [`range of ${name}`, `${formatNumber(low)} to ${formatNumber(high)}${decades}`];
  });
  const dropped = record.dropped.map((d): Line => ["rows dropped", `${d.rows}: ${d.reason}`]);
  return [
    ["law", lawText(law)],
    ...boundsLine(record),
    ["program", record.text],
    ["version", `lawlab ${version}`],
    ["data", `${record.data}, ${result.rows} rows, response ${record.response}`],
    ...record.sources.map((s): Line => [`SHA-256 of ${s.name}`, s.sha256]),
    ...dropped,
    ...ranges,
    [
      "objective",
      `sum over rows of ${lossText(result.loss)} of the residual in ${result.space} space, ${formatNumber(result.objective, "plain", 10)}`,
    ],
    ...(Number.isFinite(result.delta) && result.loss.kind === "adaptiveHuber"
      ? [["Huber width", `${formatNumber(result.delta)}, adapted to the noise`] as const]
      : []),
    [
      "optimiser",
      "damped Newton from generated starts, linear parameters eliminated, the loss narrowed in steps, to half a Newton decrement of 1e-13 of the objective",
    ],
    ["starts", `${result.startsAgreeing} of ${result.starts} agree on the best objective to 1e-8${asideWords(result)}`],
    ...result.optima
      .slice(1, 4)
      .map(
        (o): Line => [
          "rival minimum",
          `${formatNumber(o.objective, "plain", 7)} from ${o.starts} start${o.starts === 1 ? "" : "s"}`,
        ],
      ),
    ["status", result.status],
    ["condition", formatNumber(result.identifiability.condition)],
    ...result.parameters.map(
      (p): Line => [
        p.name,
        p.state === "fixed"
          ? `${formatNumber(p.value)}, fixed`
          : p.state === "undetermined"
            ? `${formatNumber(p.value)}, not determined by the data`
            : `${formatEstimate(p.value, p.interval)}, standard error ${formatNumber(p.standardError)}`,
      ],
    ),
    [
      "intervals",
      `${formatNumber(result.level * 100)} %, ${result.intervals}, ${result.draws.count} draws, seed ${result.seed}`,
    ],
    ["R²", formatNumber(result.r2, "plain", 6)],
    ["RMSE", `${formatNumber(result.rmse)} in ${result.space} space`],
    held === undefined
      ? ["validation", "none: nothing was held out"]
      : ["validation", `${held.rows} rows held out where ${record.heldOut?.text ?? ""}: ${scoreText(held)}`],
    ...record.warnings.map((w): Line => [`warning ${w.code}`, w.message]),
  ];
}

/** `report FIT`: the reproducibility card of a fit. */
export const reportStatement: StatementRow<ReportStatement> = defineStatement<ReportStatement, FitRecord, FitRecord>({
  check: (statement, scope) => {
    const record = statement.fit === undefined ? scope.lastFit : fitNamed(scope, statement.fit.name);
    if (record !== undefined) return success(record);
    const known = namesOf(scope, "fit", "law").filter((name) => fitNamed(scope, name) !== undefined);
    const offer = statement.fit === undefined ? undefined : nearest(statement.fit.name, known);
    return failure(
      error(
        "no-fit",
        statement.fit === undefined ? "there is no fit to report" : `there is no fit ${statement.fit.name}`,
        statement.fit?.span ?? statement.span,
        {
          note: known.length === 0 ? "nothing is fitted yet" : `fits: ${known.map(written).join(", ")}`,
          ...(offer === undefined || statement.fit === undefined
            ? { help: known.length === 0 ? "fit a law first: fit L on runs" : "name one of them" }
            : { help: `did you mean ${written(offer)}?`, fix: { span: statement.fit.span, text: written(offer) } }),
        },
      ),
    );
  },
  run: async (record) => success(record),
  bind: (_, scope) => scope,
  render: async (record) => [
    table({
      caption: `Report of ${record.name}`,
      columns: [
        { name: "what", format: "text" },
        { name: "value", format: "text" },
      ],
      rows: lines(record),
    }),
  ],
  json: (record) => ({
    kind: "report",
    name: record.name,
    text: lines(record)
      .map(([what, value]) => `${what}: ${value}`)
      .join("\n"),
  }),
});
