import { describe, expect, test } from "vitest";
import { random } from "../../src/fit/random.ts";
import { encodeModule, type Pair, PairLoop } from "../../src/law/wasm-encoder.ts";
import { emitExp, emitExp2, emitExpm1, emitLog, emitLogNormal, emitPow } from "../../src/law/wasm-math.ts";
import { exactExp, exactLog, ln2, places, toFixed, ulps } from "./fifty-digits.ts";

/** Compiles a function of one argument and applies it to many. */
function compile(emit: (f: PairLoop, x: Pair) => Pair): (xs: Float64Array) => Float64Array {
  const f = new PairLoop();
  const valid = f.bits(0xffffffffffffffffn);
  const [from, to] = [64, 64 + 8 * 4096];
  f.store(to, emit(f, f.load(from)));
  const memory = new WebAssembly.Memory({ initial: 2 });
  const module = new WebAssembly.Module(encodeModule(new Map([["run", f.body(valid)]])));
  const { run } = new WebAssembly.Instance(module, { host: { memory } }).exports as {
    run: (pairs: number) => number;
  };
  const doubles = new Float64Array(memory.buffer);
  return (xs) => {
    const out = new Float64Array(xs.length);
    for (let begin = 0; begin < xs.length; begin += 4096) {
      const block = xs.subarray(begin, begin + 4096);
      doubles.set(block, from / 8);
      expect(run((block.length + 1) >> 1)).toBe(1);
      out.set(doubles.subarray(to / 8, to / 8 + block.length), begin);
    }
    return out;
  };
}

/** Points spread evenly over an interval, and around its middle. */
function points(low: number, high: number, count: number): Float64Array {
  const source = random(1, 0);
  return Float64Array.from({ length: count }, (_, k) =>
    k % 4 === 0 ? (source.uniform() - 0.5) * 2 : low + (high - low) * source.uniform(),
  );
}

/** Positive doubles, every exponent alike; every fourth within a tenth of 1. */
function positives(count: number): Float64Array {
  const source = random(2, 0);
  return Float64Array.from({ length: count }, (_, k) =>
    k % 4 === 0 ? 0.9 + 0.2 * source.uniform() : 2 ** (2040 * source.uniform() - 1020) * (1 + source.uniform()),
  );
}

const worst = (xs: Float64Array, ys: Float64Array, error: (x: number, y: number) => number): number =>
  xs.reduce((most, x, i) => Math.max(most, error(x, ys[i]!)), 0);

