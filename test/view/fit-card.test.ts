import { expect, test } from "vitest";
import { type FitCardInput, fitCard, fitMime } from "../../src/view/fit-card.ts";
import { hostileNames } from "./hostile-names.ts";

const fitJson = { kind: "fit", parameters: { α: 0.34731 } };

const input: FitCardInput = {
  title: "chin: L(N, D)",
  dataName: "runs",
  formula: "L(N, D) = E + A/N^α",
  formulaLatex: "L(N, D) = E + \\frac{A}{N^{\\alpha}}",
  fittedLatex: "L(N, D) = 1.817 + \\frac{482.0}{N^{0.3473}}",
  headline: { text: "100 of 100 starts agree", tone: "good" },
  parameters: [
    { name: "E", value: 1.81722, standardError: 0.0301, interval: [1.75, 1.88] },
    { name: "A", value: 482.01, standardError: 124.4, interval: [290.1, 1203] },
    { name: "α", value: 0, note: "at its lower bound" },
  ],
  intervalName: "95% interval",
  facts: [
    { label: "rows", value: 240 },
    { label: "loss", value: "huber(1e-3) in log" },
    { label: "objective", value: 0.001018274 },
  ],
  warnings: [{ code: "collinear", message: "N and D move together" }],
  fitJson,
};

test("a card reads as text", () => {
  expect(fitCard(input)["text/plain"]).toBe(
    [
      "chin: L(N, D) on runs",
      "100 of 100 starts agree",
      "L(N, D) = E + A/N^α",
      "",
      "parameter  value  standard error  95% interval  note",
      "─────────  ─────  ──────────────  ────────────  ──────────────────",
      "E          1.817            0.03  [1.75, 1.88]",
      "A          482.0             124   [290, 1203]",
      "α              0                                at its lower bound",
      "",
      "rows: 240 · loss: huber(1e-3) in log · objective: 0.001018",
      "warning[collinear]: N and D move together",
    ].join("\n"),
  );
});

test("a card without its styles is a heading, paragraphs and real tables", () => {
  const html = (fitCard(input)["text/html"] as string).replace(/ style="[^"]*"/g, "");
  expect(html).toContain("<h4>chin: L(N, D) on runs</h4>");
  expect(html).toContain("<p>100 of 100 starts agree</p>");
  expect(html).toContain('<tr><th scope="row">rows</th><td>240</td></tr>');
  expect(html).toContain("<tr><td>E</td><td>1.817</td><td>0.03</td><td>[1.75, 1.88]</td><td></td></tr>");
});

test("a card leaves its ink to the page", () => {
  expect(fitCard(input)["text/html"]).not.toMatch(/[^-]color:/);
});

test("a card in LaTeX holds the law, the law with its numbers, and the table", () => {
  const latex = fitCard(input)["text/latex"];
  expect(latex).toContain(`\\[ ${input.formulaLatex} \\]`);
  expect(latex).toContain(`\\[ ${input.fittedLatex} \\]`);
  expect(latex).toContain("$\\alpha$ & $0$ &  &  & at its lower bound \\\\");
  expect(latex).toContain("95\\% interval");
});

test("the fit itself is passed through", () => {
  expect(fitCard(input)[fitMime]).toBe(fitJson);
});

test("rival minima stand under the first line, each with its objective", () => {
  const bundle = fitCard({
    ...input,
    headline: { text: "97 of 100 starts agree", tone: "warning" },
    rivals: [
      {
        objective: 0.00123456789,
        starts: 3,
        parameters: [
          ["E", 1.2],
          ["α", 0.5],
        ],
      },
    ],
  });
  const text = bundle["text/plain"] as string;
  expect(text.split("\n").slice(1, 5)).toEqual([
    "97 of 100 starts agree",
    "  objective  starts  parameters",
    "───────────  ──────  ────────────────",
    "0.001234568       3  E = 1.2, α = 0.5",
  ]);
  expect(bundle["text/html"]).toContain("rival minima");
  expect(bundle["text/latex"]).toContain("$0.001234568$ & 3 &");
});

test.each(hostileNames)("%j is only text wherever it stands", (name) => {
  const bundle = fitCard({
    ...input,
    title: name,
    dataName: name,
    formula: name,
    headline: { text: name, tone: "warning" },
    parameters: [{ name, value: 1, note: name }],
    facts: [{ label: name, value: name }],
    warnings: [{ code: name, message: name }],
  });
  expect(bundle["text/html"]).not.toMatch(/<script|<img|(?!\n)\p{Cc}/u);
  expect(bundle["text/latex"]).not.toMatch(/\\(input|href)/);
  expect(bundle["text/plain"]).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
});
