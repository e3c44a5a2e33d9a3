import type { Pair, PairLoop } from "./wasm-encoder.ts";

/**
 * (2^r − 1)/r on |r| ≤ ½, interpolated at 11 Chebyshev points in 60 digits: 2^r to 2e-17 before rounding. (At r = 0 the
 * result is exactly 1, on which the exact 0 and ∞ at the ends of the range rest.)
 */
const exp2Terms = [
  Math.LN2,
  0.24022650695910097,
  0.0555041086648216,
  0.009618129107606888,
  0.0013333558146416936,
  0.0001540353044173605,
  1.525273382983612e-5,
  1.321544258792169e-6,
  1.0178062445845774e-7,
  7.072585949269223e-9,
  4.4549605981865186e-10,
];
/** (e^r − 1)/r on |r| ≤ ln 2 / 2, likewise. */
const expTerms = [
  1, 0.5000000000000006, 0.1666666666666667, 0.04166666666657314, 0.008333333333326141, 0.0013888888932488599,
  0.00019841269874800493, 2.4801504346997686e-5, 2.7557255425746435e-6, 2.7626357241447223e-7, 2.510520637395701e-8,
];
/** (ln((1+s)/(1−s)) − 2s)/s³ in s² on |s| ≤ 3 − 2√2, likewise: to 5e-18 of the logarithm. */
const logTerms = [
  0.666666666666667, 0.39999999999899505, 0.28571428625975487, 0.2222221113479508, 0.18182889125261723,
  0.15331721600556042, 0.14616449685043406,
];

/** 3·2^51: added to a double below 2^51 it leaves the nearest integer in the low bits. */
const roundingShift = 6755399441055744;
/** ln 2 in two parts, the first with 32 trailing zero bits (fdlibm). */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const smallestNormal = 2.2250738585072014e-308;

/** Estrin's scheme: a polynomial as a tree, so that its multiplications overlap. */
function polynomial(f: PairLoop, terms: readonly number[], x: Pair): Pair {
  let level: Pair[] = terms.map((c) => f.constant(c));
  let power = x;
  for (;;) {
    const next: Pair[] = [];
    for (let k = 0; k < level.length; k += 2) {
      const low = level[k] ?? 0;
      const high = level[k + 1];
      next.push(high === undefined ? low : f.apply("add", low, f.apply("mul", high, power)));
    }
    level = next;
    if (level.length === 1) return level[0] ?? 0;
    power = f.apply("mul", power, power);
  }
}

/** p·2^k, where `shifted` holds k + roundingShift: k goes into the exponent bits of p. */
function scaleByPower(f: PairLoop, p: Pair, shifted: Pair): Pair {
  return f.apply("addInteger", p, f.shift("left", shifted, 52));
}

function onePlus(f: PairLoop, terms: readonly number[], r: Pair): Pair {
  return f.apply("add", f.constant(1), f.apply("mul", r, polynomial(f, terms, r)));
}

/** 2^x over the whole range, below 1.5 ulp; results below 2^−1022 are off by less than 2^−1022. NaN stays NaN. */
export function emitExp2(f: PairLoop, x: Pair): Pair {
  // At −1023 and 1024 the polynomial is exactly 1, and its exponent bits run into those of 0 and ∞.
  const held = f.apply("pmax", f.apply("pmin", x, f.constant(1024)), f.constant(-1023));
  const magic = f.constant(roundingShift);
  const shifted = f.apply("add", held, magic);
  const r = f.apply("sub", held, f.apply("sub", shifted, magic));
  return scaleByPower(f, onePlus(f, exp2Terms, r), shifted);
}

const expLow = -1023 * Math.LN2;
const expHigh = 1024 * Math.LN2;

/** x = k·ln 2 + r, the argument reduced by ln 2 in two parts (Cody and Waite 1980). */
function reduce(f: PairLoop, x: Pair): { readonly r: Pair; readonly shifted: Pair } {
  const held = f.apply("pmax", f.apply("pmin", x, f.constant(expHigh)), f.constant(expLow));
  const magic = f.constant(roundingShift);
  const shifted = f.apply("add", f.apply("mul", held, f.constant(Math.LOG2E)), magic);
  const k = f.apply("sub", shifted, magic);
  const near = f.apply("sub", held, f.apply("mul", k, f.constant(ln2High)));
  return { r: f.apply("sub", near, f.apply("mul", k, f.constant(ln2Low))), shifted };
}

/** `value` between the ends of the range of e^x, `low` and ∞ beyond them. */
function withEnds(f: PairLoop, x: Pair, value: Pair, low: number): Pair {
  const above = f.apply("bitselect", f.constant(low), value, f.apply("le", x, f.constant(expLow)));
  return f.apply("bitselect", f.constant(Number.POSITIVE_INFINITY), above, f.apply("ge", x, f.constant(expHigh)));
}

/** e^x over the whole range, below 1.5 ulp; results below 2^−1022 are off by less than that. */
export function emitExp(f: PairLoop, x: Pair): Pair {
  const { r, shifted } = reduce(f, x);
  return withEnds(f, x, scaleByPower(f, onePlus(f, expTerms, r), shifted), 0);
}

