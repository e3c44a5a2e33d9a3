import type { Remembered, RememberedDeeds } from "./thread-messages.ts";

/** What cells have done to the scope and is still needed to make it again, kept where no cell can lose it. */
export class Journal {
  #deeds: readonly Remembered[] = [];
  #tidyAt = 64;

  /** Notes what a cell has done. */
  note({ fresh, deeds }: RememberedDeeds): void {
    if (fresh) this.clear();
    if (deeds.length === 0) return;
    this.#deeds = [...this.#deeds, ...deeds];
    if (this.#deeds.length < this.#tidyAt) return;
    this.#deeds = neededDeeds(this.#deeds);
    this.#tidyAt = 2 * this.#deeds.length + 64;
  }

  /** The deeds that make the scope again, in order. */
  deeds(): readonly Remembered[] {
    this.#deeds = neededDeeds(this.#deeds);
    return this.#deeds;
  }

  /** The names they define. */
  names(): readonly string[] {
    return [...new Set(this.#deeds.flatMap(({ names }) => names))];
  }

  clear(): void {
    this.#deeds = [];
  }
}

/** The deeds whose effects are still there, or are needed for those that are. */
function neededDeeds(deeds: readonly Remembered[]): readonly Remembered[] {
  const overwritten = new Set<string>();
  const asked = new Set<string>();
  const needed: Remembered[] = [];
  for (const deed of [...deeds].reverse()) {
    if (!deed.defines.some((key) => asked.has(key) || !overwritten.has(key))) continue;
    for (const key of deed.defines) {
      overwritten.add(key);
      asked.delete(key);
    }
    for (const key of deed.uses) asked.add(key);
    needed.push(deed);
  }
  return needed.reverse();
}
