import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A stream of random numbers that depends on (seed, stream) alone, so that every executor gives the same bytes. */
export interface Random {
  /** A whole number in [0, n), n < 2³²; the multiply-shift bias is below n/2³². */
  readonly below: (n: number) => number;
  /** A number in (0, 1) with 53 random bits. */
  readonly uniform: () => number;
  /** A standard normal deviate (Marsaglia's polar method). */
  readonly normal: () => number;
}

/** Opens stream `stream` of a seed. */
export function random(seed: number, stream: number): Random {
  const generator = xoroshiro128plus(mix(mix(seed | 0) ^ Math.imul(stream + 1, 0x9e3779b1)));
  // The first outputs of neighbouring seeds are alike; a few are thrown away.
  for (let k = 0; k < 8; k++) generator.next();
  const word = (): number => generator.next() >>> 0;
  const uniform = (): number => ((word() >>> 5) * 67108864 + (word() >>> 6) + 0.5) / 9007199254740992;
  let spare: number | undefined;
  return {
    below: (n) => Math.floor((word() / 4294967296) * n),
    uniform,
    normal: () => {
      if (spare !== undefined) {
        const kept = spare;
        spare = undefined;
        return kept;
      }
      for (;;) {
        const u = 2 * uniform() - 1;
        const v = 2 * uniform() - 1;
        const s = u * u + v * v;
        if (s >= 1 || s === 0) continue;
        const factor = Math.sqrt((-2 * Math.log(s)) / s);
        spare = v * factor;
        return u * factor;
      }
    },
  };
}

/** The finaliser of MurmurHash3 (Appleby, public domain): spreads neighbouring integers over 32 bits. */
function mix(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
