import type { Content } from "../wire/message.ts";

/** One executed cell: its execution count, its text and, where it had a value, that value as plain text. */
interface Entry {
  readonly line: number;
  readonly input: string;
  readonly output: string | null;
}

/** Whether the cell of an execute_request counts, and is kept. */
export function keepsHistory(content: Content): boolean {
  return content.silent !== true && content.store_history !== false;
}

/** The cells executed by this kernel, oldest first; held in memory only. */
export class History {
  readonly #entries: Entry[] = [];

  add(line: number, input: string, output: string | undefined): void {
    this.#entries.push({ line, input, output: output ?? null });
  }

  /** The content of a history_reply to a history_request: `tail`, `range` or `search`. */
  answer(request: Content): Content {
    const withOutput = request.output === true;
    const rows = this.#select(request).map(({ line, input, output }) => [
      1,
      line,
      withOutput ? [input, output] : input,
    ]);
    return { status: "ok", history: rows };
  }

  #select(request: Content): readonly Entry[] {
    switch (request.hist_access_type) {
      case "range":
        return this.#range(request);
      case "search":
        return lastOf(this.#search(request), request.n);
      default:
        return lastOf(this.#entries, request.n);
    }
  }

  /** Lines `start ≤ line < stop`; session 0 is this one, which is also the first and only one. */
  #range(request: Content): readonly Entry[] {
    const session = integer(request.session) ?? 0;
    if (session !== 0 && session !== 1) return [];
    const start = integer(request.start) ?? 0;
    const stop = integer(request.stop) ?? Number.POSITIVE_INFINITY;
    return this.#entries.filter(({ line }) => line >= start && line < stop);
  }

  #search(request: Content): readonly Entry[] {
    const pattern = typeof request.pattern === "string" ? request.pattern : "*";
    const found = this.#entries.filter(({ input }) => matchesGlob(input, pattern));
    if (request.unique !== true) return found;
    // The last of equal inputs stands, as a shell's search shows it.
    const last = new Map(found.map((entry) => [entry.input, entry]));
    return found.filter((entry) => last.get(entry.input) === entry);
  }
}

function integer(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}

function lastOf(entries: readonly Entry[], count: unknown): readonly Entry[] {
  const n = integer(count);
  return n === undefined ? entries : entries.slice(Math.max(0, entries.length - Math.max(0, n)));
}

/** Whether a text as a whole matches a pattern in which `*` is any run of characters and `?` any one. */
function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  // Two pointers with one place to return to: no pattern takes more than |text|·|pattern| steps.
  while (at < text.length) {
    if (index < pattern.length && pattern[index] === "*") {
      star = index;
      index += 1;
      resume = at;
    } else if (index < pattern.length && (pattern[index] === "?" || pattern[index] === text[at])) {
      index += 1;
      at += 1;
    } else if (star >= 0) {
      index = star + 1;
      resume += 1;
      at = resume;
    } else return false;
  }
  while (pattern[index] === "*") index += 1;
  return index === pattern.length;
}
