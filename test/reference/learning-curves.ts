/** One learning curve of Alabdulmohsin et al. (2022) and the optimum of M2 on its training rows. */
export interface LearningCurve {
  readonly model: string;
  readonly rows: number;
  readonly heldOut: number;
  readonly E: number;
  readonly B: number;
  readonly c: number;
  /** Sum of squared residuals. */
  readonly sse: number;
  /** Root mean square of the logarithms' residuals on the held-out rows. */
  readonly rmse: number;
}

/** The ten curves of the data sets' README. */
export const learningCurves: readonly LearningCurve[] = (
  [
    ["1.68e+07", 59, 60, 0.91949408, 0.08054034, 0.41852617, 1.2984883e-5, 0.000304],
    ["1.34e+08", 12, 12, 0.86692246, 0.13212413, 0.38199559, 2.3162213e-6, 0.001435],
    ["2.62e+08", 39, 5, 0.84994143, 0.14904731, 0.40654174, 8.7262675e-6, 0.001323],
    ["4.53e+08", 11, 10, 0.8291512, 0.1698611, 0.38207429, 2.9651802e-6, 0.000763],
    ["1.07e+09", 11, 10, 0.78287178, 0.2165012, 0.3146996, 2.8562514e-6, 0.001904],
    ["6 Enc, 6 Dec", 10, 1, 0.29067278, 0.63748055, 0.45129325, 0.0012252816, 0.065487],
    ["28 Enc, 6 Dec", 9, 1, 0.18586913, 0.57781218, 0.28839216, 7.0414349e-4, 0.085696],
    ["6 Enc, 28 Dec", 10, 1, 0.20562685, 0.78534111, 0.35333945, 5.6601728e-4, 0.082188],
    ["Dec-only", 10, 1, 0.35081729, 0.53668009, 0.55679812, 0.0018788045, 0.054265],
    ["TEnc-LSTM", 9, 1, 0.35235527, 0.44057845, 0.55187072, 3.9230612e-4, 0.016183],
  ] as const
).map(([model, rows, heldOut, E, B, c, sse, rmse]) => ({ model, rows, heldOut, E, B, c, sse, rmse }));

/** All ten curves in one grouped fit, its training rows predicted, then the held-out ones. */
export const curvesProgram = `
data all = "data/learning_curves_language.csv" with x0 = min(seen) by model
data train = all where is_train = 1
data test = all where is_train = 0
law M(seen, x0) = E + B*(seen/x0)^-c where E >= 0, B > 0
fit M to loss on all by model using squares in linear holding out is_train = 0 with bootstrap = 200 as curves
predict curves on train
predict curves on test
`;
