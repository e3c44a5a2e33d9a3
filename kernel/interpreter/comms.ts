import type { Content } from "../wire/message.ts";

/** The comm targets of this kernel; a comm opened for another is closed at once, as the protocol asks. */
export const commTargets: readonly string[] = ["lawlab.lint"];

/** The comms that are open: their ids and targets. */
export class Comms {
  readonly #open = new Map<string, string>();

  /** Notes a comm_open; false for a target that is not known or an id that is none. */
  open({ comm_id: id, target_name: target }: Content): boolean {
    if (typeof id !== "string" || typeof target !== "string" || !commTargets.includes(target)) return false;
    this.#open.set(id, target);
    return true;
  }

  /** Notes a comm_close. */
  close({ comm_id: id }: Content): void {
    this.#open.delete(String(id));
  }

  /** Whether messages of this comm have someone to answer them. */
  has({ comm_id: id }: Content): boolean {
    return this.#open.has(String(id));
  }

  /** The content of a comm_info_reply, of one target where the request names one. */
  info({ target_name: wanted }: Content): Content {
    const shown = [...this.#open].filter(([, target]) => typeof wanted !== "string" || wanted === target);
    return { status: "ok", comms: Object.fromEntries(shown.map(([id, target]) => [id, { target_name: target }])) };
  }
}
