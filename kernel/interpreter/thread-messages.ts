import type { Deed } from "../../src/index.ts";
import type { Content, Header } from "../wire/message.ts";
import type { CommTarget } from "./comms.ts";

/** The first message to a session's thread; tasks follow. */
export interface ThreadSetup {
  readonly key: string;
  readonly signatureScheme: string;
  /** The kernel's session id, shared by the headers of both threads. */
  readonly session: string;
  /** What is done before the first task: the scope of a thread that was lost is made again. */
  readonly restore: readonly Remembered[];
}

/** Files as a program read them, their bytes in memory that the threads share. */
export interface ReadFile {
  readonly path: string;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** A deed and the files that its cell read. */
export interface Remembered extends Deed {
  readonly files: readonly ReadFile[];
}

/** What a task has done to the scope. */
export interface RememberedDeeds {
  readonly fresh: boolean;
  readonly deeds: readonly Remembered[];
}

/** The requests that need the session. */
export const threadRequests = [
  "execute_request",
  "complete_request",
  "inspect_request",
  "is_complete_request",
  "comm_open",
  "comm_msg",
] as const;

/** One request for the session's thread; tasks are numbered from 1 and given one at a time. */
export interface Task {
  readonly number: number;
  readonly type: (typeof threadRequests)[number];
  readonly parent: Header;
  readonly content: Content;
  /** The count shown beside the cell. */
  readonly executionCount: number;
  /** Of a comm's message: whom the comm is open for. */
  readonly target?: CommTarget;
}

/** Whether a task is a comm's message, which has no reply. */
export function isComm(type: Task["type"] | undefined): boolean {
  return type === "comm_msg" || type === "comm_open";
}

/** The line that answers what a task has asked. */
export interface Answer {
  readonly type: "answer";
  readonly number: number;
  readonly line: string;
}

/** How a task ended, beside the signed frames of its reply; a comm's messages have none. */
export interface Ended {
  readonly status: "ok" | "error";
  /** The value of the cell as plain text, for the history. */
  readonly output?: string;
}

/** What the session's thread says: frames ready to be forwarded, from the delimiter on. */
export type FromThread =
  /** The engine has run its first program: from now on an answer takes no longer than its work. */
  | { readonly kind: "ready" }
  | { readonly kind: "publish"; readonly topic: string; readonly frames: Uint8Array[] }
  /** The task asks whoever sent it for a line. */
  | { readonly kind: "ask"; readonly task: number; readonly prompt: string; readonly password: boolean }
  /** The scope is as it was, but for these names. */
  | { readonly kind: "restored"; readonly missing: readonly string[] }
  | {
      readonly kind: "reply";
      readonly task: number;
      readonly frames: Uint8Array[];
      readonly ended: Ended;
      readonly deeds: RememberedDeeds;
    };
