import { readdirSync } from "node:fs";
import { readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { distance } from "fastest-levenshtein";
import type { Cancellation } from "../execute/cancellation.ts";
import type { FileAccess } from "./file-access.ts";
import { fileError } from "./file-problem.ts";
import { expandGlob, isGlob } from "./glob.ts";

/** What a program may read under Node. */
export interface NodeFileOptions {
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** If given, nothing outside this folder is read, not even through a link. */
  readonly root?: string;
  /** Whether http and https URLs may be read; default true. */
  readonly network?: boolean;
  /** Whether `export … to` may write files; default true. */
  readonly write?: boolean;
  /** The largest file that is read, in bytes; default 1 GiB. */
  readonly maxBytes?: number;
}

interface Bounds {
  readonly cwd: string;
  readonly root: string | undefined;
  readonly maxBytes: number;
}

const globLimit = 10_000;
const networkTimeout = 60_000;
/** How often a download looks whether it is to stop, in milliseconds. */
const stopPeriod = 50;

/** Files, globs and URLs as Node reads them; the names it gives are the paths as the user wrote them. */
export function nodeFileAccess(options: NodeFileOptions): FileAccess {
  const bounds: Bounds = { cwd: options.cwd, root: options.root, maxBytes: options.maxBytes ?? 2 ** 30 };
  return {
    async read(path, signal) {
      if (/^https?:\/\//i.test(path)) {
        if (options.network === false) {
          throw fileError({ code: "no-network", message: `${path} is on the network, which is switched off here` });
        }
        return [{ name: path, bytes: await download(path, bounds.maxBytes, signal) }];
      }
      if (/^[a-z]{2,}:/i.test(path)) {
        throw fileError({ code: "unreadable-file", message: `${path}: only files and http(s) URLs can be read` });
      }
      const names = isGlob(path) && !(await exists(path, bounds)) ? globNames(path, bounds) : [path];
      const files: { name: string; bytes: Uint8Array }[] = [];
      let left = bounds.maxBytes;
      for (const name of names) {
        const bytes = await readOne(name, { ...bounds, maxBytes: left });
        left -= bytes.length;
        files.push({ name, bytes });
      }
      return files;
    },
    ...(options.write === false ? {} : { write: (path: string, text: string) => writeOne(path, text, bounds) }),
  };
}

async function writeOne(path: string, text: string, { cwd, root }: Bounds): Promise<void> {
  const full = resolve(cwd, path);
  const folder = dirname(full);
  const refuse = (why: string): Error =>
    fileError({ code: "unwritable-file", message: `${path} could not be written (${why})` });
  if (root !== undefined && !inside(root, full)) throw outside(path);
  const real = await realpath(folder).catch(() => undefined);
  if (real === undefined) throw refuse("there is no such folder");
  // Only now: neither a folder nor the file itself may be a link that leads out of the root.
  const target = await realpath(full).catch(() => join(real, basename(full)));
  if (root !== undefined && !inside(await realpath(root), target)) throw outside(path);
  const draft = `${target}.${process.pid}.part`;
  try {
    await writeFile(draft, text, { flag: "wx" });
    await rename(draft, target);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw refuse((thrown as NodeJS.ErrnoException).code ?? "unknown");
  }
}

async function exists(path: string, { cwd }: Bounds): Promise<boolean> {
  return stat(resolve(cwd, path)).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

function entriesOf(folder: string): readonly { readonly name: string; readonly folder: boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      folder: entry.isDirectory(),
    }));
  } catch {
    return [];
  }
}

function globNames(path: string, { cwd, root }: Bounds): readonly string[] {
  if (root !== undefined && !inside(root, resolve(cwd, path.replace(/[*?].*$/s, "")))) throw outside(path);
  const absolute = isAbsolute(path);
  const list = (folder: string) => entriesOf(absolute ? `/${folder}` : resolve(cwd, folder));
  const found = expandGlob(absolute ? path.slice(1) : path, list, globLimit).map((name) =>
    absolute ? `/${name}` : name,
  );
  if (found.length === 0) throw fileError({ code: "missing-file", message: `no file matches ${path}` });
  if (found.length > globLimit) {
    throw fileError({ code: "file-too-large", message: `${path} matches more than ${globLimit} files` });
  }
  return found;
}

