import type { Content, Header, Outgoing, Request } from "./message.ts";
import type { ReplayMemory } from "./replay.ts";
import type { Signer } from "./signature.ts";

const delimiter = Buffer.from("<IDS|MSG>");
const decoder = new TextDecoder("utf-8", { fatal: true });

/** A request, or why the frames were not one: a message to drop. */
export type Decoded =
  | { readonly ok: true; readonly request: Request }
  | { readonly ok: false; readonly reason: "malformed" | "signature" | "replay" };

/** Reads the frames of one message; whatever is wrong with them is a reason to drop it, never an exception. */
export function decode(frames: readonly Uint8Array[], signer: Signer, replays: ReplayMemory): Decoded {
  const mark = frames.findIndex((frame) => delimiter.equals(frame));
  if (mark < 0 || frames.length < mark + 6) return { ok: false, reason: "malformed" };
  const signature = frames[mark + 1]!;
  const parts = frames.slice(mark + 2, mark + 6);
  if (!signer.verify(parts, signature)) return { ok: false, reason: "signature" };
  const [header, parent, metadata, content] = parts.map(readObject);
  if (header === undefined || metadata === undefined || content === undefined || !isHeader(header)) {
    return { ok: false, reason: "malformed" };
  }
  // The digest covers the message id, so an honest client never signs the same bytes twice.
  if (signer.signs && !replays.isNew(Buffer.from(signature).toString("latin1"))) return { ok: false, reason: "replay" };
  return { ok: true, request: { identities: frames.slice(0, mark), header, parent: parent ?? {}, metadata, content } };
}

/** The frames of a message from the delimiter on, signed; NaN and infinities become null. */
export function encode(message: Outgoing, header: Header, signer: Signer): Uint8Array[] {
  const parts = [header, message.parent ?? {}, message.metadata ?? {}, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [delimiter, Buffer.from(signer.sign(parts)), ...parts];
}

function readObject(bytes: Uint8Array): Content | undefined {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Content) : undefined;
  } catch {
    return undefined;
  }
}

function isHeader(value: Content): value is Header {
  const { msg_id, msg_type, session } = value;
  return typeof msg_id === "string" && typeof msg_type === "string" && typeof session === "string";
}
