import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { nodeFileAccess } from "../../src/data/read.ts";
import { readTable } from "../../src/data/read-table.ts";
import { plain, readFrom, scratch, span } from "./scratch.ts";

const csv = "N,loss\n1,2\n3,4\n";
// `printf 'N,loss\n1,2\n3,4\n' | zstd` of zstd 1.5.
const zst = Buffer.from("KLUv/QRYeQAATixsb3NzCjEsMgozLDQK60vHGw==", "base64");
const folder = scratch({
  "runs.csv": csv,
  "runs-2.csv": "N,loss,note\n5,6,x\n",
  "runs.csv.gz": gzipSync(csv),
  "broken.csv.gz": gzipSync(csv).subarray(0, 20),
  "bomb.csv.gz": gzipSync(new Uint8Array(2 ** 20)),
  "notes.md": "no table",
  "odd*name.csv": "x\n1\n",
});
mkdirSync(`${folder.path}/sub/deep`, { recursive: true });
writeFileSync(`${folder.path}/sub/deep/runs-3.csv`, csv);
const other = scratch({ "secret.csv": csv });
symlinkSync(`${other.path}/secret.csv`, `${folder.path}/link.csv`);
afterAll(() => {
  folder.remove();
  other.remove();
});

async function read(path: string, options: { root?: string; network?: boolean; maxBytes?: number } = {}) {
  return readTable(nodeFileAccess({ cwd: folder.path, ...options }), path, span);
}

async function mistake(path: string, options: { root?: string; network?: boolean; maxBytes?: number } = {}) {
  const outcome = await read(path, options);
  if (outcome.ok) throw new Error(`${path} was read`);
  return outcome.diagnostics[0]!;
}

describe("a path in a program", () => {
  it("names a file, whose SHA-256 is that of its stored bytes", async () => {
    for (const [name, bytes] of [["runs.csv", Buffer.from(csv)] as const, ["runs.csv.gz", gzipSync(csv)] as const]) {
      const outcome = await read(name);
      if (!outcome.ok) throw new Error(outcome.diagnostics[0]?.message);
      expect(plain(outcome.value.table)).toEqual({ N: [1, 3], loss: [2, 4] });
      expect(outcome.value.sources).toEqual([{ name, sha256: createHash("sha256").update(bytes).digest("hex") }]);
    }
  });

  it("may be a glob: the files in order of name, a column that one lacks missing there, and said", async () => {
    const outcome = await read("runs*.csv");
    if (!outcome.ok) throw new Error(outcome.diagnostics[0]?.message);
    expect(outcome.value.sources.map(({ name }) => name)).toEqual(["runs-2.csv", "runs.csv"]);
    expect(plain(outcome.value.table)).toEqual({ N: [5, 1, 3], loss: [6, 2, 4], note: ["x", "", ""] });
    expect(outcome.warnings).toMatchObject([{ code: "unlike-files" }]);
  });

  it("reaches into folders with ** and takes a literal star for itself", async () => {
    const deep = await read("**/runs-?.csv");
    expect(deep.ok && deep.value.sources.map(({ name }) => name)).toEqual(["runs-2.csv", "sub/deep/runs-3.csv"]);
    expect((await read("odd*name.csv")).ok).toBe(true);
    expect((await mistake("none*.csv")).message).toBe("no file matches none*.csv");
  });

  it("offers the nearest file as the literal's replacement", async () => {
    const near = await mistake("rnus.csv");
    expect(near).toMatchObject({ code: "missing-file", message: "there is no file rnus.csv", span });
    expect(near.fix).toEqual({ span, text: '"runs.csv"' });
    expect((await mistake("completely-different.csv")).help).toMatch(/^its folder has .*runs-2\.csv, …/);
    expect((await mistake("nowhere/at/all.csv")).code).toBe("missing-file");
  });

  it("cannot leave the root, by dots, by an absolute path, by a glob or through a link", async () => {
    const root = folder.path;
    for (const path of [
      `../${other.path.split("/").at(-1)}/secret.csv`,
      `${other.path}/secret.csv`,
      "../*",
      "link.csv",
    ]) {
      expect((await mistake(path, { root })).code).toBe("outside-root");
    }
    expect((await read("link.csv")).ok).toBe(true);
    expect((await read("sub/../runs.csv", { root })).ok).toBe(true);
  });

  it("says in its own words what is damaged, too large, a folder, or of no known kind", async () => {
    expect(await mistake("broken.csv.gz")).toMatchObject({ code: "unreadable-file" });
    expect(await mistake("runs.csv", { maxBytes: 5 })).toMatchObject({ code: "file-too-large" });
    expect((await mistake("sub")).message).toBe("sub is a folder");
    expect(await mistake("notes.md")).toMatchObject({ code: "unknown-format" });
    expect(await mistake("ftp://x/y.csv")).toMatchObject({ code: "unreadable-file" });
  });

  it("may be a .zst file", async () => {
    writeFileSync(`${folder.path}/runs.csv.zst`, zst);
    const outcome = await readFrom(folder.path, "runs.csv.zst");
    expect(outcome.ok && plain(outcome.value.table)).toEqual({ N: [1, 3], loss: [2, 4] });
  });

  it("may be a URL, within the bounds", async () => {
    const server = createServer((request, response) => {
      if (request.url?.startsWith("/runs.csv")) response.end(csv);
      else response.writeHead(request.url === "/gone.csv" ? 404 : 500).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const outcome = await read(`${base}/runs.csv?x=1`);
      expect(outcome.ok && plain(outcome.value.table)).toEqual({ N: [1, 3], loss: [2, 4] });
      expect(await mistake(`${base}/gone.csv`)).toMatchObject({ code: "missing-file" });
      expect(await mistake(`${base}/down.csv`)).toMatchObject({ code: "unreadable-file" });
      expect(await mistake(`${base}/runs.csv`, { network: false })).toMatchObject({ code: "no-network" });
      expect(await mistake(`${base}/runs.csv`, { maxBytes: 5 })).toMatchObject({ code: "file-too-large" });
    } finally {
      server.close();
    }
    expect(await mistake(`${base}/runs.csv`)).toMatchObject({ code: "unreadable-file" });
  });
});