async function readOne(path: string, bounds: Bounds): Promise<Uint8Array> {
  const full = resolve(bounds.cwd, path);
  if (bounds.root !== undefined && !inside(bounds.root, full)) throw outside(path);
  const entry = await stat(full).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === "ENOENT" || thrown.code === "ENOTDIR") throw missing(path, full, bounds);
    throw fileError({ code: "unreadable-file", message: `${path} could not be read (${thrown.code ?? "unknown"})` });
  });
  // Only now: a link that leads out of the root is refused as well.
  if (bounds.root !== undefined && !inside(await realpath(bounds.root), await realpath(full))) throw outside(path);
  if (!entry.isFile()) {
    const kind = entry.isDirectory() ? "a folder" : "not a regular file";
    const help = entry.isDirectory()
      ? { help: `name a file in it, or all of them: "${path.replace(/\/$/, "")}/*.csv"` }
      : {};
    throw fileError({ code: "unreadable-file", message: `${path} is ${kind}`, ...help });
  }
  if (entry.size > bounds.maxBytes) throw tooLarge(path, bounds.maxBytes);
  return readFile(full).catch((thrown: NodeJS.ErrnoException) => {
    throw fileError({ code: "unreadable-file", message: `${path} could not be read (${thrown.code ?? "unknown"})` });
  });
}

function inside(root: string, full: string): boolean {
  const way = relative(root, full);
  return way === "" || (!way.startsWith("..") && !isAbsolute(way)) || /^\.\.[^/\\]/.test(way);
}

function outside(path: string): Error {
  return fileError({ code: "outside-root", message: `${path} lies outside the folder that may be read` });
}

function tooLarge(path: string, limit: number): Error {
  return fileError({ code: "file-too-large", message: `${path} is larger than ${limit} bytes` });
}

/** A missing file, with the nearest name in its folder (and the files of the kinds we read, if none is near). */
function missing(path: string, full: string, { root }: Bounds): Error {
  const message = `there is no file ${path}`;
  const folder = resolve(full, "..");
  if (root !== undefined && !inside(root, folder)) return fileError({ code: "missing-file", message });
  const wanted = full.slice(folder.length).replace(/^[/\\]/, "");
  const names = entriesOf(folder).flatMap((entry) => (entry.folder || entry.name.startsWith(".") ? [] : [entry.name]));
  const near = names
    .map((name) => ({ name, off: distance(name.toLowerCase(), wanted.toLowerCase()) }))
    .sort((a, b) => a.off - b.off || (a.name < b.name ? -1 : 1))[0];
  if (near !== undefined && near.off <= Math.max(2, wanted.length / 3)) {
    return fileError({ code: "missing-file", message, near: path.slice(0, path.length - wanted.length) + near.name });
  }
  const readable = names.filter((name) => /\.(csv|tsv|jsonl?|ndjson|parquet)(\.gz|\.zst)?$/i.test(name)).sort();
  if (readable.length === 0) return fileError({ code: "missing-file", message });
  const shown = readable.slice(0, 5).join(", ") + (readable.length > 5 ? ", …" : "");
  return fileError({ code: "missing-file", message, help: `its folder has ${shown}` });
}

async function download(url: string, limit: number, signal: Cancellation | undefined): Promise<Uint8Array> {
  const stop = new AbortController();
  // The flag may be one in shared memory, of which no event tells.
  const begun = performance.now();
  const look = setInterval(() => {
    if (signal?.aborted === true || performance.now() - begun > networkTimeout) stop.abort();
  }, stopPeriod);
  try {
    return await receive(url, limit, stop.signal);
  } finally {
    clearInterval(look);
  }
}

async function receive(url: string, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { signal }).catch((thrown: unknown) => {
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
    const why = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    throw fileError({ code: "unreadable-file", message: `${url} could not be reached${why}` });
  });
  if (!response.ok) {
    const code = response.status === 404 || response.status === 410 ? "missing-file" : "unreadable-file";
    throw fileError({ code, message: `${url} answered ${response.status} ${response.statusText}`.trim() });
  }
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const chunk of response.body ?? []) {
      total += chunk.length;
      if (total > limit) throw tooLarge(url, limit);
      chunks.push(chunk);
    }
  } catch (thrown) {
    if (thrown instanceof Error && "problem" in thrown) throw thrown;
    throw fileError({ code: "unreadable-file", message: `${url} broke off before its end` });
  }
  return Buffer.concat(chunks);
}
