import type { SessionApi } from "../../src/index.ts";
import { readCell } from "../cells/cell.ts";
import { languageOf } from "../cells/index.ts";
import { readMagics } from "../cells/magics.ts";
import type { Content } from "../wire/message.ts";
import { toCodePoints } from "./code-points.ts";

/**
 * What the `lawlab.lint` comm answers to `{ source, id? }`: `{ id?, diagnostics }`, each with its severity, code, message
 * and its place `from`..`to` in code points, and `fixes` as replacements; undefined where nothing is asked.
 */
export function lint(session: SessionApi, data: unknown): Content | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { source, id } = data as Content;
  if (typeof source !== "string") return undefined;
  const range = ({ start, end }: { readonly start: number; readonly end: number }): Content => ({
    from: toCodePoints(source, start),
    to: toCodePoints(source, end),
  });
  const cell = readCell(source);
  if (cell !== undefined) languageOf(cell)?.warm?.(session);
  const found = cell === undefined ? session.check(readMagics(source).program) : [];
  const diagnostics = found.map(({ severity, code, message, span, note, help, fix }) => ({
    severity,
    code,
    message,
    ...(note === undefined ? {} : { note }),
    ...(help === undefined ? {} : { help }),
    ...range(span),
    fixes: fix === undefined ? [] : [{ ...range(fix.span), text: fix.text }],
  }));
  return { ...(id === undefined ? {} : { id }), diagnostics };
}