describe("polynomial exp and log, against a 50-digit reference", () => {
  const count = 20_000;

  test("the reference knows ln 2, e and ln 10 to fifty digits", () => {
    const digits = (x: bigint): string => ((x * 10n ** 55n) >> places).toString().slice(0, 50);
    expect(digits(ln2)).toBe("69314718055994530941723212145817656807550013436025");
    const { m, k } = exactExp(1n << places);
    expect(digits(m << BigInt(k))).toBe("27182818284590452353602874713526624977572470936999");
    expect(digits(exactLog(10))).toBe("23025850929940456840179914546843642076011014886287");
  });

  test("e^x is within 1.5 ulp from −708 to 709", () => {
    const xs = points(-708, 709, count);
    const error = worst(xs, compile(emitExp)(xs), (x, y) => {
      const { m, k } = exactExp(toFixed(x));
      return ulps(y, m, k);
    });
    expect(error).toBeGreaterThan(0.4);
    expect(error).toBeLessThan(1.5);
  });

  test("2^x is within 1.5 ulp from −1022 to 1023", () => {
    const xs = points(-1022, 1023, count);
    const error = worst(xs, compile(emitExp2)(xs), (x, y) => {
      const { m, k } = exactExp((toFixed(x) * ln2) >> places);
      return ulps(y, m, k);
    });
    expect(error).toBeGreaterThan(0.4);
    expect(error).toBeLessThan(1.5);
  });

  test("e^x − 1 is within 4 ulp, near 0 as well", () => {
    const source = random(5, 0);
    const tiny = Float64Array.from({ length: count }, () => 2 ** (-60 * source.uniform()) * (source.uniform() - 0.5));
    for (const xs of [tiny, points(-40, 709, count)]) {
      const error = worst(xs, compile(emitExpm1)(xs), (x, y) => {
        const { m, k } = exactExp(toFixed(x));
        return k > 100 ? ulps(y, m, k) : ulps(y, (k < 0 ? m >> BigInt(-k) : m << BigInt(k)) - (1n << places));
      });
      expect(error).toBeGreaterThan(0.4);
      expect(error).toBeLessThan(4);
    }
  });

  test.each([
    ["where its argument is known to be normal", emitLogNormal],
    ["for any argument", emitLog],
  ])("ln x is within 1 ulp over all normal numbers, %s", (_, emit) => {
    const xs = positives(count);
    const error = worst(xs, compile(emit)(xs), (x, y) => ulps(y, exactLog(x)));
    expect(error).toBeGreaterThan(0.4);
    expect(error).toBeLessThan(1);
  });

  test("x^p is within 2 + |p|·min(1, 2·|ln x|) ulp wherever it is a normal number, of subnormal x too", () => {
    const source = random(3, 0);
    const spread = positives(600);
    const tiny = Float64Array.from({ length: 100 }, () => 2 ** (-1022 - 52 * source.uniform()));
    const nearOne = Float64Array.from(
      { length: 1000 },
      () => 1 + (source.uniform() - 0.5) * 2 ** (-40 * source.uniform()),
    );
    const exponents = [0.34, -0.5, 1.7, 1, -1, 2 / 3, ...Array.from({ length: 10 }, () => 8 * source.uniform() - 4)];
    let most = 0;
    for (const xs of [spread, tiny, nearOne]) {
      const steep = xs === nearOne ? [100, -3000, 5e4, -7e8] : [20, -700];
      for (const p of [...exponents, ...steep]) {
        const inside = xs.filter((x) => p * Math.log(x) > -708.3 && p * Math.log(x) < 709.7);
        const ys = compile((f, x) => emitPow(f, x, f.constant(p)))(inside);
        inside.forEach((x, i) => {
          const log = exactLog(x);
          const { m, k } = exactExp((toFixed(p) * log) >> places);
          const error = ulps(ys[i]!, m, k);
          const bound = 2 + Math.abs(p) * Math.min(1, 2 * Math.abs(Math.log(x)));
          most = Math.max(most, error / bound);
          if (Math.abs(p) <= 1) expect(error).toBeLessThan(3);
        });
      }
    }
    expect(most).toBeGreaterThan(0.2);
    expect(most).toBeLessThan(1);
  });
});

describe("at the ends of their range exp and log answer as JavaScript does", () => {
  const { POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minus, NaN: nan } = Number;

  test("e^x and 2^x are exactly 0 far below, ∞ far above, 1 at 0, and NaN of NaN", () => {
    const xs = Float64Array.of(minus, -2000, 2000, infinity, nan, 0, -0, 1024);
    expect([...compile(emitExp2)(xs)]).toEqual([0, 0, infinity, infinity, nan, 1, 1, infinity]);
    expect([...compile(emitExp)(xs)]).toEqual([...xs].map(Math.exp));
    expect([...compile(emitExpm1)(xs)]).toEqual([-1, -1, infinity, infinity, nan, 0, 0, infinity]);
  });

  test("x^p is 0 or ∞ where it is too small or too large, and 1 at 1", () => {
    const xs = Float64Array.of(0, 1e-300, 1, 1e300, infinity, 5e-324);
    for (const p of [0.5, -0.5, 1.5, -1.5, 40, -40, 1e300, -1e300]) {
      const ys = compile((f, x) => emitPow(f, x, f.constant(p)))(xs);
      [...xs].forEach((x, i) => {
        const right = x ** p;
        if (Number.isFinite(right) && right > 0) expect(Math.abs(ys[i]! / right - 1)).toBeLessThan(1e-14);
        else expect(ys[i]).toBe(right);
      });
    }
  });

  test("ln x is −∞ at 0, NaN below it, ∞ at ∞, and right for subnormal numbers", () => {
    const xs = Float64Array.of(0, -0, -1, minus, infinity, nan, 1, 5e-324, 1e-310, 2.2250738585072014e-308);
    const ys = compile(emitLog)(xs);
    [...xs].forEach((x, i) => {
      const right = Math.log(x);
      if (Number.isFinite(right)) expect(Math.abs(ys[i]! - right)).toBeLessThanOrEqual(2e-16 * Math.abs(right));
      else expect(ys[i]).toBe(right);
    });
  });
});
