/** How a variable is walked: a change of unit t in which one step is a sensible step, whatever the variable's size. */
export interface Coordinate {
  readonly lo: number;
  readonly hi: number;
  /** True where that end is not the user's: a minimum there is not attained. */
  readonly openLo: boolean;
  readonly openHi: boolean;
  readonly toX: (t: number) => number;
  readonly toT: (x: number) => number;
}

/** What is known of a continuous variable's domain; positive unless said. */
export interface Domain {
  readonly lo?: number;
  readonly hi?: number;
  readonly positive?: boolean;
}

// No count, size, price or amount of work in this field lies beyond these.
const least = 1e-12;
const most = 1e40;

/** ln x for a positive variable, x itself (the range is 10 units) for one between two ends, asinh x for any number. */
export function coordinateOf({ lo, hi, positive = true }: Domain): Coordinate {
  if (lo !== undefined && hi !== undefined && (lo <= 0 || hi / lo < 4)) {
    const unit = (hi - lo) / 10 || 1;
    // The ends come back exactly: a bound that holds is named by its own number.
    const toX = (t: number): number => (t >= 10 ? hi : t <= 0 ? lo : lo + t * unit);
    return { lo: 0, hi: 10, openLo: false, openHi: false, toX, toT: (x) => (x - lo) / unit };
  }
  const openLo = lo === undefined || (positive && lo <= 0);
  const openHi = hi === undefined;
  if (positive || (lo !== undefined && lo > 0)) {
    const from = openLo ? least : lo!;
    const to = openHi ? most : hi;
    const [low, high] = [Math.log(from), Math.log(to)];
    const toX = (t: number): number => (t >= high ? to : t <= low ? from : Math.exp(t));
    return { lo: low, hi: high, openLo, openHi, toX, toT: Math.log };
  }
  const low = Math.asinh(lo ?? -most);
  const high = Math.asinh(hi ?? most);
  return { lo: low, hi: high, openLo: lo === undefined, openHi, toX: Math.sinh, toT: Math.asinh };
}
