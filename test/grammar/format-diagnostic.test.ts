import { expect, test } from "vitest";
import { error, warning } from "../../grammar/diagnostic.ts";
import { formatDiagnostic } from "../../grammar/format-diagnostic.ts";

const plain = { color: false };
const at = (text: string, part: string) => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length });

test("a diagnostic has the shape of the language's contract", () => {
  const text = "law L(N, D) = E + A/N^a\nfit L to loss on runs at D = tokens\n";
  const diagnostic = error("unknown-column", "the data set runs has no column tokens", at(text, "tokens"), {
    note: "columns: N, D_seen, loss, status",
    help: "did you mean D_seen?",
  });
  expect(formatDiagnostic(text, diagnostic, plain)).toBe(
    [
      "error[unknown-column]: the data set runs has no column tokens",
      "  2 | fit L to loss on runs at D = tokens",
      "    |                              ^^^^^^ columns: N, D_seen, loss, status",
      "  help: did you mean D_seen?",
    ].join("\n"),
  );
});

test("carets stand under wide characters, combining marks and tabs", () => {
  const caretColumn = (text: string) =>
    formatDiagnostic(text, error("x", "x", at(text, "!")), plain)
      .split("\n")[2]
      ?.indexOf("^");
  expect(caretColumn("ab!")).toBe(8);
  expect(caretColumn("日!")).toBe(8);
  expect(caretColumn("😀!")).toBe(8);
  expect(caretColumn("\t!")).toBe(8);
  expect(caretColumn("a\u0302b!")).toBe(8);
});

test("nothing of the user's text reaches a terminal raw", () => {
  const text = 'data a = "\u001b[31m\u202e\u0007"';
  const told = formatDiagnostic(
    text,
    error(
      "x",
      text,
      { start: 0, end: text.length },
      { note: text, help: text, labels: [{ span: { start: 0, end: 4 }, text }] },
    ),
    plain,
  );
  expect(told).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  expect(told).toContain("\\u{1b}[31m\\u{202e}\\u{7}");
});

test("colours are only those of lawlab, and without them the text is the same", () => {
  const text = "fit L\non runs";
  const diagnostic = warning("x", "careful", at(text, "runs"), {
    help: "h",
    labels: [{ span: at(text, "L"), text: "there" }],
  });
  const coloured = formatDiagnostic(text, diagnostic, { color: true });
  expect(coloured).toContain("\u001b[1;33mwarning[x]\u001b[0m");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences are what is tested
  expect(coloured.replace(/\u001b\[[\d;]*m/g, "")).toBe(formatDiagnostic(text, diagnostic, plain));
});

test("a long line is cut around its mark", () => {
  const text = `${"1, ".repeat(1000)}7 B, ${"2, ".repeat(1000)}`;
  const [, line = "", carets = ""] = formatDiagnostic(text, error("x", "x", at(text, "B")), plain).split("\n");
  expect(line.length).toBeLessThan(140);
  expect(line[carets.indexOf("^")]).toBe("B");
});

test("a place of several lines is marked to the end of its first, and a place past the end at the end", () => {
  expect(formatDiagnostic("ab\ncd", error("x", "x", { start: 1, end: 5 }), plain)).toContain("  1 | ab\n    |  ^");
  expect(formatDiagnostic("ab", error("x", "x", { start: 2, end: 2 }), plain)).toContain("  1 | ab\n    |   ^");
  expect(formatDiagnostic("", error("x", "x", { start: 7, end: 9 }), plain)).toContain("    | ^");
});
