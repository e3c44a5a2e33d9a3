import type { SessionApi } from "../../src/index.ts";
import { readCell } from "../cells/cell.ts";
import { cellLanguages, languageOf } from "../cells/index.ts";
import { magics, readMagics } from "../cells/magics.ts";
import type { Content } from "../wire/message.ts";
import { toCodePoints, toUtf16 } from "./code-points.ts";
import { greek } from "./greek.ts";

/** The content of a complete_reply; cursors are counted in code points on the wire. */
export async function complete(session: SessionApi, content: Content): Promise<Content> {
  const { code, cursor } = place(content);
  const { start, end, items } = await completeCell(session, code, cursor);
  const range = { start: toCodePoints(code, start), end: toCodePoints(code, end) };
  return {
    status: "ok",
    matches: items.map((item) => item.text),
    cursor_start: range.start,
    cursor_end: range.end,
    metadata: {
      _jupyter_types_experimental: items.map(({ text, type, detail }) => ({ ...range, text, type, signature: detail })),
    },
  };
}

/** The content of an inspect_reply. */
export async function inspect(session: SessionApi, content: Content): Promise<Content> {
  const { code, cursor } = place(content);
  const cell = readCell(code);
  const data =
    cell === undefined
      ? session.inspect(readMagics(code).program, cursor)
      : await languageOf(cell)?.inspect?.(cell, cursor, session);
  return { status: "ok", found: data !== undefined, data: data ?? {}, metadata: {} };
}

/** The content of an is_complete_reply. */
export function isComplete(session: SessionApi, content: Content): Content {
  const { code } = place(content);
  const cell = readCell(code);
  if (cell === undefined) return { ...session.isComplete(readMagics(code).program) };
  // As in other kernels, a blank line ends a cell in another language.
  return cell.body.trim() !== "" && /\n[ \t]*$/.test(code)
    ? { status: "complete" }
    : { status: "incomplete", indent: "" };
}

type Completions = ReturnType<SessionApi["complete"]>;

/** What fits at a cursor: the names of line helpers and cell languages behind a `%`, else what the language offers. */
async function completeCell(session: SessionApi, code: string, cursor: number): Promise<Completions> {
  const head = /(?:^|\n)([ \t]*)(%{1,2}[a-z]*)$/.exec(code.slice(0, cursor))?.[2];
  if (head !== undefined && readMagics(code.slice(0, cursor - head.length)).program.trim() === "") {
    const names = [
      ...magics.map(({ name, help }) => ({ text: `%${name}`, detail: help })),
      ...(code.slice(0, cursor - head.length).trim() === "" ? cellLanguages : []).map(({ name, help }) => ({
        text: `%%${name}`,
        detail: help,
      })),
    ];
    const items = names.filter(({ text }) => text.startsWith(head)).map((item) => ({ ...item, type: "magic" }));
    return { start: cursor - head.length, end: cursor, items };
  }
  const letter = /\\([A-Za-z]+)$/.exec(code.slice(0, cursor))?.[1];
  if (letter !== undefined) {
    const exact = greek.get(letter);
    const names =
      exact === undefined ? [...greek].filter(([name]) => name.startsWith(letter)) : [[letter, exact] as const];
    const items = names.map(([name, text]) => ({ text, type: "letter", detail: name }));
    return { start: cursor - letter.length - 1, end: cursor, items };
  }
  const cell = readCell(code);
  if (cell !== undefined) {
    const found = await languageOf(cell)?.complete?.(cell, cursor, session);
    return found ?? { start: cursor, end: cursor, items: [] };
  }
  return session.complete(readMagics(code).program, cursor);
}

function place(content: Content): { readonly code: string; readonly cursor: number } {
  const { code, cursor_pos } = content;
  const text = typeof code === "string" ? code : "";
  return { code: text, cursor: typeof cursor_pos === "number" ? toUtf16(text, cursor_pos) : text.length };
}
