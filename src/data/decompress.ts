import { fileError } from "./file-problem.ts";

/** The bytes of a `.gz` or `.zst` file, and its name without that ending; other files as they are. Rejects past `limit` bytes. */
export async function decompress(
  name: string,
  bytes: Uint8Array,
  limit: number,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const ending = /\.(gz|zst)$/i.exec(name)?.[1]?.toLowerCase();
  if (ending === undefined) return { name, bytes };
  const collected = collector(name, limit);
  try {
    if (ending === "gz") await gunzip(bytes, collected.push);
    else await unzstd(bytes, collected.push);
  } catch (thrown) {
    if (thrown instanceof Error && "problem" in thrown) throw thrown;
    throw fileError({ code: "unreadable-file", message: `${name} is damaged, or is not a .${ending} file` });
  }
  return { name: name.slice(0, -ending.length - 1), bytes: collected.bytes() };
}

function collector(name: string, limit: number): { push: (chunk: Uint8Array) => void; bytes: () => Uint8Array } {
  const chunks: Uint8Array[] = [];
  let total = 0;
  const push = (chunk: Uint8Array): void => {
    total += chunk.length;
    if (total > limit) {
      const message = `${name} unpacks to more than ${limit} bytes`;
      throw fileError({ code: "file-too-large", message, help: "store it as Parquet, or keep fewer rows" });
    }
    chunks.push(chunk);
  };
  const bytes = (): Uint8Array => {
    const all = new Uint8Array(total);
    let at = 0;
    for (const chunk of chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  };
  return { push, bytes };
}

async function gunzip(bytes: Uint8Array, push: (chunk: Uint8Array) => void): Promise<void> {
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  // A rejected write shows as a rejected read below, where it is handled.
  const written = writer.write(bytes as Uint8Array<ArrayBuffer>).then(() => writer.close());
  written.catch(() => undefined);
  const reader = stream.readable.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) push(next.value);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function unzstd(bytes: Uint8Array, push: (chunk: Uint8Array) => void): Promise<void> {
  const { Decompress } = await import("fzstd");
  const stream = new Decompress((chunk) => push(chunk));
  // Small steps, so that a bomb meets the limit before it has unfolded.
  const step = 1 << 16;
  for (let at = 0; at < bytes.length; at += step) stream.push(bytes.slice(at, at + step), at + step >= bytes.length);
}
