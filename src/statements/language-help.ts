import type { Statement } from "../../grammar/syntax.ts";

/** A function of the language as help tells it: how it is called, what it gives, and the statements it may stand in (all where none are said). */
export interface FunctionHelp {
  readonly call: string;
  readonly told: string;
  readonly statements?: readonly Statement["kind"][];
}

type Row = readonly [call: string, told: string];

const everywhere: readonly Row[] = [
  ["exp(x)", "e to the x"],
  ["log(x)", "the natural logarithm"],
  ["ln(x)", "the natural logarithm, printed as log"],
  ["log2(x)", "the logarithm to base 2"],
  ["log10(x)", "the logarithm to base 10"],
  ["sqrt(x)", "the square root"],
  ["abs(x)", "the value without its sign"],
  ["min(x, y, …)", "the least of its arguments, of a column or of a run"],
  ["max(x, y, …)", "the greatest of its arguments, of a column or of a run"],
  ["floor(x)", "the next whole number below"],
  ["ceil(x)", "the next whole number above"],
  ["round(x)", "the nearest whole number; a half goes up"],
  ["logistic(x)", "1/(1 + exp(-x))"],
  ["logit(x)", "log(x/(1 - x))"],
  ["sin(x)", "the sine of an angle in radians"],
  ["cos(x)", "the cosine of an angle in radians"],
  ["atan(x)", "the angle whose tangent is x, in radians"],
  ["sum(… for i in 1..n)", "the sum over an index; of a column, a group or a run: sum(x)"],
  ["prod(… for i in 1..n)", "the product over an index"],
  ["mean(… for i in 1..n)", "the mean over an index; of a column, a group or a run: mean(x)"],
];
const equations: readonly Row[] = [["root(left = right for y in a..b)", "the y at which both sides are equal"]];
const runs: readonly Row[] = [
  ["cumsum(x)", "the sum of x along a run up to this row"],
  ["lag(x)", "x of the row before along a run; the first row has its own"],
  ["scan(start, step)", "a recursion along a run: step says the next value, of prev, the value before"],
  ["row()", "the number of this row along its run, from 1"],
  ["count()", "how many rows the run or the group has"],
  ["first(x)", "x of the first row of the run or the group"],
  ["last(x)", "x of the last row of the run or the group"],
  ["std(x)", "the standard deviation of x over the run or the group"],
];
const groups: readonly Row[] = [
  ["median(x)", "the median of x over the group"],
  ["quantile(x, q)", "the q-quantile of x over the group"],
  ["vertex(y against log(x))", "under keeping: the minimum of a parabola through the group"],
  ["envelope(y against x)", "under keeping: the rows on the lower frontier of y"],
  ["argmax(x)", "under keeping: the row of the group with the greatest x"],
  ["pca([x, y, z], k)", "the first k principal components of columns, as a vector"],
  ["passk(n, correct, k)", "pass@k of n samples of which some are correct"],
];
const picks: readonly Row[] = [
  ["argmin(x)", "under keeping: the row of the group with the least x, or the best order of a fit"],
];
const lists: readonly Row[] = [
  ["linspace(a, b, n)", "n numbers from a to b in equal steps"],
  ["logspace(a, b, n)", "n numbers from a to b in equal ratios"],
  ["integers(a, b)", "the whole numbers from a to b"],
  ["simplex(n)", "n shares that add up to 1"],
];
const conditions: readonly Row[] = [
  ["P(condition)", "the share of the draws in which the condition holds"],
  ["converged(fit)", "whether the fit's optimum was found"],
  ["at_bound(parameter)", "whether a parameter stands at a bound"],
  ["coverage(fit, data)", "the share of rows whose response lies within the interval for a new row"],
];

const listed: Statement["kind"][] = [
  "data",
  "let",
  "fit",
  "predict",
  "solve",
  "minimize",
  "maximize",
  "plot",
  "design",
  "expression",
];

