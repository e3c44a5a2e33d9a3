/** What was seen at a row and what a fit says there. */
export interface Predicted {
  readonly observed: number;
  readonly value: number;
}

/** The quantity that a reference optimum is stated in, computed from predictions. */
export type Measure = (rows: readonly Predicted[]) => number;

const sumOf = (rows: readonly Predicted[], term: (row: Predicted) => number): number =>
  rows.reduce((sum, row) => sum + term(row), 0);

/** The difference of the logarithms, observed minus predicted. */
export const logResidual = ({ observed, value }: Predicted): number => Math.log(observed) - Math.log(value);

const residual = ({ observed, value }: Predicted): number => observed - value;

/** The sum over rows of Huber's function of the residuals, or of those of the logarithms. */
export const huber =
  (δ: number, space: "log" | "linear"): Measure =>
  (rows) =>
    sumOf(rows, (row) => {
      const r = Math.abs(space === "log" ? logResidual(row) : residual(row));
      return r <= δ ? (r * r) / 2 : δ * (r - δ / 2);
    });

/** The sum of the squared residuals. */
export const squares: Measure = (rows) => sumOf(rows, (row) => residual(row) ** 2);

/** Half the sum of the squared residuals of the logarithms. */
export const halfLogSquares: Measure = (rows) => sumOf(rows, (row) => logResidual(row) ** 2) / 2;

/** The mean of the squared residuals. */
export const meanSquare: Measure = (rows) => squares(rows) / rows.length;

/** The mean of what is predicted too high by. */
export const meanError: Measure = (rows) => -sumOf(rows, residual) / rows.length;

/** The root of the mean squared residual of the logarithms. */
export const logRmse: Measure = (rows) => Math.sqrt(sumOf(rows, (row) => logResidual(row) ** 2) / rows.length);

/** The mean of what the logarithms are predicted too high by. */
export const logBias: Measure = (rows) => -sumOf(rows, logResidual) / rows.length;

/** Half a unit of a printed number's last digit, relative to the number. */
export function printedTo(text: string): number {
  const [mantissa = "", exponent = "0"] = text.split("e");
  const decimals = mantissa.split(".")[1]?.length ?? 0;
  return (0.5 * 10 ** (Number(exponent) - decimals)) / Math.abs(Number(text));
}
