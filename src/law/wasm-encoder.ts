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
const firstPair = 2;

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

  private fresh(): Pair {
    return firstPair + this.pairs++;
  }
  private get(code: number[], local: Pair): void {
    code.push(0x20);
    pushLeb(code, local);
  }
  private keep(code: number[], local: Pair = this.fresh()): Pair {
    code.push(0x21);
    pushLeb(code, local);
    return local;
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
    for (const arg of args) this.get(this.place, arg);
    this.place.push(0xfd);
    pushLeb(this.place, simd[operation]);
    return this.keep(this.place);
  }

  /** Both 64-bit integers shifted by a constant. */
  shift(direction: "left" | "right", a: Pair, bits: number): Pair {
    this.get(this.place, a);
    this.place.push(0x41, ...signedLeb(bits), 0xfd, ...leb(direction === "left" ? 0xcb : 0xcd));
    return this.keep(this.place);
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
    this.head.push(0xfd, 0x0c, ...bytesOfDouble, ...bytesOfDouble);
    const made = this.keep(this.head);
    this.constants.set(key, made);
    return made;
  }

  /** The double at an address in both halves, read in the head. */
  splat(address: number): Pair {
    this.head.push(0x41, 0, 0xfd, 0x0a, 3, ...leb(address));
    return this.keep(this.head);
  }

  /** The present pair of a column that begins at an address. */
  load(address: number): Pair {
    this.get(this.place, offsetLocal);
    this.place.push(0xfd, 0x00, 4, ...leb(address));
    return this.keep(this.place);
  }

  /** What a table has at the byte offsets that stand, as integers, in the present pair of a column of codes. */
  gather(codes: number, table: number): Pair {
    const offset = (row: number): void => {
      this.get(this.place, offsetLocal);
      this.place.push(0x28, 2, ...leb(codes + 8 * row));
    };
    offset(1);
    offset(0);
    this.place.push(0xfd, 0x5d, 3, ...leb(table), 0xfd, 0x57, 3, ...leb(table), 1);
    return this.keep(this.place);
  }

  /** Writes the present pair of a column that begins at an address. */
  store(address: number, a: Pair): void {
    this.get(this.place, offsetLocal);
    this.get(this.place, a);
    this.place.push(0xfd, 0x0b, 4, ...leb(address));
  }

  /** A local that begins as `initial` and is changed with `assign`. */
  variable(initial: Pair): Pair {
    this.get(this.head, initial);
    return this.keep(this.head);
  }

  /** Overwrites a variable with another pair. */
  assign(variable: Pair, value: Pair): void {
    this.get(this.place, value);
    this.keep(this.place, variable);
  }

  /** After the last row: writes the sum of a pair's halves to an address. */
  storeSum(address: number, a: Pair): void {
    this.tail.push(0x41, 0);
    for (const lane of [0, 1]) {
      this.get(this.tail, a);
      this.tail.push(0xfd, 0x21, lane);
    }
    this.tail.push(0xa0, 0x39, 3, ...leb(address));
  }

  /** The function's body; it returns 1 where both halves of `valid` are set and 0 elsewhere. */
  body(valid: Pair): number[] {
    const locals = [2, 1, 0x7f, ...leb(this.pairs), 0x7b];
    const begin = [0x41, 0, 0x21, offsetLocal, 0x03, 0x40];
    const step = [0x20, offsetLocal, 0x41, 16, 0x6a, 0x22, offsetLocal, 0x20, parameterPairs, 0x41, 4, 0x74, 0x49];
    const answer = [0x0d, 0, 0x0b, ...this.tail, 0x20, ...leb(valid), 0xfd, ...leb(0xc3), 0x0b];
    const code = locals.concat(this.head, begin, this.row, step, answer);
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
