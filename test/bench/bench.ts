import { existsSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { random } from "../../src/fit/random.ts";
import { venvProgram } from "../support/paths.ts";
import { runCeres } from "./ceres.ts";
import { libraryFigures, libraryTable } from "./library.ts";
import { manyRowsFigures, runOurs } from "./ours.ts";
import { type PeerRequest, runPeer } from "./peer.ts";
import { aligned, type Extent, figures, type Others, rowsLines, table } from "./report.ts";
import { stoppingFigures, stoppingTable } from "./stopping.ts";
import { hoffmannStarts, standardWork } from "./work.ts";

// `npm run bench [-- --short] [-- --json FILE]`: the standard work, beside scipy, in one run. `npm run bench -- kernel`: the kernel;
// `-- library [NAME…]`: every law of the library, or those named; `-- rows`: passes and fits of many rows; `-- stopping`: how soon a stopped fit ends.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: "boolean", default: false }, json: { type: "string" } },
});

if (positionals[0] === "kernel") await kernel();
else if (positionals[0] === "library")
  process.stdout.write(`${libraryTable(await libraryFigures(15, positionals.slice(1)))}\n`);
else if (positionals[0] === "rows") process.stdout.write(`${aligned(rowsLines(manyRowsFigures(5)))}\n`);
else if (positionals[0] === "stopping") process.stdout.write(`${stoppingTable(await stoppingFigures(10))}\n`);
else await engine();

async function engine(): Promise<void> {
  if (!existsSync(venvProgram("python"))) throw new Error("the bench needs .venv with scipy: npm test makes it");
  const work = standardWork();
  const starts = hoffmannStarts();
  const resamples = 1000;
  // scipy takes minutes over the whole: the short form gives it an evenly spread part, and scales its time up.
  const extent: Extent = {
    starts: starts.length,
    startsGiven: values.short ? 200 : starts.length,
    resamples,
    resamplesGiven: values.short ? 200 : resamples,
  };
  const ours = await runOurs(work, starts, values.short ? 3 : 9);
  const rows = work.loss.length;
  const request: PeerRequest = {
    n: [...work.N].map(Math.log),
    d: [...work.D].map(Math.log),
    y: [...work.loss].map(Math.log),
    starts: starts.slice(0, extent.startsGiven),
    best: ours.best,
    resamples: Array.from({ length: extent.resamplesGiven }, (_, k) => {
      const source = random(1, k);
      return Array.from({ length: rows }, () => source.below(rows));
    }),
    repeats: values.short ? 3 : 9,
    lmfitStarts: values.short ? 20 : 100,
    lmfitResamples: values.short ? 20 : 100,
  };
  const peer = await runPeer(request);
  const ceres = runCeres(request);
  if (peer.lmfit === undefined)
    process.stdout.write("no lmfit beside it: .venv/bin/pip install -r test/bench/requirements.txt\n");
  if (ceres === undefined) process.stdout.write("no Ceres beside it: it needs g++ and Debian's libceres-dev\n");
  const others: Others = [
    ...(peer.lmfit === undefined ? [] : [["lmfit", "lmfit least_squares huber", peer.lmfit] as const]),
    ...(ceres === undefined ? [] : [["ceres", "Ceres DENSE_QR, analytic, tight", ceres] as const]),
  ];
  const versions = Object.entries(peer.versions).map(([name, version]) => `${name} ${version}`);
  process.stdout.write(
    `${work.source}: ${rows} rows, Huber(1e-3) in log; Node ${process.versions.node}, ${versions.join(", ")}\n`,
  );
  if (values.short) {
    const part = `${extent.startsGiven} of ${starts.length} starts and ${extent.resamplesGiven} of ${resamples} refits`;
    process.stdout.write(`short form: scipy was given ${part}; its times are scaled up\n`);
  }
  process.stdout.write(`\n${table(ours, peer, extent, others)}\n`);
  const laws = await libraryFigures(values.short ? 5 : 15);
  process.stdout.write(`\n${libraryTable(laws)}\n`);
  const stopping = await stoppingFigures(values.short ? 3 : 10);
  process.stdout.write(`\n${stoppingTable(stopping)}\n`);
  if (values.json !== undefined) {
    const all = { ...figures(ours, peer, extent, others), library: laws, stopping };
    writeFileSync(values.json, `${JSON.stringify(all, undefined, 2)}\n`);
  }
}

async function kernel(): Promise<void> {
  const { kernelBench } = await import("./kernel.ts");
  await kernelBench();
}
