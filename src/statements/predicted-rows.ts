import type { PredictedPoint } from "../ask/predict.ts";
import type { JsonObject } from "./statement.ts";

/** Predictions for the rows of a data set, with errors where the response was observed. */
export interface PredictOn {
  readonly text: string;
  readonly data: string;
  readonly level: number;
  readonly names: readonly string[];
  readonly rows: readonly {
    readonly at: readonly number[];
    readonly point: PredictedPoint;
    readonly observed?: number;
    /** observed/predicted − 1. */
    readonly error?: number;
  }[];
  readonly json: JsonObject;
}
