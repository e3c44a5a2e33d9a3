import { describe, expect, it } from "vitest";
import { random } from "../../src/fit/random.ts";

const many = 200_000;

function moments(draw: () => number): readonly [number, number] {
  let [sum, square] = [0, 0];
  for (let i = 0; i < many; i++) {
    const x = draw();
    sum += x;
    square += x * x;
  }
  return [sum / many, square / many - (sum / many) ** 2];
}

describe("a random stream", () => {
  it("depends on its seed and its number alone", () => {
    const first = random(7, 3);
    const again = random(7, 3);
    for (let i = 0; i < 100; i++) expect(again.uniform()).toBe(first.uniform());
    expect(random(7, 4).uniform()).not.toBe(random(7, 3).uniform());
    expect(random(8, 3).uniform()).not.toBe(random(7, 3).uniform());
  });

  it("gives uniform numbers with mean 1/2 and variance 1/12, never 0 or 1", () => {
    const source = random(1, 1);
    const [mean, variance] = moments(() => {
      const u = source.uniform();
      if (!(u > 0 && u < 1)) throw new Error(`${u} is outside (0, 1)`);
      return u;
    });
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / many));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.002);
  });

  it("gives normal deviates with mean 0, variance 1 and the normal's tails", () => {
    const source = random(2, 1);
    let tail = 0;
    const [mean, variance] = moments(() => {
      const z = source.normal();
      if (Math.abs(z) > 1.959964) tail++;
      return z;
    });
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(many));
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(Math.abs(tail / many - 0.05)).toBeLessThan(0.003);
  });

  it("counts below n evenly", () => {
    const source = random(3, 1);
    const counts = new Float64Array(7);
    for (let i = 0; i < many; i++) {
      const k = source.below(7);
      counts[k] = counts[k]! + 1;
    }
    const chi = counts.reduce((sum, c) => sum + (c - many / 7) ** 2 / (many / 7), 0);
    expect(chi).toBeLessThan(30);
  });

  it("has neighbours that are not alike", () => {
    const pairs = Array.from({ length: 2000 }, (_, k) => [random(1, k).normal(), random(1, k + 1).normal()] as const);
    const r = pairs.reduce((sum, [a, b]) => sum + a * b, 0) / pairs.length;
    expect(Math.abs(r)).toBeLessThan(0.1);
  });
});
