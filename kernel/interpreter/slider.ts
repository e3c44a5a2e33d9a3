import type { SessionApi } from "../../src/index.ts";
import type { Content } from "../wire/message.ts";

/**
 * What the `lawlab.slider` comm answers to `{ statement, values, interval, positions, id? }`, a chart's own question with
 * the positions of its sliders: `{ id?, positions, band }`, the band's rows `c0`, `c1`, `c2` there, or none where the
 * scope knows no such curve; undefined where nothing is asked.
 */
export function moveSlider(session: SessionApi, data: unknown): Content | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { statement, values, interval, positions, id } = data as Content;
  if (typeof statement !== "string" || typeof interval !== "number") return undefined;
  if (!areNumbers(values) || !areNumbers(positions)) return undefined;
  const band = session.sliderBand({ statement, values, interval }, positions) ?? [];
  return { ...(id === undefined ? {} : { id }), positions, band };
}

function areNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}
