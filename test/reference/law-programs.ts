import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "../../grammar/parse.ts";
import { root } from "../support/paths.ts";
import type { Json } from "./program.ts";

/** A number a statement must give: where in its JSON, what was published, and how far off it may be on either side. */
export interface Expectation {
  readonly name: string;
  readonly printed: string;
  readonly tolerance: number;
  /** Why it is held to less than the last digit printed. */
  readonly reason?: string;
}

/** One statement of such a program with what its trailing `#:` says that it gives. */
export interface CheckedStatement {
  readonly index: number;
  readonly text: string;
  readonly expected: readonly Expectation[];
}

/** A published law's checks: a program in the language whose statements say at their end what they must give. */
export interface LawProgram {
  /** The law's number in the notes, such as S13. */
  readonly law: string;
  /** Its first comment: the law and its paper. */
  readonly title: string;
  readonly text: string;
  /** The program without its comments. */
  readonly inputs: string;
  readonly checks: readonly CheckedStatement[];
  /** What of the published numbers has no test, and why. */
  readonly reasons: readonly string[];
  /** Numbers that the notes name beside a check and that are no results. */
  readonly passing: readonly string[];
  /** The data files it reads, relative to the shared folder. */
  readonly files: readonly string[];
}

const folder = join(root, "test", "reference", "laws");

/** Every program of test/reference/laws, by the law's number. */
export function lawPrograms(): readonly LawProgram[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".law"))
    .sort()
    .map((name) => lawProgram(name.slice(0, -".law".length), readFileSync(join(folder, name), "utf8")));
}

function lawProgram(law: string, text: string): LawProgram {
  const lines = text.split("\n");
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(`${law}.law: ${parsed.diagnostics.map(({ message }) => message).join("; ")}`);
  const { statements } = parsed.value;
  const comments = lines.filter((line) => line.startsWith("# ")).map((line) => line.slice(2));
  const after = (begin: string): readonly string[] =>
    comments.filter((line) => line.startsWith(begin)).map((line) => line.slice(begin.length));
  return {
    law,
    title: comments[0] ?? law,
    text,
    checks: statements.flatMap(({ span, trailing }, index) =>
      trailing?.startsWith(":") === true
        ? [{ index, text: text.slice(span.start, span.end), expected: expectations(trailing.slice(1)) }]
        : [],
    ),
    inputs: statements.map(({ span }) => text.slice(span.start, span.end)).join("\n"),
    reasons: after("not tested: "),
    passing: after("in passing: "),
    files: [...text.matchAll(/"(data\/[^"]+)"/g)].map(([, path]) => path!),
  };
}

/** Reads `name = 1.23 within 1 % (why), 4.56`; without `within`, half a unit of the last digit printed. */
function expectations(text: string): readonly Expectation[] {
  return text.split(/,(?![^(]*\))/).map((item) => {
    const [, name = "value", printed, within, unit, reason] =
      /^\s*(?:(\S+) = )?([-+.\de]+)(?: within ([\d.e-]+)( %| rel)?)?(?: \((.*)\))?\s*$/u.exec(item) ?? [];
    if (printed === undefined) throw new Error(`not an expectation: ${item}`);
    const told = reason === undefined ? {} : { reason };
    if (within === undefined) return { name, printed, tolerance: halfUnit(printed), ...told };
    const factor = unit === undefined ? 1 : Math.abs(Number(printed)) * (unit === " %" ? 0.01 : 1);
    return { name, printed, tolerance: Number(within) * factor, ...told };
  });
}

/** Half a unit of the last printed digit, and the rounding of binary numbers: 2.757 stands for 2.7565 to 2.7575. */
export function halfUnit(printed: string): number {
  const [digits = "", exponent = "0"] = printed.split("e");
  const decimals = digits.split(".")[1]?.length ?? 0;
  return 0.5 * 10 ** (Number(exponent) - decimals) + 1e-12 * Math.abs(Number(printed));
}

/** The number of a statement's JSON that a name means: a fitted parameter, a point's coordinate, its value; `last` is the last point's. */
export function numberAt(json: Json, name: string): number {
  const parameters = json.parameters as Readonly<Record<string, { readonly value: number }>> | undefined;
  const points = (json.points ?? []) as readonly {
    readonly value: number;
    readonly at?: Readonly<Record<string, number>>;
  }[];
  const point = name === "last" ? points.at(-1) : points[0];
  const found =
    parameters?.[name]?.value ??
    point?.at?.[name] ??
    (name === "value" || name === "last" ? point?.value : undefined) ??
    json[name];
  if (typeof found !== "number")
    throw new Error(`${String(json.kind)} has no number ${name}: ${JSON.stringify(json).slice(0, 300)}`);
  return found;
}
