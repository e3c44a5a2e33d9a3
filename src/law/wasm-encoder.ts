/** A local of a function that holds a v128: two doubles, one for each of two rows. */
export type Pair = number;

/** SIMD instructions by name (WebAssembly core specification 2.0, binary format §5.4.8). */
const simd = {
  eq: 0x47,
  ne: 0x48,
  lt: 0x49,
  gt: 0x4a,
  le: 0x4b,
  ge: 0x4c,
  not: 0x4d,
  and: 0x4e,
  andnot: 0x4f,
  or: 0x50,
  xor: 0x51,
  bitselect: 0x52,
  ceil: 0x74,
  floor: 0x75,
  addInteger: 0xce,
  subInteger: 0xd1,
  abs: 0xec,
  neg: 0xed,
  sqrt: 0xef,
  add: 0xf0,
  sub: 0xf1,
  mul: 0xf2,
  div: 0xf3,
  min: 0xf4,
  max: 0xf5,
  pmin: 0xf6,
  pmax: 0xf7,
} as const;

/** The name of a SIMD instruction on pairs; `not`, `abs`, `neg`, `sqrt`, `ceil` and `floor` take one, `bitselect` three. */
export type PairOperation = keyof typeof simd;

/** Appends an unsigned LEB128. */
function pushLeb(code: number[], value: number): void {
  let rest = value;
  while (rest > 0x7f) {
    code.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  code.push(rest);
}

/** Unsigned LEB128. */
function leb(value: number): number[] {
  const bytes: number[] = [];
  pushLeb(bytes, value);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
function signedLeb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

/** A double and its bits. */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const bytesOfDouble = new Uint8Array(double.buffer);

const parameterPairs = 0;
const offsetLocal = 1;
/** How many pairs of rows a loop takes together at most. */
const mostTogether = 4;
const firstPair = offsetLocal + mostTogether;

/**
 * One function over pairs of rows: `(pairs: i32) → i32`. Instructions go to the head (once a call) or to the row (once a
 * pair); every instruction's result is a fresh local, and the host's compiler finds the registers.
 */
export class PairLoop {
  private readonly head: number[] = [];
  private readonly row: number[] = [];
  private readonly tail: number[] = [];
  private place: number[] = this.row;
  private pairs = 0;
  private readonly constants = new Map<string, Pair>();

  /** What is made in the head, and is the same for all pairs of rows. */
  private readonly still = new Set<Pair>();
  private readonly together: number;

  /**
   * With `together` 4 each instruction stands four times, for pairs of rows side by side: where every instruction waits
   * for the one before, those of the other pairs fill the time. Such a loop ends in `listing`.
   */
  constructor(together: 1 | typeof mostTogether = 1) {
    this.together = together;
  }

  /** Writes an instruction for each pair of rows, its arguments before it, and keeps what it makes. */
  private each(args: readonly Pair[], instruction: (code: number[], of: number) => void): Pair {
    const { place } = this;
    const made = firstPair + this.pairs;
    if (place === this.head) this.still.add(made);
    const count = place === this.head ? 1 : this.together;
    this.pairs += count;
    for (let of = 0; of < count; of++) {
      for (const arg of args) this.get(place, arg, of);
      instruction(place, of);
      this.keep(place, made + of);
    }
    return made;
  }
  /** Reads what one of the pairs of rows has. */
  private get(code: number[], pair: Pair, of: number): void {
    code.push(0x20);
    pushLeb(code, this.still.has(pair) ? pair : pair + of);
  }
  private keep(code: number[], local: Pair): void {
    code.push(0x21);
    pushLeb(code, local);
  }

  /** Runs `build` with its instructions going to the head. */
  inHead<T>(build: () => T): T {
    const before = this.place;
    this.place = this.head;
    try {
      return build();
    } finally {
      this.place = before;
    }
  }

  /** A SIMD instruction on pairs. */
  apply(operation: PairOperation, ...args: readonly Pair[]): Pair {
    return this.each(args, (code) => {
      code.push(0xfd);
      pushLeb(code, simd[operation]);
    });
  }

  /** Both 64-bit integers shifted by a constant. */
  shift(direction: "left" | "right", a: Pair, bits: number): Pair {
    const by = [0x41, ...signedLeb(bits), 0xfd, ...leb(direction === "left" ? 0xcb : 0xcd)];
    return this.each([a], (code) => code.push(...by));
  }

  /** A double in both halves. */
  constant(value: number): Pair {
    double[0] = value;
    return this.both();
  }

  /** 64 bits in both halves. */
  bits(value: bigint): Pair {
    words[0] = Number(BigInt.asUintN(32, value));
    words[1] = Number(BigInt.asUintN(32, value >> 32n));
    return this.both();
  }

  /** What stands in `words`, in both halves; made once a function. */
  private both(): Pair {
    const key = `${words[0]},${words[1]}`;
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const made = this.inHead(() => this.each([], (code) => code.push(0xfd, 0x0c, ...bytesOfDouble, ...bytesOfDouble)));
    this.constants.set(key, made);
    return made;
  }

  /** The double at an address in both halves, read in the head. */
  splat(address: number): Pair {
    return this.inHead(() => this.each([], (code) => code.push(0x41, 0, 0xfd, 0x0a, 3, ...leb(address))));
  }

  /** The present pair of a column that begins at an address. */
  load(address: number): Pair {
    return this.each([], (code, of) => code.push(0x20, offsetLocal + of, 0xfd, 0x00, 4, ...leb(address)));
  }

  /** What a table has at the byte offsets that stand, as integers, in the present pair of a column of codes. */
  gather(codes: number, table: number): Pair {
    const offset = (of: number, row: number): number[] => [0x20, offsetLocal + of, 0x28, 2, ...leb(codes + 8 * row)];
    const lanes = [0xfd, 0x5d, 3, ...leb(table), 0xfd, 0x57, 3, ...leb(table), 1];
    return this.each([], (code, of) => code.push(...offset(of, 1), ...offset(of, 0), ...lanes));
  }

  /** Writes the present pair of a column that begins at an address. */
  store(address: number, a: Pair): void {
    for (let of = 0; of < this.together; of++) {
      this.place.push(0x20, offsetLocal + of);
      this.get(this.place, a, of);
      this.place.push(0xfd, 0x0b, 4, ...leb(address));
    }
  }

  /** A local that begins as `initial` and is changed with `assign`. */
  variable(initial: Pair): Pair {
    const made = firstPair + this.pairs++;
    this.get(this.head, initial, 0);
    this.keep(this.head, made);
    return made;
  }

  /** Overwrites a variable with another pair. */
  assign(variable: Pair, value: Pair): void {
    this.get(this.place, value, 0);
    this.keep(this.place, variable);
  }

  /** After the last row: writes the sum of a pair's halves to an address. */
  storeSum(address: number, a: Pair): void {
    this.tail.push(0x41, 0);
    for (const lane of [0, 1]) {
      this.get(this.tail, a, 0);
      this.tail.push(0xfd, 0x21, lane);
    }
    this.tail.push(0xa0, 0x39, 3, ...leb(address));
  }

  /** The function's body; it returns 1 where both halves of `valid` are set and 0 elsewhere. */
  body(valid: Pair): number[] {
    const begin = [0x41, 0, 0x21, offsetLocal, 0x03, 0x40];
    const step = [0x20, offsetLocal, 0x41, 16, 0x6a, 0x22, offsetLocal, 0x20, parameterPairs, 0x41, 4, 0x74, 0x49];
    const answer = [0x0d, 0, 0x0b, ...this.tail, 0x20, ...leb(valid), 0xfd, ...leb(0xc3), 0x0b];
    return this.code(begin, this.row, step, answer);
  }

  /**
   * The body of a function that lists, from an address on, the pairs of which either half of `kept` is set, and returns
   * how many: of all pairs, or of those that are listed there (its argument then says how many they are).
   */
  listing(kept: Pair, list: number, of: "all" | "listed"): number[] {
    const [place, end] = [leb(firstPair + this.pairs), leb(firstPair + this.pairs + 1)];
    // A pair's offset is 16 bytes a pair, its place in the list four.
    const length = [0x20, parameterPairs, 0x41, 2, 0x74];
    const offsets: number[] = [];
    const append: number[] = [];
    for (let k = 0; k < this.together; k++) {
      const at = [0x20, ...place, 0x41, 4 * k, 0x6a];
      const there = [...at, ...length, 0x49];
      // Past the last pair the first of these is taken again, and not listed.
      const taken = of === "all" ? [0x41, 2, 0x74] : [0x28, 2, ...leb(list)];
      offsets.push(...at, 0x20, ...place, ...there, 0x1b, ...taken, 0x21, offsetLocal + k);
      append.push(0x20, ...end, 0x20, offsetLocal + k, 0x36, 2, ...leb(list), 0x20, ...end);
      this.get(append, kept, k);
      append.push(0xfd, 0x53, ...there, 0x71, 0x41, 2, 0x74, 0x6a, 0x21, ...end);
    }
    const next = [0x20, ...place, 0x41, 4 * this.together, 0x6a, 0x22, ...place, ...length, 0x49, 0x0d, 0, 0x0b];
    return this.code([0x03, 0x40, ...offsets], this.row, append, next, [0x20, ...end, 0x41, 2, 0x76, 0x0b]);
  }

  /** The head and what follows it, with the locals: offsets of pairs of rows, the pairs, two integers. */
  private code(...rest: readonly (readonly number[])[]): number[] {
    const code = [3, mostTogether, 0x7f, ...leb(this.pairs), 0x7b, 2, 0x7f].concat(this.head, ...rest);
    return leb(code.length).concat(code);
  }
}

function section(id: number, ...content: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return [[id, ...leb(length)], ...content];
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...leb(bytes.length), ...bytes];
}

/** A module that imports its memory as `host.memory` and exports functions `(pairs: i32) → i32` by name. */
export function encodeModule(functions: ReadonlyMap<string, readonly number[]>): Uint8Array<ArrayBuffer> {
  const names = [...functions.keys()];
  const bodies = [...functions.values()];
  const parts = [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7f]),
    ...section(2, [1, ...text("host"), ...text("memory"), 2, 0, 1]),
    ...section(3, [...leb(bodies.length), ...bodies.map(() => 0)]),
    ...section(7, [...leb(names.length), ...names.flatMap((name, k) => [...text(name), 0, ...leb(k)])]),
    ...section(10, leb(bodies.length), ...bodies),
  ];
  const module = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    module.set(part, at);
    at += part.length;
  }
  return module;
}
