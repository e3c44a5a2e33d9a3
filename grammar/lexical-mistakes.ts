import { type Diagnostic, error, type Fix } from "./diagnostic.ts";
import { nearest } from "./nearest.ts";
import { numberValue, suffixes } from "./numbers.ts";
import { stringMistake } from "./strings.ts";
import { connectives, foreignSigns, spanOf, type Token } from "./tokens.ts";
import { units } from "./units.ts";

/** The diagnostic of a token that has no place in any program, by the tokens before it; undefined for a good one. */
export function lexicalMistake(text: string, token: Token, preceding: readonly Token[]): Diagnostic | undefined {
  const before = preceding.at(-1);
  switch (token.type) {
    case "foreign":
      return foreign(text, token);
    case "superscript":
      return superscript(token);
    case "badNumber":
      return badNumber(token, before);
    case "badString":
    case "string":
      return stringMistake(token);
    case "badName":
      return error("unclosed-name", "a name in backticks is not closed", spanOf(token), {
        help: "end it with ` on the same line",
        fix: replace(token, `${token.text.trimEnd()}\``),
      });
    case "number":
      return Number.isFinite(numberValue(token.text)) ? undefined : tooLarge(token);
    case "unit":
      return unit(token, before, preceding.at(-2));
    case "error":
      return unknownCharacter(token, before);
    default:
      return undefined;
  }
}

function replace(token: Token, text: string): Fix {
  return { span: spanOf(token), text };
}

function foreign(text: string, token: Token): Diagnostic {
  const meaning = foreignSigns.get(token.text) ?? "";
  const gap = (neighbour: string | undefined): string =>
    /^[a-z]/.test(meaning) && /\S/.test(neighbour ?? " ") ? " " : "";
  return error("foreign-sign", `${token.text} is written ${meaning} here`, spanOf(token), {
    help: `write ${meaning}`,
    fix: replace(token, gap(text[token.start - 1]) + meaning + gap(text[token.end])),
  });
}

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ";
const lowered = "0123456789+-ni";

function superscript(token: Token): Diagnostic {
  const power = [...token.text].map((c) => lowered[raised.indexOf(c)]).join("");
  const fix = `^${power.replace("+", "")}`;
  return error("superscript", `a power is written with ^`, spanOf(token), {
    help: `write ${fix}`,
    fix: replace(token, fix),
  });
}

function tooLarge(token: Token): Diagnostic {
  return error("number-too-large", `${token.text} is larger than any number that can be computed with`, spanOf(token), {
    note: "the largest is about 1.8e308",
  });
}

const capitals: ReadonlyMap<string, string> = new Map([
  ["k", "K"],
  ["m", "M"],
  ["b", "B"],
  ["t", "T"],
  ["g", "B"],
  ["G", "B"],
]);

/** A product, in parentheses where it would otherwise be torn apart: `A/2N` means A/(2*N), if anything. */
function product(number: string, name: string, before: Token | undefined): string {
  return before?.text === "/" || before?.text === "^" ? `(${number}*${name})` : `${number}*${name}`;
}

