import katex from "katex";
import markdownIt, { type MarkdownIt } from "markdown-it";
import { htmlText } from "./page-text.ts";

/** A formula as MathML, which browsers draw with their own fonts; one that KaTeX cannot read is shown as it was written. */
export const formulaHtml = (tex: string, display: boolean): string => {
  try {
    return katex.renderToString(tex, {
      output: "mathml",
      displayMode: display,
      throwOnError: true,
      trust: false,
      strict: "ignore",
    });
  } catch {
    return `<code>${htmlText(tex)}</code>`;
  }
};

/** The end of the formula that a dollar at `start` opens, or -1: `$5 and $6` holds none. */
const closing = (text: string, start: number, mark: "$" | "$$"): number => {
  if (mark === "$" && /\s/.test(text[start + 1] ?? " ")) return -1;
  for (let end = text.indexOf(mark, start + mark.length); end >= 0; end = text.indexOf(mark, end + 1)) {
    if (text[end - 1] === "\\" || end === start + mark.length) continue;
    if (mark === "$$" || (!/\s/.test(text[end - 1]!) && !/\d/.test(text[end + 1] ?? ""))) return end;
  }
  return -1;
};

/** `$…$` and `$$…$$` in Markdown, before any other rule reads the underscores in them. */
const withFormulas = (markdown: MarkdownIt): void => {
  markdown.inline.ruler.before("escape", "formula", (state, silent) => {
    if (state.src[state.pos] !== "$") return false;
    const mark = state.src[state.pos + 1] === "$" ? "$$" : "$";
    const end = closing(state.src, state.pos, mark);
    if (end < 0) return false;
    if (!silent) {
      const token = state.push("formula", "math", 0);
      token.content = state.src.slice(state.pos + mark.length, end);
      token.markup = mark;
    }
    state.pos = end + mark.length;
    return true;
  });
  markdown.renderer.rules.formula = (tokens, index) =>
    formulaHtml(tokens[index]!.content, tokens[index]!.markup === "$$");
};

/** An image that a cell carries with it, as a `data:` address: attachments are name → media type → base64. */
const attached = (attachments: unknown, address: string): string | undefined => {
  const named = Object.entries(attachments ?? {}).find(([name]) => [name, encodeURI(name)].includes(address));
  const [type, data] = Object.entries(named?.[1] ?? {})[0] ?? [];
  return type?.startsWith("image/") && typeof data === "string" ? `data:${type};base64,${data}` : undefined;
};

/**
 * Markdown as HTML. HTML inside the text is shown, not obeyed, and links of odd schemes stay text: so nothing is left
 * to sanitise. An image comes from the cell's attachments or the text itself; any other would be a request.
 */
export const markdownHtml = (text: string, attachments?: unknown): string => {
  const markdown = new markdownIt({ html: false });
  withFormulas(markdown);
  markdown.renderer.rules.image = (tokens, index) => {
    const token = tokens[index]!;
    const source = String(token.attrGet("src") ?? "");
    const carried = source.startsWith("attachment:")
      ? attached(attachments, source.slice("attachment:".length))
      : undefined;
    const address = carried ?? source;
    return address.startsWith("data:image/")
      ? `<img src="${htmlText(address)}" alt="${htmlText(token.content)}">`
      : `<a href="${htmlText(address)}">${htmlText(token.content || address)}</a>`;
  };
  return markdown.render(text);
};
