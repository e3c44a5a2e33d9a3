import type { CellLanguage } from "./cell.ts";

/** `%%md`: the cell is Markdown, shown as it is. */
export const markdown: CellLanguage = {
  name: "md",
  help: "Markdown, shown",
  run: async ({ body }, { publish }) => {
    publish("display_data", { data: { "text/markdown": body, "text/plain": body }, metadata: {}, transient: {} });
    return undefined;
  },
};
