import type { Cancellation } from "../execute/cancellation.ts";

/** Reads what `data` names; the only door to files, so that a browser or a bounded command line can put its own. */
export interface FileAccess {
  /** The stored bytes of one file or URL, or of each file of a glob; rejects with an error of file-problem.ts, also when it is stopped. */
  read(path: string, signal?: Cancellation): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]>;
  /** Puts a text into a file, whole or not at all; absent where nothing may be written. Rejects as `read` does. */
  readonly write?: (path: string, text: string) => Promise<void>;
}
