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
const barWidth = 24;

/**
 * Shows the progress of a cell in one place of its output, and takes it away when something else is shown.
 * As the only output it is cleared, so that a slow run leaves the same notebook as a fast one; after others it is emptied.
 */
export class ProgressDisplay implements ProgressSink {
  readonly #publish: Publish;
  readonly #displayId: string;
  readonly #begun = performance.now();
  #last = Number.NEGATIVE_INFINITY;
  #state: "unseen" | "shown" | "emptied" = "unseen";
  #others = false;

  constructor(publish: Publish, displayId: string) {
    this.#publish = publish;
    this.#displayId = displayId;
  }

  report(step: Progress): void {
    const now = performance.now();
    if (now - this.#begun < patience || now - this.#last < interval) return;
    this.#last = now;
    this.#display(
      { "text/plain": progressText(step) },
      this.#state === "unseen" ? "display_data" : "update_display_data",
    );
    this.#state = "shown";
  }

  settle(): void {
    if (this.#state === "shown") {
      if (this.#others) {
        this.#display({ "text/plain": "" }, "update_display_data");
        this.#state = "emptied";
      } else {
        this.#publish("clear_output", { wait: true });
        this.#state = "unseen";
      }
    }
    this.#others = true;
  }

  #display(data: Content, type: "display_data" | "update_display_data"): void {
    this.#publish(type, { data, metadata: {}, transient: { display_id: this.#displayId } });
  }
}

/** One line with a bar: `bootstrap of L  ██████░░░░░░  250 of 1000`. */
export function progressText({ text, done, total }: Progress): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const filled = Math.round(share * barWidth);
  return `${text}  ${"█".repeat(filled)}${"░".repeat(barWidth - filled)}  ${done} of ${total}`;
}