/** e^x − 1 without cancellation, below 4 ulp: (2^k − 1) + 2^k·(e^r − 1). */
export function emitExpm1(f: PairLoop, x: Pair): Pair {
  const { r, shifted } = reduce(f, x);
  const power = scaleByPower(f, f.constant(1), shifted);
  const rest = f.apply("mul", r, polynomial(f, expTerms, r));
  const value = f.apply("add", f.apply("sub", power, f.constant(1)), f.apply("mul", power, rest));
  return withEnds(f, x, value, -1);
}

/** ln x − less·ln 2 = high + low of normal positive numbers: `high` is rounded, and `low` what that left. */
function logParts(f: PairLoop, x: Pair, less?: Pair): { readonly high: Pair; readonly low: () => Pair } {
  // m = x·2^−k in [√½, √2): the bits of √½ are taken off before the exponent is read.
  const moved = f.apply("addInteger", x, f.bits(0x3ff0000000000000n - 0x3fe6a09e667f3bcdn));
  const biased = f.apply("or", f.shift("right", moved, 52), f.bits(0x4330000000000000n));
  const whole = f.apply("sub", biased, f.constant(4503599627370496 + 1023));
  const k = less === undefined ? whole : f.apply("sub", whole, less);
  const mantissa = f.apply("and", moved, f.bits(0x000fffffffffffffn));
  const m = f.apply("addInteger", mantissa, f.bits(0x3fe6a09e667f3bcdn));
  const t = f.apply("sub", m, f.constant(1));
  const s = f.apply("div", t, f.apply("add", m, f.constant(1)));
  const z = f.apply("mul", s, s);
  const rest = f.apply("mul", z, polynomial(f, logTerms, z));
  const half = f.apply("mul", f.apply("mul", t, f.constant(0.5)), t);
  const correction = f.apply(
    "add",
    f.apply("mul", s, f.apply("add", half, rest)),
    f.apply("mul", k, f.constant(ln2Low)),
  );
  const small = f.apply("sub", t, f.apply("sub", half, correction));
  const large = f.apply("mul", k, f.constant(ln2High));
  const high = f.apply("add", large, small);
  return { high, low: () => f.apply("sub", small, f.apply("sub", high, large)) };
}

/** ln x of normal positive numbers, below 1 ulp (the scheme of fdlibm's e_log.c); other x give nonsense. */
export function emitLogNormal(f: PairLoop, x: Pair): Pair {
  return logParts(f, x).high;
}

/** ln x of any double, as Math.log: −∞ at 0, NaN below. */
export function emitLog(f: PairLoop, x: Pair): Pair {
  const { normal, less } = normalized(f, x);
  return logEnds(f, x, logParts(f, normal, less).high);
}

/** Positive numbers as normal ones, subnormal ones times 2^54, and the exponent of two that was added. */
function normalized(f: PairLoop, x: Pair): { readonly normal: Pair; readonly less: Pair } {
  const subnormal = f.apply("lt", x, f.constant(smallestNormal));
  const normal = f.apply("bitselect", f.apply("mul", x, f.constant(2 ** 54)), x, subnormal);
  return { normal, less: f.apply("and", subnormal, f.constant(54)) };
}

/** `value` for positive numbers, −∞ at 0, ∞ at ∞ and NaN elsewhere. */
function logEnds(f: PairLoop, x: Pair, value: Pair): Pair {
  const infinity = f.constant(Number.POSITIVE_INFINITY);
  const zero = f.constant(0);
  let ended = f.apply("bitselect", f.constant(Number.NEGATIVE_INFINITY), value, f.apply("eq", x, zero));
  ended = f.apply("bitselect", infinity, ended, f.apply("eq", x, infinity));
  return f.apply("bitselect", ended, f.constant(Number.NaN), f.apply("ge", x, zero));
}

/** The upper 26 bits of a double's significand; the rest is exact too (Veltkamp's splitting, by bits). */
function upper(f: PairLoop, x: Pair): Pair {
  return f.apply("and", x, f.bits(0xfffffffff8000000n));
}

/** What rounding took from a product of doubles (Dekker 1971). */
function productError(f: PairLoop, a: Pair, b: Pair, product: Pair): Pair {
  const [ah, bh] = [upper(f, a), upper(f, b)];
  const [al, bl] = [f.apply("sub", a, ah), f.apply("sub", b, bh)];
  let error = f.apply("sub", f.apply("mul", ah, bh), product);
  error = f.apply("add", error, f.apply("mul", ah, bl));
  error = f.apply("add", error, f.apply("mul", al, bh));
  return f.apply("add", error, f.apply("mul", al, bl));
}

/**
 * x^p = e^(p·ln x) for x ≥ 0, with what rounding took from ln x and from the product: within 2 + |p|·min(1, 2·|ln x|)
 * ulp wherever the result is normal. At p = 0 it is NaN for 0 and ∞.
 */
export function emitPow(f: PairLoop, x: Pair, p: Pair): Pair {
  const { normal, less } = normalized(f, x);
  const { high, low } = logParts(f, normal, less);
  const exponent = f.apply("mul", p, logEnds(f, x, high));
  const rest = f.apply("add", productError(f, p, high, exponent), f.apply("mul", p, low()));
  // Outside the result is 0 or ∞, and what is left of infinite parts is no number.
  const inside = f.apply("lt", f.apply("abs", exponent), f.constant(expHigh));
  const value = emitExp(f, exponent);
  return f.apply("add", value, f.apply("and", inside, f.apply("mul", value, rest)));
}
