import { type Diagnostic, error } from "./diagnostic.ts";
import { spanOf, type Token } from "./tokens.ts";

const escapeSequence = /\\(?:(["\\])|u\{([0-9a-fA-F]{1,6})\})/y;

/** The text between the quotes of a string token, its escapes `\"`, `\\` and `\u{…}` resolved. */
export function stringValue(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\(?:(["\\])|u\{([0-9a-fA-F]{1,6})\})/g, (whole, plain: string | undefined, hex: string | undefined) => {
      if (plain !== undefined) return plain;
      const code = Number.parseInt(hex ?? "", 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });
}

/** A text as it is written in a program. */
export function stringText(value: string): string {
  const escaped = value.replace(/["\\]|(?!\t)[\p{Cc}\p{Cs}\u2028\u2029]/gu, (c) =>
    c === '"' || c === "\\" ? `\\${c}` : `\\u{${c.codePointAt(0)!.toString(16)}}`,
  );
  return `"${escaped}"`;
}

/** What is wrong with a string token: it is not closed, has foreign quotes, or a `\` that begins no escape. */
export function stringMistake(token: Token): Diagnostic | undefined {
  const { text } = token;
  if (token.type === "badString") {
    if (text.startsWith('"')) {
      return error("unclosed-string", "a text in quotes is not closed", spanOf(token), {
        help: 'end it with " on the same line',
        fix: { span: spanOf(token), text: `${text.trimEnd()}"` },
      });
    }
    const fix = stringText(text.slice(1).replace(/[“”«»″'’´′]$/u, ""));
    return error("foreign-quotes", "text stands between straight double quotes", spanOf(token), {
      help: `write ${fix}`,
      fix: { span: spanOf(token), text: fix },
    });
  }
  for (let i = 1; i < text.length - 1; i++) {
    if (text[i] !== "\\") continue;
    escapeSequence.lastIndex = i;
    const found = escapeSequence.exec(text);
    const code = Number.parseInt(found?.[2] ?? "0", 16);
    if (found === null || code > 0x10ffff) {
      const place = { start: token.start + i, end: token.start + Math.min(i + 2, text.length - 1) };
      return error("unknown-escape", `${text.slice(i, i + 2)} is no escape`, place, {
        help: 'a backslash is written \\\\, a quote \\"',
        fix: { span: { start: place.start, end: place.start + 1 }, text: "\\\\" },
      });
    }
    i += found[0].length - 1;
  }
  return undefined;
}
