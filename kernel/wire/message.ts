import { randomUUID } from "node:crypto";

/** A JSON object of a Jupyter message: metadata or content. */
export type Content = Readonly<Record<string, unknown>>;

/** The header of a Jupyter message (protocol 5.5); what a client adds beyond these fields is kept. */
export interface Header extends Content {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
}

/** A message as it came from a client, its signature checked. */
export interface Request {
  /** Routing frames of the ROUTER socket; a reply begins with the same. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  /** The header of what this answers; empty where it answers nothing or the client does not say. */
  readonly parent: Content;
  readonly metadata: Content;
  readonly content: Content;
}

/** The type of the reply to a request. */
export function replyType(request: string): string {
  return request.replace(/_request$/, "_reply");
}

/** A message to send: its frames follow the identities (a reply) or the topic (iopub). */
export interface Outgoing {
  readonly type: string;
  readonly parent: Header | undefined;
  readonly content: Content;
  readonly metadata?: Content;
}

/** The version of the Jupyter messaging protocol spoken here. */
export const protocolVersion = "5.5";

/** Gives each message its header: one session and user name for all, ids counted from one. */
export function headerMaker(session: string = randomUUID()): (type: string) => Header {
  const origin = randomUUID();
  let count = 0;
  return (type) => ({
    msg_id: `${origin}_${++count}`,
    msg_type: type,
    session,
    username: "lawlab",
    date: new Date().toISOString(),
    version: protocolVersion,
  });
}
