import { randomUUID } from "node:crypto";
import type { Request } from "../wire/message.ts";

/** The requests that wait: one queue for the main shell and one for each subshell (JEP 91), each in the order of arrival. */
export class Shells {
  readonly #queues = new Map<string, Request[]>([["", []]]);

  /** The id of a new subshell. */
  create(): string {
    const id = randomUUID();
    this.#queues.set(id, []);
    return id;
  }

  /** Forgets a subshell and what waits in it; false if there is none of that id. */
  delete(id: unknown): boolean {
    return typeof id === "string" && id !== "" && this.#queues.delete(id);
  }

  /** The ids of the subshells, oldest first. */
  list(): readonly string[] {
    return [...this.#queues.keys()].filter((id) => id !== "");
  }

  /** Queues a request in the subshell that its header names, in the main shell if there is none such. */
  push(request: Request): void {
    this.#queues.get(this.of(request))?.push(request);
  }

  /** The shell a request belongs to: "" is the main one. */
  of({ header: { subshell_id: id } }: Request): string {
    return typeof id === "string" && this.#queues.has(id) ? id : "";
  }

  /** Takes the next request that may be begun: the first of its queue for which `free` holds. */
  take(free: (request: Request, shell: string) => boolean): Request | undefined {
    for (const [shell, queue] of this.#queues) {
      const [first] = queue;
      if (first === undefined || !free(first, shell)) continue;
      queue.shift();
      // The shell served last comes last: a full queue starves no other.
      this.#queues.delete(shell);
      this.#queues.set(shell, queue);
      return first;
    }
    return undefined;
  }

  /** Takes out of one shell's queue what `which` picks. */
  withdraw(shell: string, which: (request: Request) => boolean): readonly Request[] {
    const queue = this.#queues.get(shell) ?? [];
    const taken = queue.filter(which);
    queue.splice(0, queue.length, ...queue.filter((request) => !which(request)));
    return taken;
  }
}
