import { fork } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { root } from "../support/paths.ts";
import { type Cell, cells } from "./cells.ts";
import { emptyTally, quantities, study, type Tally } from "./study.ts";

/** What a child is asked: data sets [begin, end) of a cell. */
interface Part {
  readonly cell: number;
  readonly begin: number;
  readonly end: number;
  readonly draws: number;
  readonly seed: number;
}

const script = fileURLToPath(import.meta.url);
const readme = join(root, "test", "coverage", "README.md");

if (process.send !== undefined) serve();
else if (process.argv[1] === script) await main(process.argv.slice(2));

function serve(): void {
  process.on("message", (part: Part) => {
    process.send?.(study(cells[part.cell]!, part.begin, part.end, part.draws, part.seed));
  });
}

/**
 * `npm run coverage -- [--seed S] [sets] [draws] [words of a cell's name]`; the whole study is written to README.md beside
 * this file, but for one with a seed, which is on a design and a truth of its own.
 */
async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { seed: { type: "string", default: "0" } },
  });
  const [sets = "1000", draws = "1000", ...words] = positionals;
  const seed = Number(values.seed);
  const chosen = cells.map((cell, k) => [cell, k] as const).filter(([cell]) => cell.name.includes(words.join(" ")));
  const workers = Array.from({ length: availableParallelism() }, () => fork(script));
  const lines: string[] = [];
  for (const [cell, k] of chosen) {
    const begun = performance.now();
    const tally = await inParallel(workers, k, Number(sets), Number(draws), seed);
    const seconds = (performance.now() - begun) / 1000;
    lines.push(row(cell, tally));
    process.stdout.write(`${row(cell, tally)} ${seconds.toFixed(0)} s\n`);
    if (words.length > 0) {
      for (const [method, hits] of Object.entries(tally.methods))
        process.stdout.write(
          `    ${method.padEnd(12)} ${hits
            .slice(0, 5)
            .map((h) => percent(h, tally.sets))
            .join("  ")}\n`,
        );
      process.stdout.write(
        `    used ${JSON.stringify(tally.used)}, more than 2 % of draws failed in ${tally.failed}\n`,
      );
    }
  }
  for (const worker of workers) worker.disconnect();
  if (words.length === 0 && seed === 0) publish(lines, Number(sets), Number(draws));
}

async function inParallel(
  workers: readonly ReturnType<typeof fork>[],
  cell: number,
  sets: number,
  draws: number,
  seed: number,
): Promise<Tally> {
  const chunk = Math.max(1, Math.ceil(sets / (8 * workers.length)));
  let next = 0;
  const total = emptyTally();
  await Promise.all(
    workers.map(async (worker) => {
      while (next < sets) {
        const begin = next;
        next = Math.min(sets, begin + chunk);
        const part: Part = { cell, begin, end: next, draws, seed };
        const answer = new Promise<Tally>((resolve, reject) => {
          worker.once("message", resolve);
          worker.once("exit", (code) => reject(new Error(`a child ended with ${code}`)));
        });
        worker.send(part);
        add(total, await answer);
        worker.removeAllListeners("exit");
      }
    }),
  );
  return total;
}

function add(total: Tally, part: Tally): void {
  total.sets += part.sets;
  total.failed += part.failed;
  part.chosen.forEach((hits, k) => {
    total.chosen[k]! += hits;
  });
  for (const [method, hits] of Object.entries(part.methods)) {
    total.methods[method] ??= quantities.map(() => 0);
    hits.forEach((h, k) => {
      total.methods[method]![k]! += h;
    });
  }
  for (const [method, count] of Object.entries(part.used)) total.used[method] = (total.used[method] ?? 0) + count;
}

function percent(hits: number, sets: number): string {
  return ((100 * hits) / sets).toFixed(1);
}

/** A row of the table; what lies outside the goal by more than the 99 % band of the binomial is in bold. */
function row(cell: Cell, tally: Tally): string {
  const [low, high] = cell.goal;
  const shown = tally.chosen.map((hits) => {
    const share = (100 * hits) / tally.sets;
    const band = (goal: number): number => 2.576 * Math.sqrt((goal * (100 - goal)) / tally.sets);
    const text = share.toFixed(1);
    return share < low - band(low) || share > high + band(high) ? `**${text}**` : text;
  });
  const used = Object.entries(tally.used).sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
  return `| ${cell.name} | ${used} | ${low}–${high} | ${shown.join(" | ")} |`;
}

function publish(lines: readonly string[], sets: number, draws: number): void {
  const head = `| cell | intervals | goal | ${quantities.join(" | ")} |`;
  const table = [head, `|${"---|".repeat(3 + quantities.length)}`, ...lines].join("\n");
  const words = `${sets} data sets a cell, ${draws} bootstrap draws each.`;
  const text = existsSync(readme) ? readFileSync(readme, "utf8") : "<!-- table -->\n<!-- end -->\n";
  writeFileSync(
    readme,
    text.replace(/<!-- table -->[\s\S]*<!-- end -->/u, () => `<!-- table -->\n${words}\n\n${table}\n<!-- end -->`),
  );
}
