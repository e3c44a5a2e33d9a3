import { libraryLaw } from "../../src/index.ts";
import { listLaws } from "../laws.ts";
import type { CellContext } from "./cell.ts";
import { cellLanguages } from "./index.ts";

/** A line helper: `%` and its name at the beginning of a cell. */
interface Magic {
  readonly name: string;
  /** A few words for %help. */
  readonly help: string;
  /** Whether what follows on its line is program text. */
  readonly prefix?: boolean;
  /** Performed before the cell's program, with what stands behind it on its line; what it gives is performed after. */
  readonly perform: (context: CellContext, rest: string) => undefined | (() => void);
}

const say = ({ publish }: CellContext, text: string): undefined => {
  publish("stream", { name: "stdout", text: `${text}\n` });
};

const aligned = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(0, ...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`.trimEnd()).join("\n");
};

const help = (context: CellContext): undefined => {
  const statements = context.session
    .complete("", 0)
    .items.filter(({ text, type }) => type === "keyword" && text !== "if" && text !== "not")
    .map(({ text }) => text);
  const cells = cellLanguages.map(({ name, help: words }) => [`%%${name}`, words] as const);
  const lines = magics.map(({ name, help: words }) => [`%${name}`, words] as const);
  const text = [`statements\n  ${statements.join(" ")}`, `lines\n${aligned(lines)}`, `cells\n${aligned(cells)}`].join(
    "\n",
  );
  return say(context, text);
};

const who = (context: CellContext): undefined => {
  const names = context.session.names();
  const rows = names.map(({ name, kind, detail }) => [name, `${kind}  ${detail}`] as const);
  return say(context, names.length === 0 ? "no names are defined" : aligned(rows));
};

const time = (context: CellContext): (() => void) => {
  const begun = performance.now();
  return () => {
    const took = performance.now() - begun;
    say(context, took < 1000 ? `took ${took.toFixed(1)} ms` : `took ${(took / 1000).toFixed(2)} s`);
  };
};

const laws = (context: CellContext, rest: string): undefined => {
  if (rest === "" || libraryLaw(rest) !== undefined)
    return say(context, listLaws(rest === "" ? undefined : rest).trimEnd());
  const text = `the library has no law ${rest}; %laws lists them`;
  context.publish("stream", { name: "stderr", text: `${text}\n` });
  return undefined;
};

/** The line helpers. */
export const magics: readonly Magic[] = [
  { name: "help", help: "this list", perform: help },
  { name: "who", help: "the names that are defined", perform: who },
  {
    name: "reset",
    help: "forget every name",
    perform: ({ session }) => {
      session.reset();
    },
  },
  {
    name: "clear",
    help: "clear the output",
    perform: ({ publish }) => {
      publish("clear_output", { wait: false });
      return undefined;
    },
  },
  { name: "laws", help: "the laws of the library; %laws NAME tells of one", perform: laws },
  { name: "time", help: "how long the cell takes", prefix: true, perform: time },
];

/** The line helpers at the head of a cell, and its program with them blanked out, so that every place stays where it was. */
export interface Headed {
  readonly program: string;
  readonly magics: readonly { readonly magic: Magic; readonly rest: string }[];
  /** The first `%name` that is not known. */
  readonly unknown?: string;
}

/** Takes the line helpers off the head of a cell. */
export function readMagics(code: string): Headed {
  const found: { readonly magic: Magic; readonly rest: string }[] = [];
  let program = "";
  let rest = code;
  for (;;) {
    const line = /^[^\n]*(?:\n|$)/.exec(rest)?.[0] ?? "";
    const head = /^([ \t]*)%([\p{L}\p{N}_]*)/u.exec(line);
    if (line === "" || (head === null && line.trim() !== "")) return { program: program + rest, magics: found };
    rest = rest.slice(line.length);
    if (head === null) {
      program += line;
      continue;
    }
    const magic = magics.find(({ name }) => name === head[2]);
    if (magic === undefined) return { program: program + line + rest, magics: found, unknown: head[2] ?? "" };
    found.push({ magic, rest: magic.prefix === true ? "" : line.slice(head[0].length).trim() });
    const blanks = " ".repeat(head[0].length);
    program += magic.prefix === true ? blanks + line.slice(head[0].length) : line.replace(/[^\n]/g, " ");
  }
}
