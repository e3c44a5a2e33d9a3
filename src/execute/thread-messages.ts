/** What a thread is told. A job is opened once, then its parts are sent; `cancel` is shared memory, 1 when cancelled. */
export type ToThread =
  | {
      readonly kind: "open";
      readonly job: number;
      readonly task: string;
      readonly shared: unknown;
      readonly cancel: Int32Array;
    }
  | { readonly kind: "part"; readonly job: number; readonly index: number; readonly input: unknown }
  | { readonly kind: "close"; readonly job: number };

/** What a thread says: first that it is there, then an answer to each part. */
export type FromThread =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly job: number; readonly index: number; readonly output: unknown }
  | { readonly kind: "failed"; readonly job: number; readonly index: number; readonly reason: string };
