/** Text as HTML text or a quoted attribute value; control characters that no page may hold are made visible. */
export const escapeHtml = (text: string): string =>
  visible(text).replace(/[&<>"'`]/g, (character) => htmlEntities[character] ?? character);

const htmlEntities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** Text as LaTeX text: no command, group or math shift of the user's survives. */
export const escapeLatex = (text: string): string =>
  visible(text)
    .replace(/[\\{}$&#^_%~<>|]/g, (character) => latexCharacters[character] ?? character)
    .replace(/[\r\n]+/g, " ");

const latexCharacters: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "^": "\\textasciicircum{}",
  _: "\\_",
  "%": "\\%",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
};

/** Text for a terminal: escape sequences, other control characters and direction marks are shown, not obeyed. */
export const escapeTerminal = (text: string): string => visible(text);

/** Newline and tab stay; every other control or bidirectional override character becomes a picture of itself, half a character �. */
const visible = (text: string): string =>
  text.replace(/\p{Cc}|\p{Cs}|[\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, (character) => {
    if (character === "\n" || character === "\t") return character;
    const code = character.codePointAt(0)!;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : code === 0x7f ? "␡" : "�";
  });

/** Text on one line, for titles, cells and summaries. */
export const oneLine = (text: string): string => visible(text).replace(/[\n\t]+/g, " ");
