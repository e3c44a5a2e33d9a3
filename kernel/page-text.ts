/** Text as HTML text or a quoted attribute value. */
export const htmlText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** What Select Graphic Rendition codes 30–37 and 90–97 are called in the page's style sheet. */
const colours = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/** The classes in force after one SGR sequence such as `1;31`. */
const restyle = (classes: ReadonlySet<string>, codes: string): Set<string> => {
  const next = new Set(classes);
  const withoutColour = (): void => {
    for (const name of colours) next.delete(`ansi-${name}`);
  };
  for (const code of codes === "" ? [0] : codes.split(";").map(Number)) {
    if (code === 0) next.clear();
    else if (code === 1) next.add("ansi-bold");
    else if (code === 4) next.add("ansi-underline");
    else if (code === 22) next.delete("ansi-bold");
    else if (code === 24) next.delete("ansi-underline");
    else if (code === 39) withoutColour();
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
      withoutColour();
      next.add(`ansi-${colours[code % 10]}`);
    }
  }
  return next;
};

/** Terminal text as HTML: colours and weight become spans, every other escape sequence is dropped. */
export const terminalHtml = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  const sequences = /\x1b\[([0-9;]*)([A-Za-z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b./g;
  let html = "";
  let classes = new Set<string>();
  let from = 0;
  const add = (piece: string): void => {
    if (piece === "") return;
    html += classes.size === 0 ? htmlText(piece) : `<span class="${[...classes].join(" ")}">${htmlText(piece)}</span>`;
  };
  for (const match of text.matchAll(sequences)) {
    add(text.slice(from, match.index));
    if (match[2] === "m") classes = restyle(classes, match[1] ?? "");
    from = match.index + match[0].length;
  }
  add(text.slice(from));
  return html;
};