function badNumber(token: Token, before: Token | undefined): Diagnostic {
  const { text } = token;
  const say = (message: string, fix?: string): Diagnostic =>
    error(
      "bad-number",
      message,
      spanOf(token),
      fix === undefined
        ? { help: "numbers look like 7e9, 0.5, 7B, 90%" }
        : { help: `write ${fix}`, fix: replace(token, fix) },
    );
  const [, digits = "", rest = ""] = /^(\d+(?:\.\d+)?|\.\d+)(.*)$/su.exec(text) ?? [];
  if (/^\.(?:[eE]|[KMBT%]?$)/u.test(rest)) return say("a point wants digits on both sides", digits + rest.slice(1));
  if (/^(?:_\d+)+$/u.test(rest)) return say("digits are not grouped", text.replaceAll("_", ""));
  const capital = capitals.get(rest);
  if (capital !== undefined) return say(`the suffix ${rest} is written ${capital}`, digits + capital);
  const power = /^[⁰¹²³⁴-⁹]+$/u.test(rest);
  if (power)
    return say("a power is written with ^", `${digits}^${[...rest].map((c) => lowered[raised.indexOf(c)]).join("")}`);
  const [, number = digits, word] =
    /^((?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?[KMBT%]?)([\p{L}_][\p{L}\p{M}\p{Nd}₀-₉_]*)$/u.exec(text) ?? [];
  if (word !== undefined && /^[eE]$/u.test(word)) return say("the exponent of a number wants digits");
  if (word !== undefined) {
    if (units.has(word)) return say("a unit stands apart from its number", `${number} ${word}`);
    return say("a product is written with *", product(number, word, before));
  }
  return say(`${text} is no number`);
}

function unit(token: Token, before: Token | undefined, earlier: Token | undefined): Diagnostic | undefined {
  if (units.has(token.text)) {
    const infinite = before !== undefined && !Number.isFinite(numberValue(before.text, token.text));
    return infinite ? tooLarge(token) : undefined;
  }
  const number = before?.text ?? "";
  const both = { start: before?.start ?? token.start, end: token.end };
  const suffix = suffixes.has(token.text) ? token.text : (capitals.get(token.text) ?? "");
  if (suffix !== "" && suffixes.get(number.at(-1) ?? "") === undefined) {
    return error("detached-suffix", `the suffix ${suffix} is glued to its number`, spanOf(token), {
      help: `write ${number}${suffix}`,
      fix: { span: both, text: number + suffix },
    });
  }
  const near = nearest(token.text, [...connectives, "subject to", "holding out", ...units.keys()]);
  const phrase = token.text === "holding" ? "holding out" : token.text === "subject" ? "subject to" : near;
  if (phrase !== undefined && (token.text.length > 3 || phrase.toLowerCase() === token.text.toLowerCase())) {
    return error("unknown-unit", `${token.text} is no unit`, spanOf(token), {
      help: `did you mean ${phrase}?`,
      fix: replace(token, phrase),
    });
  }
  return error("unknown-unit", `${token.text} is no unit, and the word after a number is always one`, spanOf(token), {
    note: "units: FLOP, PFLOP, PF_day, tokens, params, steps, runs, bytes …",
    help: `to multiply write ${product(number, token.text, earlier)}`,
    fix: { span: both, text: product(number, token.text, earlier) },
  });
}

function unknownCharacter(token: Token, before: Token | undefined): Diagnostic {
  const { text } = token;
  if (text === "%" && before?.type === "number") {
    return error("detached-suffix", "the sign % is glued to its number", spanOf(token), {
      help: `write ${before.text}%`,
      fix: { span: { start: before.start, end: token.end }, text: `${before.text}%` },
    });
  }
  const code = text.codePointAt(0)!;
  const name = /^[\p{C}\p{Z}\p{M}]$/u.test(text) ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` : text;
  const help = advice.get(text);
  return error("unknown-character", `${name} has no meaning here`, spanOf(token), {
    ...(help !== undefined && { help }),
    ...(/^\p{C}$/u.test(text) && { fix: replace(token, "") }),
  });
}

const advice: ReadonlyMap<string, string> = new Map([
  ["{", "brackets are ( ) around expressions and [ ] around lists"],
  ["}", "brackets are ( ) around expressions and [ ] around lists"],
  [":", "a range is written 1..5, a binding x = 3"],
  ["%", "a percentage is glued to its number, as in 90%"],
  ["'", 'text stands between "double quotes"'],
  ["∞", "leave an open end out: write α > 0 for α from 0 to ∞"],
  ["?", "a choice is written if … then … else …"],
  ["\\", "write the letter itself, as in α"],
  ["√", "write sqrt(…)"],
  ["∑", "write sum(…)"],
]);
