import type { SessionApi } from "../../src/index.ts";
import type { CellLanguage } from "./cell.ts";
import { TypeScriptCells } from "./typescript/thread-handle.ts";

const sessions = new WeakMap<SessionApi, TypeScriptCells>();

/** The TypeScript cells of a session; making them starts nothing. */
export function typescriptOf(session: SessionApi): TypeScriptCells {
  const known = sessions.get(session) ?? new TypeScriptCells(session);
  sessions.set(session, known);
  return known;
}

/** `%%ts`: TypeScript, on a thread of its own; the language's names are its variables, and what it makes is the language's. */
export const typescript: CellLanguage = {
  name: "ts",
  help: "TypeScript; names are shared with the language, both ways",
  run: ({ blanked }, context) => typescriptOf(context.session).run(blanked, context),
  warm: (session) => typescriptOf(session).warm(),
  complete: ({ blanked }, cursor, session) => typescriptOf(session).complete(blanked, cursor),
  inspect: async ({ blanked }, cursor, session) => {
    const text = await typescriptOf(session).inspect(blanked, cursor);
    return text === undefined ? undefined : { "text/plain": text, "text/markdown": `\`\`\`ts\n${text}\n\`\`\`` };
  },
};
