import type { FileAccess } from "../../src/index.ts";
import type { ReadFile } from "./thread-messages.ts";

/** What one cell reads is kept up to this size, in bytes; beyond it the files are read anew when the scope is made again. */
const mostKept = 256e6;

/** The files of a session: what is read is remembered, so that making a scope again neither depends on the disk nor writes to it. */
export class KeptFiles implements FileAccess {
  readonly #inner: FileAccess;
  #read: ReadFile[] = [];
  #kept = 0;
  #served: readonly ReadFile[] | undefined;

  constructor(inner: FileAccess) {
    this.#inner = inner;
  }

  readonly read: FileAccess["read"] = async (path, signal) => {
    const served = this.#served?.find((file) => file.path === path);
    // A copy: what reads it need not know of memory that threads share.
    if (served !== undefined) return served.files.map(({ name, bytes }) => ({ name, bytes: Uint8Array.from(bytes) }));
    const files = await this.#inner.read(path, signal);
    this.#keep(path, files);
    return files;
  };

  get write(): NonNullable<FileAccess["write"]> {
    const { write } = this.#inner;
    return async (path, text) => {
      if (this.#served === undefined) await write?.(path, text);
    };
  }

  /** What has been read since the last call. */
  take(): readonly ReadFile[] {
    const read = this.#read;
    this.#read = [];
    this.#kept = 0;
    return read;
  }

  /** Does some work for which these files are as they were, and none is written. */
  async serving<T>(files: readonly ReadFile[], work: () => Promise<T>): Promise<T> {
    this.#served = files;
    try {
      return await work();
    } finally {
      this.#served = undefined;
      this.take();
    }
  }

  #keep(path: string, files: ReadFile["files"]): void {
    const size = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (this.#kept + size > mostKept) return;
    this.#kept += size;
    const shared = files.map(({ name, bytes }) => {
      const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
      copy.set(bytes);
      return { name, bytes: copy };
    });
    this.#read.push({ path, files: shared });
  }
}