/** The functions of the language by name. */
export const functionHelp: ReadonlyMap<string, FunctionHelp> = new Map([
  ...rows(everywhere),
  ...rows(equations, ["law", "let", "expression"]),
  ...rows(runs, ["law", "data"]),
  ...rows(groups, ["data"]),
  ...rows(picks, ["data", "fit"]),
  ...rows(lists, listed),
  ...rows(conditions, ["assert"]),
]);

function rows(
  table: readonly Row[],
  statements?: readonly Statement["kind"][],
): readonly (readonly [string, FunctionHelp])[] {
  return table.map(([call, told]) => [
    call.slice(0, call.indexOf("(")),
    { call, told, ...(statements === undefined ? {} : { statements }) },
  ]);
}

/** What each verb and each connecting word says, with an example. */
export const wordHelp: ReadonlyMap<string, string> = new Map([
  ["data", 'a data set: data runs = "runs.csv" where loss < 10 with C = 6*N*D'],
  ["law", "a law and its parameters: law L(N, D) = E + A/N^α + B/D^β where A > 0"],
  ["let", "a number, a list or a function under a name: let D20(N) = 20*N"],
  ["fit", "a law's parameters from data: fit L to loss on runs as chin"],
  ["predict", "a law's value with its interval: predict L at N = 7B, D = 140B"],
  ["solve", "where an equation holds: solve L(N, 20*N) = 2.0 for N"],
  ["minimize", "where a law is least: minimize L over N, D subject to 6*N*D = 1e24"],
  ["maximize", "where a law is greatest: maximize acc over N in 1B..70B"],
  ["compare", "laws by a criterion: compare kaplan, chinchilla on runs using aicc"],
  ["plot", "a chart: plot curve of L against N at D = 20*N"],
  ["design", "the next runs that most narrow an answer: design 8 runs for L(70B, 1.4T) over N in 20M..1B"],
  ["assert", "conditions that must hold: assert α in 0.25..0.45, converged(L)"],
  ["report", "a fit's reproducibility card: report chin"],
  ["export", 'a fit for other programs: export chin as python to "chin.py"'],
  ["import", "a published law, a file of laws or an exported fit: import besiroglu2024 as besi"],
  ["set", "options of all that follows: set seed = 1, interval = 95%"],
  ["explain", "the plan of a statement: explain fit L on runs"],
  ["on", "the data that are used: fit L on runs"],
  ["to", "the response of a fit, or the file of an export: fit L to loss on runs"],
  ["at", "values of variables: = binds one, in a list gives an answer each: at N = 7B, D in [1B, 2B]"],
  ["by", "a group each: fit L on runs by corpus"],
  ["as", "the name of a fit, or the format of an export: fit L on runs as chin"],
  ["in", "a range or a list: α in 0..1, N in [1B, 7B]"],
  ["of", "what a plot shows: plot curve of L against N"],
  ["for", "the unknown, the target, or the index of a sum: solve L(N) = 2 for N"],
  ["over", "what is searched: minimize L over N, D"],
  ["where", "rows of data that are kept, or bounds of a law's parameters: where E in 0..3, β = α/2"],
  ["with", "definitions of data and laws, options of all others: with bootstrap = 4000"],
  ["using", "the loss of a fit, or the measure of a comparison: using huber(1e-3) in log"],
  ["against", "the horizontal axis: plot curve of L against N"],
  ["sharing", "parameters that groups have in common: fit L on runs by corpus sharing α, β"],
  ["keeping", "what is left of each group: data best = runs keeping argmin(loss) by N, D"],
  ["matching", "a join by columns of the same name: data full = obs matching sched by schedule, step"],
  ["and", "both conditions hold: N > 1B and loss < 3"],
  ["or", "one of the conditions holds: N > 1B or D > 20B"],
  ["not", "the condition does not hold: not at_bound(α)"],
  ["if", "one of two values: if x > 1 then a else b"],
  ["then", "the value where the condition holds: if x > 1 then a else b"],
  ["else", "the value where it does not: if x > 1 then a else b"],
  ["holding out", "rows that are predicted and not fitted: fit L on runs holding out C > 1e21"],
  ["subject to", "constraints of a search: subject to 6*N*D = 1e24 FLOP"],
]);

