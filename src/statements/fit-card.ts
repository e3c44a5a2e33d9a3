import type { FitResult } from "../fit/fit.ts";
import { lossText } from "../fit/loss/loss.ts";
import { priorText } from "../law/prior.ts";
import { type FitCardInput, fitCard } from "../view/fit-card.ts";
import { formatNumber } from "../view/format-number.ts";
import type { MimeBundle } from "../view/mime.ts";
import { fitMimeJson, heldOutErrors, scoreText } from "./fit-json.ts";
import { asideWords } from "./fit-warnings.ts";
import { lawText } from "./law.ts";
import { fittedLatex, lawLatex } from "./law-latex.ts";
import type { FitRecord } from "./scope.ts";

const notes = {
  free: undefined,
  fixed: "fixed",
  tied: "tied",
  atLowerBound: "at its lower bound",
  atUpperBound: "at its upper bound",
  undetermined: "not determined",
} as const;

/** A fit as its card: parameters with intervals, what was minimised and how, and every warning. */
export function fitCardBundle(record: FitRecord): MimeBundle {
  const { result } = record;
  const { law } = result;
  const values = new Map(result.parameters.map((p) => [p.name, { value: p.value, interval: p.interval }]));
  const level = `${formatNumber(result.level * 100)}% interval`;
  const spaceWords = result.space === "log" ? "log" : "linear";
  const held = heldOutErrors(record);
  const adapted = result.loss.kind === "adaptiveHuber" ? ` (δ = ${formatNumber(result.delta)}, adapted)` : "";
  const input: FitCardInput = {
    title:
      record.name === law.name
        ? `Fit of ${law.name} to ${record.response}`
        : `${record.name}: ${law.name} fitted to ${record.response}`,
    dataName: record.data,
    formula: lawText(law),
    formulaLatex: lawLatex(law),
    fittedLatex: fittedLatex(law, values),
    headline: headline(record),
    ...(result.optima.length > 1
      ? {
          rivals: result.optima.slice(1, 1 + rivalsShown).map((o) => ({
            objective: o.objective,
            starts: o.starts,
            parameters: law.parameters.flatMap(({ name, fixed }, index) =>
              fixed === undefined ? [[name, o.parameters[index] ?? Number.NaN] as const] : [],
            ),
          })),
        }
      : {}),
    parameters: result.parameters.map((p) => {
      const given = law.parameters.find((q) => q.name === p.name)?.prior;
      const words = [notes[p.state], given === undefined ? undefined : `prior ${priorText(given)}`];
      const note = words.filter((w) => w !== undefined).join(", ") || undefined;
      const bare = p.state === "fixed";
      return {
        name: p.name,
        value: p.value,
        ...(bare ? {} : { standardError: p.standardError, interval: p.interval }),
        ...(note === undefined ? {} : { note }),
      };
    }),
    intervalName: level,
    facts: [
      { label: "rows", value: String(result.rows) },
      { label: "loss", value: `${lossText(result.loss)} in ${spaceWords}${adapted}` },
      { label: "objective", value: formatNumber(result.objective, "plain", 7) },
      { label: "R²", value: result.r2 },
      { label: `RMSE (${spaceWords})`, value: result.rmse },
      ...(held === undefined
        ? []
        : [
            {
              label: "held out",
              value: `${held.rows} rows, ${scoreText(held)}`,
            },
          ]),
      { label: "starts", value: `${result.startsAgreeing} of ${result.starts} agree${asideWords(result)}` },
      {
        label: "intervals",
        value: intervalWords(result),
      },
      { label: "seed", value: String(result.seed) },
    ],
    warnings: record.warnings,
    fitJson: fitMimeJson(record),
  };
  return fitCard(input);
}

/** How the intervals were made, in words. */
export function intervalWords({ intervals, draws, rows, clusters, resampled, rule }: FitResult): string {
  const over =
    resampled !== undefined
      ? ` over the ${resampled} rows that the data are derived from, the data steps repeated`
      : clusters === undefined
        ? ""
        : ` over ${clusters} clusters`;
  const degrees = rule.blocks[0]?.degrees ?? 0;
  switch (intervals) {
    case "percentile":
      return `percentile of ${draws.count} bootstrap draws${over}`;
    case "bca":
      return `BCa of ${draws.count} bootstrap draws`;
    case "jackknife":
      return `jackknife over ${rows} rows, t with ${degrees} degrees of freedom`;
    case "clusterJackknife":
      return `jackknife over ${clusters} clusters, t with ${degrees} degrees of freedom`;
    case "asymptotic":
      return "asymptotic";
  }
}

function headline({ result }: FitRecord): FitCardInput["headline"] {
  const { starts, startsAgreeing, optima, status } = result;
  if (status === "interrupted")
    return { text: `interrupted: ${startsAgreeing} of ${starts} starts agree so far`, tone: "warning" };
  if (status === "unattained" || status === "notConverged")
    return { text: "no minimum is attained: the objective keeps falling", tone: "warning" };
  if (status === "exact")
    return { text: `exact: ${startsAgreeing} of ${starts} starts meet every row to rounding`, tone: "good" };
  const agree = `${startsAgreeing} of ${starts} starts agree on the best objective`;
  if (startsAgreeing >= 0.9 * starts || optima.length === 1)
    return { text: `${agree}${asideWords(result)}`, tone: "good" };
  return {
    text: `${agree}${asideWords(result)}; ${rivalWords(optima.length - 1)} below`,
    tone: "warning",
  };
}

/** Rivals that the card lists. */
const rivalsShown = 4;

const rivalWords = (rivals: number): string =>
  rivals === 1
    ? "1 rival minimum"
    : `${rivals} rival minima${rivals > rivalsShown ? `, the lowest ${rivalsShown}` : ""}`;
