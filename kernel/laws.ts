import { type LibraryLaw, libraryLaw, libraryLaws } from "../src/index.ts";
import { UsageError } from "./usage.ts";

/** The library as text: a line a law, or all that is known of the one named; throws a UsageError for a name it lacks. */
export function listLaws(name: string | undefined): string {
  if (name === undefined) {
    const widest = Math.max(...libraryLaws().map((law) => law.name.length));
    return libraryLaws()
      .map((law) => `${law.name.padEnd(widest)}  ${law.title}\n`)
      .join("");
  }
  const law = libraryLaw(name);
  if (law === undefined) throw new UsageError(`the library has no law ${name}; lawlab laws lists them`);
  return described(law);
}

function described({ name, title, source, units, valid, example, steps, check, text }: LibraryLaw): string {
  return [
    title,
    `source  ${source}`,
    `units   ${units}`,
    ...(valid === undefined ? [] : [`valid   ${valid}`]),
    ...(example === undefined ? [] : [`example ${example}`]),
    ...(steps === undefined ? [] : [`steps   data steps = ${steps}`]),
    `check   ${check.expression} = ${check.value} within ${check.within}`,
    "",
    text,
    "",
    `import ${name}`,
    "",
  ].join("\n");
}
