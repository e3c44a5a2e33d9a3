import { niceStep } from "../view/axis.ts";

/** Something that a reader of a chart may move: a variable or a parameter of its law. */
export interface Slider {
  readonly of: "variable" | "parameter";
  readonly index: number;
  readonly low: number;
  readonly high: number;
  readonly start: number;
}

/** A slider as a page shows it: its positions are multiples of a round step, logarithms to base 10 where its range is wide. */
export interface Track {
  readonly wide: boolean;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly start: number;
}

/** About so many positions has a slider. */
const positions = 500;

/** Whether a range spans a decade or more. */
export const isWide = (low: number, high: number): boolean => low > 0 && high / low >= 10;

/** The middle of a range, on a log scale where it is wide. */
export function middle(low: number, high: number): number {
  return isWide(low, high) ? Math.sqrt(low * high) : (low + high) / 2;
}

/** The positions of a slider, all within its range: their labels are short because their step is round. */
export function trackOf({ low, high, start }: Slider): Track {
  const wide = isWide(low, high);
  const [from, to, at] = [low, high, start].map((value) => (wide ? Math.log10(value) : value)) as [
    number,
    number,
    number,
  ];
  const step = niceStep((to - from) / positions);
  const place = (count: number): number => Number((count * step).toPrecision(12));
  const [first, last] = [Math.ceil(from / step - 1e-9), Math.floor(to / step + 1e-9)];
  const here = Math.min(last, Math.max(first, Math.round(at / step)));
  return { wide, min: place(first), max: place(last), step: place(1), start: place(here) };
}

/** What a law is given when a slider stands at a position: where it starts, a parameter is its estimate to the last digit. */
export function valueAt(slider: Slider, position: number): number {
  const { wide, start } = trackOf(slider);
  if (slider.of === "parameter" && position === start) return slider.start;
  return wide ? 10 ** position : position;
}
