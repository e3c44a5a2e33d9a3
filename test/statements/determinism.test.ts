import { expect, test } from "vitest";
import { data, hold, law } from "./try.ts";

const program = `${data}
${law}
fit on runs with bootstrap = 200 as chin
predict N = 7e9
minimize L over N, D subject to 6*N*D = C at C in [1e21, 1e24]
solve L(N, 20*N) = 2.5 for N
plot curve of L against N at D = 20*N
report chin
β/(α + β)`;

test("the same program gives the same bytes: its JSON, and everything shown but the images", async () => {
  const [one, two] = [await hold(program), await hold(program)];
  expect(JSON.stringify(one.results)).toBe(JSON.stringify(two.results));
  const told = (tried: typeof one) =>
    JSON.stringify(tried.bundles.map((b) => Object.entries(b).filter(([type]) => !type.startsWith("image/"))));
  expect(told(one)).toBe(told(two));
});

test("another seed moves the draws and nothing else", async () => {
  const [one, two] = [
    await hold(program),
    await hold(`set seed = 2\n${program}`.replace(data, `set seed = 1\n${data}\nset seed = 2`)),
  ];
  const fitIn = (tried: typeof one) =>
    tried.results.find(({ kind }) => kind === "fit") as unknown as {
      objective: number;
      parameters: { E: { value: number; standardError: number } };
    };
  expect(fitIn(two).parameters.E.value).toBeCloseTo(fitIn(one).parameters.E.value, 8);
  expect(fitIn(two).parameters.E.standardError).not.toBe(fitIn(one).parameters.E.standardError);
});

test("no output carries a path or a time of day", async () => {
  const tried = await hold(program);
  const all = JSON.stringify(tried.results) + JSON.stringify(tried.bundles);
  expect(all).not.toContain(process.cwd());
  expect(all).not.toMatch(/\b20\d\d-\d\d-\d\dT/u);
});
