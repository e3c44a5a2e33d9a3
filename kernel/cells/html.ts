import type { CellLanguage } from "./cell.ts";

/** `%%html`: the cell is HTML, shown as it is. */
export const html: CellLanguage = {
  name: "html",
  help: "HTML, shown",
  run: async ({ body }, { publish }) => {
    publish("display_data", { data: { "text/html": body, "text/plain": body }, metadata: {}, transient: {} });
    return undefined;
  },
};
