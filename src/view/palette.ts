/** The light paper that every chart paints under itself, so that it reads the same in a light and a dark notebook. */
export const paper = "#fdfdfb";
/** Text and data in black ink, softened. */
export const ink = "#24292f";
/** Axis lines and secondary text; 4.9:1 on the paper. */
export const softInk = "#62686f";
/** Grid lines. */
export const gridInk = "#e7e7e2";

/** Colours told apart by every kind of colour vision (Okabe and Ito 2008, without the yellow that paper swallows). */
export const categories: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#7a5195",
  "#6b6b6b",
];

/** Anchors of viridis (Smith and van der Walt 2015) up to the green that still shows on paper. */
const viridis: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [70, 50, 127],
  [54, 92, 141],
  [39, 127, 142],
  [31, 161, 135],
  [74, 193, 109],
  [143, 200, 45],
];

/** The colour of a share in 0..1 on an ordered scale: dark violet for the least, green for the most. */
export const orderedColour = (share: number): string => {
  const place = Math.min(Math.max(share, 0), 1) * (viridis.length - 1);
  const left = Math.min(Math.floor(place), viridis.length - 2);
  const mix = (channel: 0 | 1 | 2): string => {
    const from = viridis[left]![channel];
    const value = Math.round(from + (viridis[left + 1]![channel] - from) * (place - left));
    return value.toString(16).padStart(2, "0");
  };
  return `#${mix(0)}${mix(1)}${mix(2)}`;
};

/** The colour of the i-th of many things. */
export const categoryColour = (index: number): string => categories[index % categories.length]!;
