import type { Progress } from "../../src/index.ts";
import type { Content } from "../wire/message.ts";

/** Publishes one iopub message of the running cell. */
export type Publish = (type: string, content: Content) => void;

/** Where the progress of a cell is shown. */
export interface ProgressSink {
  report(step: Progress): void;
  /** Takes the progress away; called before every output and at the end. */
  settle(): void;
}

/** Work shorter than this shows no progress at all. */
const patience = 400;
/** At most so often is the display updated, in milliseconds. */
const interval = 150;
/** A cell with more outputs than this shows no more progress: they would have to be sent again. */
const mostOutputs = 200;
const barWidth = 24;

/**
 * Shows the progress of a cell in one place below its outputs, and leaves no trace of it: to take it away, the cell's
 * output is cleared and what was shown so far is sent again, so that a slow run leaves the same notebook as a fast one.
 */
export class ProgressDisplay implements ProgressSink {
  readonly #send: Publish;
  readonly #displayId: string;
  readonly #begun = performance.now();
  readonly #outputs: Parameters<Publish>[] = [];
  #last = Number.NEGATIVE_INFINITY;
  #shown = false;

  constructor(send: Publish, displayId: string) {
    this.#send = send;
    this.#displayId = displayId;
  }

  report(step: Progress): void {
    const now = performance.now();
    if (now - this.#begun < patience || now - this.#last < interval || this.#outputs.length > mostOutputs) return;
    this.#last = now;
    const data = { "text/plain": progressText(step) };
    const content = { data, metadata: {}, transient: { display_id: this.#displayId } };
    this.#send(this.#shown ? "update_display_data" : "display_data", content);
    this.#shown = true;
  }

  settle(): void {
    if (!this.#shown) return;
    this.#shown = false;
    // Where something follows at once, clearing waits for it: nothing flickers.
    this.#send("clear_output", { wait: this.#outputs.length > 0 });
    for (const output of this.#outputs) this.#send(...output);
  }

  /** Publishes an output of the cell, in the place of the progress. */
  readonly publish: Publish = (type, content) => {
    this.settle();
    if (this.#outputs.length <= mostOutputs) this.#outputs.push([type, content]);
    this.#send(type, content);
  };
}

/** One line with a bar: `bootstrap of L  ██████░░░░░░  250 of 1000`. */
export function progressText({ text, done, total }: Progress): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const filled = Math.round(share * barWidth);
  return `${text}  ${"█".repeat(filled)}${"░".repeat(barWidth - filled)}  ${done} of ${total}`;
}
