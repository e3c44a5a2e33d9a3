import type { SessionApi } from "../../src/index.ts";
import type { Content } from "../wire/message.ts";
import { toCodePoints, toUtf16 } from "./code-points.ts";

/** The content of a complete_reply; cursors are counted in code points on the wire. */
export function complete(session: SessionApi, content: Content): Content {
  const { code, cursor } = place(content);
  const { start, end, items } = session.complete(code, cursor);
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
export function inspect(session: SessionApi, content: Content): Content {
  const { code, cursor } = place(content);
  const data = session.inspect(code, cursor);
  return { status: "ok", found: data !== undefined, data: data ?? {}, metadata: {} };
}

/** The content of an is_complete_reply. */
export function isComplete(session: SessionApi, content: Content): Content {
  return { ...session.isComplete(place(content).code) };
}

function place(content: Content): { readonly code: string; readonly cursor: number } {
  const { code, cursor_pos } = content;
  const text = typeof code === "string" ? code : "";
  return { code: text, cursor: typeof cursor_pos === "number" ? toUtf16(text, cursor_pos) : text.length };
}
