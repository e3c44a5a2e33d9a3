import { libraryPage } from "../src/index.ts";
import { renderPage } from "./page.ts";

/** The library as a page: markdown, or HTML that needs no network. */
export async function lawsPage(format: "markdown" | "html"): Promise<string> {
  const source = libraryPage();
  return format === "markdown"
    ? source
    : renderPage({ cells: [{ id: "library", cell_type: "markdown", metadata: {}, source }] });
}
