/** The sizes of the learning-rate schedules' data, and the curves that are fitted. */
export type Size = "25M" | "100M";
export const fittedCurves: readonly string[] = ["cosine_24000", "constant_24000", "wsdcon_9"];

/** The curves that are held out. */
export const otherCurves: readonly string[] = [
  "cosine_72000",
  "constant_72000",
  "wsd_20000_24000",
  "wsdld_20000_24000",
  "wsdcon_3",
  "wsdcon_18",
];

/** The last loss of cosine_72000 of 100M, as the README prints what the reference optimum says of it and what was logged. */
export const longRun = { predicted: 2.8436, observed: 2.8632 } as const;

const list = (names: readonly string[]): string => `[${names.map((name) => `"${name}"`).join(", ")}]`;

/**
 * A program that simulates whole schedules step by step (the data's README), and joins the logged losses: the data set
 * `full` has a row for every step, with S1, η and dlr, and a loss at some.
 */
export function schedules(size: Size, names: readonly string[], condition = "step < 24000"): string {
  const last = names.some((name) => name.endsWith("72000")) ? 71999 : 23999;
  return `
data logged = "data/lr_schedule_curves_${size}.csv" where schedule in ${list(names)}, ${condition} with loss = loss_nats
data steps = at schedule in ${list(names)}, step in integers(0, ${last})
  with last = if schedule in ["cosine_72000", "constant_72000"] then 72000 else if schedule in ["wsdcon_3", "wsdcon_9", "wsdcon_18"] then 16000 else 24000
  where step < last
  with cosine = 3e-5 + 1.35e-4*(1 + cos(3.141592653589793*(step - 2160)/(last - 2160)))
  with low = if schedule = "wsdcon_3" then 3e-5 else if schedule = "wsdcon_9" then 9e-5 else 18e-5
  with stair = if step < 8000 then 3e-4 else low
  with decay = if step < 20000 then 0 else (step - 20000)/4000
  with slow = if schedule = "wsd_20000_24000" then 3e-4*10^-decay else 3e-4 - 2.7e-4*decay
  with level = if schedule in ["cosine_24000", "cosine_72000"] then cosine else if schedule in ["constant_24000", "constant_72000"] then 3e-4 else if last = 16000 then stair else slow
  with η = if step < 2160 then 3e-4*step/2159 else level
  with S1 = cumsum(η), dlr = lag(η) - η by schedule
data full = steps matching logged by schedule, step`;
}

/** K19, with the sum over the steps at which the rate changed; warm-up begins at η = 0, where η^−γ is infinite. */
export const multiPower = `
law M(S1, η, dlr) = L0 + A*S1^-α - B*sum(dlr[k]*G(η[k]^-γ*(S1 - S1[k] + η[k])) for k in 1..row()) by schedule
  with G(x) = 1 - (1 + C*x)^-β
  where L0 > 0, A > 0, B > 0, C > 0, α > 0, β > 0, γ > 0`;

/** S01, annealing, with the momentum's forgetting factor at the paper's. */
export const annealing = `
law S(S1, dlr) = L0 + A*S1^-α - C*cumsum(scan(0, λ*prev + dlr)) by schedule
  where L0 > 0, A > 0, α > 0, C > 0, λ = 0.999`;

/** Of one size: K19's published constants and their objective, and the reference optimum (the data's README and reference_fits.json). */
interface Optimum {
  readonly published: Readonly<Record<string, number>>;
  readonly publishedObjective: number;
  /** The mean over the six other curves of the mean absolute error at the published constants, as printed. */
  readonly publishedError: string;
  readonly objective: number;
  readonly constants: Readonly<Record<string, number>>;
}

/** What is known of K19 on each size. */
export const optima: Readonly<Record<Size, Optimum>> = {
  "25M": {
    published: {
      L0: 3.04045406,
      A: 0.52468604,
      α: 0.50786857,
      B: 363.78751622,
      C: 2.06560812,
      β: 0.58279013,
      γ: 0.64142257,
    },
    publishedObjective: 2.9122304e-4,
    publishedError: "0.00376",
    objective: 0.00013843201116706,
    constants: { L0: 2.9876146, A: 0.5627367, α: 0.4911301, B: 747.3137, C: 0.3785137, β: 0.1127868, γ: 0.8952688 },
  },
  "100M": {
    published: {
      L0: 2.6514477,
      A: 0.60115152,
      α: 0.45295811,
      B: 437.9464276,
      C: 2.13245612,
      β: 0.59785199,
      γ: 0.65523644,
    },
    publishedObjective: 2.8096228e-4,
    publishedError: "0.00435",
    objective: 2.1331325315834752e-5,
    constants: { L0: 2.6072229, A: 0.630365, α: 0.4492534, B: 636.8915, C: 0.0019636843, β: 0.2449276, γ: 1.3565302 },
  },
};

/** A start as an option: `starts = point(…)`. */
export function startAt(constants: Readonly<Record<string, number>>): string {
  const items = Object.entries(constants).map(([name, value]) => `${name} = ${value}`);
  return `starts = point(${items.join(", ")})`;
}

/** One schedule by the README's own words, step by step from 0. */
export function rates(name: string): Float64Array {
  const cosine = name.startsWith("cosine");
  const total = Number(/_(24000|72000)$/.exec(name)?.[1] ?? 16000);
  return Float64Array.from({ length: total }, (_, t) => {
    if (t < 2160) return (3e-4 * t) / 2159;
    if (cosine) return 3e-5 + 1.35e-4 * (1 + Math.cos((Math.PI * (t - 2160)) / (total - 2160)));
    if (name.startsWith("wsdcon")) return t < 8000 ? 3e-4 : Number(/_(\d+)$/.exec(name)?.[1]) * 1e-5;
    if (t < 20000 || name.startsWith("constant")) return 3e-4;
    return name.startsWith("wsdld") ? 3e-4 - (2.7e-4 * (t - 20000)) / 4000 : 3e-4 * 10 ** (-(t - 20000) / 4000);
  });
}

/** S01's formula written out, at some steps of a schedule. */
export function annealingAt(
  name: string,
  steps: readonly number[],
  constants: Readonly<Record<string, number>>,
): readonly number[] {
  const { L0 = 0, A = 0, α = 0, C = 0, λ = 0 } = constants;
  const lr = rates(name);
  let [sum, momentum, area] = [0, 0, 0];
  const values = lr.map((x, t) => {
    sum += x;
    momentum = λ * momentum + (lr[t - 1] ?? x) - x;
    area += momentum;
    return L0 + A * sum ** -α - C * area;
  });
  return steps.map((t) => values[t]!);
}

/** K19's formula written out, at some steps of a schedule. */
export function multiPowerAt(
  name: string,
  steps: readonly number[],
  constants: Readonly<Record<string, number>>,
): readonly number[] {
  const { L0 = 0, A = 0, α = 0, B = 0, C = 0, β = 0, γ = 0 } = constants;
  const lr = rates(name);
  const S1 = new Float64Array(lr.length);
  lr.forEach((x, t) => {
    S1[t] = x + (S1[t - 1] ?? 0);
  });
  const scale = lr.map((x) => x ** -γ);
  return steps.map((t) => {
    let sum = 0;
    for (let k = 1; k <= t; k++) {
      const change = lr[k]! - lr[k - 1]!;
      if (change !== 0) sum += change * (1 - (1 + C * scale[k]! * (S1[t]! - S1[k - 1]!)) ** -β);
    }
    return L0 + A * S1[t]! ** -α + B * sum;
  });
}
