import { describe, expect, it } from "vitest";
import { fitOf, pointsOf, run, valuesOf } from "./program.ts";

// The checks 1, 2, 6 and 7 of the notes on published laws; check 3 is the standard fit of chinchilla-fits.test.ts.

const within = (found: number, expected: number, relative: number): void => {
  expect(Math.abs(found / expected - 1)).toBeLessThanOrEqual(relative);
};

const hoffmann = "law H(N, D) = 1.69 + 406.4/N^0.34 + 410.7/D^0.28";

describe("Hoffmann et al. (2022)", () => {
  it("evaluate to the published losses of Chinchilla and of a 7B model on 1T tokens", async () => {
    const [chinchilla, small] = valuesOf(await run(`${hoffmann}\nH(70e9, 1.4e12)\nH(7B, 1T)`));
    within(chinchilla!, 1.93665, 1e-5);
    within(small!, 2.05193, 1e-5);
  });

  it("have their optimum at Gopher's compute, and its exponent", async () => {
    const results = await run(`${hoffmann}\nminimize H over N, D subject to 6*N*D = C at C in [5.76e23, 5.76e24]`);
    const [gopher, tenfold] = pointsOf(results, "minimize");
    within(gopher!.at!.N!, 3.219e10, 1e-4);
    within(gopher!.at!.D!, 2.9823e12, 1e-4);
    within(gopher!.value, 1.93075, 1e-4);
    within(Math.log10(tenfold!.at!.N! / gopher!.at!.N!), 0.451613, 1e-4);
    // The closed form, with which the numeric one must agree.
    const G = ((0.34 * 406.4) / (0.28 * 410.7)) ** (1 / 0.62);
    within(gopher!.at!.N!, G * (5.76e23 / 6) ** (0.28 / 0.62), 1e-7);
  });
});

describe("Gadre et al. (2024)", () => {
  // RedPajama, C4 validation loss and the error over 17 tasks, as printed in the notes on law S10.
  const loss = `
data trained(N, M, loss) = [10569312, 20, 5.3870 | 78914048, 20, 3.8999 | 153677376, 20, 3.5311 | 411616256, 20, 3.1498 | 10569312, 320, 4.5723]
law L(N, M) = E + p*N^q + r*6^(q/2)*(M*N)^q
fit L to loss on trained using squares in linear with bootstrap = 0
`;
  const error = `
data evaluated(l, err) = [5.3870, .8135 | 3.8999, .7250 | 3.5311, .6710 | 3.1498, .6366 | 4.5723, .7671 | 2.7688, .5473]
law Err(l) = eps - k*exp(-gamma*l)
fit Err to err on evaluated using squares in linear with bootstrap = 0
`;

  it("fit five runs, and predict the held-out losses as wrongly as they print", async () => {
    const results = await run(`${loss}\nL(1439795200, 640)\nL(6889410560, 20)`);
    const { parameters } = fitOf(results);
    within(parameters.E!.value, 1.8366, 1e-3);
    within(parameters.q!.value, -0.27285, 1e-3);
    const [overtrained, large] = valuesOf(results);
    expect(Math.abs(100 * Math.abs(overtrained! / 2.5021 - 1) - 0.7103)).toBeLessThan(0.01);
    expect(Math.abs(100 * Math.abs(large! / 2.425 - 1) - 0.732)).toBeLessThan(0.01);
  });

  it("chain the error to the loss", async () => {
    const results = await run(`${loss}${error}\nErr(L(1439795200, 640))\nErr(L(6889410560, 20))`);
    const [overtrained, large] = valuesOf(results);
    expect(Math.abs(100 * Math.abs(overtrained! / 0.4752 - 1) - 3.64)).toBeLessThan(0.01);
    expect(Math.abs(100 * Math.abs(large! / 0.47164 - 1) - 0.0464)).toBeLessThan(0.01);
  });
});

describe("Chen et al. (2025), ParScale on the Pile", () => {
  const sizes = [
    [
      1,
      [535813376, 693753856, 1088376320, 1571472384, 2774773760, 4353203200],
      [2.1113, 2.0671, 2.0027, 1.9539, 1.8876, 1.8451],
    ],
    [
      2,
      [538195842, 696738818, 1092762882, 1577522690, 2784937986, 4368529922],
      [2.0772, 2.0363, 1.973, 1.9266, 1.861, 1.8137],
    ],
    [
      4,
      [540577412, 699722756, 1097148164, 1583571460, 2795100164, 4383854084],
      [2.0544, 2.0128, 1.9509, 1.904, 1.8394, 1.7938],
    ],
    [
      8,
      [545340552, 705690632, 1105918728, 1595669000, 2815424520, 4414502408],
      [2.0364, 1.9933, 1.9318, 1.8856, 1.8218, 1.7772],
    ],
  ] as const;
  const rows = sizes.flatMap(([P, N, loss]) => N.map((n, i) => `${n}, ${P}, ${loss[i]}`));

  it("fits its 24 points to the published constants", async () => {
    const results = await run(`
data pile(N, P, loss) = [${rows.join(" | ")}]
law L(N, P) = E + (A/(N*(k*log(P) + 1)))^α where E > 0, A > 0, α > 0, k > 0
fit L to loss on pile using huber(1e-3) in log with bootstrap = 0
L(4414502408, 8)
`);
    const { parameters, r2 } = fitOf(results);
    within(parameters.E!.value, 1.289, 0.01);
    within(parameters.A!.value, 1.97e8, 0.01);
    within(parameters.α!.value, 0.196, 0.01);
    within(parameters.k!.value, 0.334, 0.01);
    expect(Math.abs(r2 - 0.9987)).toBeLessThan(1e-4);
    within(valuesOf(results)[0]!, 1.7785, 1e-4);
  });
});