/** A kind of name that is chosen from a few. */
export type Choice = "loss" | "measure" | "option" | "format" | "distribution" | "chart";

/** What may be chosen where a name is wanted, by kind: losses, measures, options, formats, distributions, charts. */
export const choiceHelp: Readonly<Record<Choice, ReadonlyMap<string, string>>> = {
  loss: new Map([
    ["huber", "squares for small residuals, absolute beyond a width that adapts to the noise, or is said: huber(1e-3)"],
    ["squares", "half the square of the residual"],
    ["absolute", "the residual without its sign: the median"],
    ["pinball", "the q-quantile instead of the mean: pinball(0.9)"],
    ["student", "Student's t with ν degrees of freedom, for heavy tails: student(4)"],
    ["binomial", "the likelihood of counts, which names the response: binomial(correct, n)"],
  ]),
  measure: new Map([
    ["aicc", "Akaike's criterion, corrected for few rows"],
    ["bic", "Schwarz's criterion"],
    ["extrapolation", "the error on rows held out, which were not fitted: holding out C > 1e21"],
  ]),
  option: new Map([
    ["starts", "how many starts are generated, or which: starts = 500, grid(α in [0, 0.5, 1]) or point(α = 0.3)"],
    ["weights", "what each row counts, a column or an expression: weights = w"],
    ["bootstrap", "how many replicates draw intervals; 0 asks for asymptotic ones: bootstrap = 4000"],
    ["seed", "where random numbers begin: the same seed gives the same draws"],
    ["interval", "the level of intervals: interval = 90%"],
    ["cluster", "the column whose rows of one value share an error: cluster = run"],
  ]),
  format: new Map([
    ["latex", "the law and the law with its numbers, as LaTeX"],
    ["json", "the fit with its draws, which import reads"],
    ["python", "a module that predicts, with nothing but the standard library"],
    ["typescript", "a module that predicts"],
    ["vega", "a chart with a slider for each variable, for Vega-Lite"],
  ]),
  distribution: new Map([
    ["normal", "by its mean and standard deviation: normal(0.35, 0.1)"],
    ["lognormal", "by the mean and standard deviation of the logarithm: lognormal(log(2), 0.01)"],
    ["uniform", "by its ends: uniform(0, 1)"],
    ["halfnormal", "the positive half of a normal, by its scale: halfnormal(1)"],
    ["student", "Student's t, by its degrees of freedom, middle and scale: student(4, 0.3, 0.1)"],
    ["beta", "on 0..1, by its two shapes: beta(2, 5)"],
  ]),
  chart: new Map([
    ["curve", "a law along a variable, over the data: plot curve of L against N at D = 20*N"],
    ["contour", "a law over two variables: plot contour of L over N in 10M..100B, D in 1B..10T"],
    ["isoflop", "losses at each compute budget, with curves and minima: plot isoflop of L on runs"],
    ["frontier", "the compute-optimal N and D: plot frontier of L"],
    ["residual", "what the law leaves: plot residual of L against N"],
    ["qq", "residuals against a normal distribution: plot qq of L"],
    ["profile", "the least objective with a parameter held: plot profile of α, β"],
    ["pareto", "the lower frontier of data: plot pareto of loss against C on runs"],
  ]),
};

/** What is said of a name that may be chosen, of each kind that has it. */
export function choiceTold(name: string): readonly string[] {
  return Object.entries(choiceHelp).flatMap(([kind, names]) => {
    const told = names.get(name);
    return told === undefined ? [] : [`${kind} ${name}: ${told}`];
  });
}
