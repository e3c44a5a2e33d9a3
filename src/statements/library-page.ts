import { catalogueRows, withoutForm } from "../library/catalogue.ts";
import { type LibraryLaw, libraryLaws } from "../library/library.ts";
import { lawLatex } from "./law-latex.ts";
import { importLaw } from "./library-law.ts";

/** The library as a page of markdown with formulas: a table of the catalogue's rows, then each law with all that is known of it. */
export function libraryPage(): string {
  const laws = libraryLaws();
  const rows = catalogueRows.map((row) => {
    const files = laws.filter((law) => law.rows.includes(row));
    const named = files.map(({ name }) => `\`${name}\``).join(", ");
    const [first] = files;
    const said =
      first === undefined ? withoutForm.get(row) : first.rows[0] === row ? workOf(first) : `the form of ${first.name}`;
    return `| ${row} | ${first === undefined ? "–" : named} | ${said ?? ""} |`;
  });
  return [
    "# The library",
    `${laws.length} laws. \`import NAME\` brings one into a program; \`lawlab laws NAME\` shows it.`,
    "## Rows of the catalogue",
    ["| row | laws | work |", "|---|---|---|", ...rows].join("\n"),
    "## Laws",
    ...laws.map(section),
    "",
  ].join("\n\n");
}

/** The work that a title names behind its dash; the whole title of a form of no work. */
function workOf(law: LibraryLaw): string {
  return law.title.split(" — ").at(-1) ?? law.title;
}

function section(law: LibraryLaw): string {
  const { name, title, source, units, valid, example, steps, check, text } = law;
  const imported = importLaw({ kind: "name", name, span: { start: 0, end: 0 } }, undefined);
  if (!imported.ok) throw new Error(`${name}.law holds no law`);
  const facts = [
    ["source", source],
    ["units", units],
    ["valid", valid],
    ["example", example],
    ["steps", steps === undefined ? undefined : `\`data steps = ${steps}\``],
    ["check", `${check.expression} = ${check.value} within ${check.within}`],
  ].flatMap(([word, said]) => (said === undefined ? [] : [`- ${word}: ${said}`]));
  return [
    `### ${name}`,
    title,
    `$$${lawLatex(imported.value.entity.law)}$$`,
    `\`\`\`lawlab\n${text}\n\`\`\``,
    facts.join("\n"),
  ].join("\n\n");
}
