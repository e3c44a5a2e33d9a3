import type { Content } from "../wire/message.ts";

/** The comm targets of this kernel; a comm opened for another is closed at once, as the protocol asks. */
const commTargets = ["lawlab.lint", "lawlab.slider"] as const;

/** Whom a comm may be opened for. */
export type CommTarget = (typeof commTargets)[number];

/** The comms that are open: their ids and targets. */
export class Comms {
  readonly #open = new Map<string, CommTarget>();

  /** Notes a comm_open; false for a target that is not known or an id that is none. */
  open({ comm_id: id, target_name: name }: Content): boolean {
    const target = commTargets.find((known) => known === name);
    if (typeof id !== "string" || target === undefined) return false;
    this.#open.set(id, target);
    return true;
  }

  /** Notes a comm_close. */
  close({ comm_id: id }: Content): void {
    this.#open.delete(String(id));
  }

  /** Who answers the messages of this comm, if it is open. */
  target({ comm_id: id }: Content): CommTarget | undefined {
    return this.#open.get(String(id));
  }

  /** The content of a comm_info_reply, of one target where the request names one. */
  info({ target_name: wanted }: Content): Content {
    const shown = [...this.#open].filter(([, target]) => typeof wanted !== "string" || wanted === target);
    return { status: "ok", comms: Object.fromEntries(shown.map(([id, target]) => [id, { target_name: target }])) };
  }
}
