import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { random } from "../grammar/random.ts";
import { type KernelProcess, startKernelProcess } from "../support/kernel-process.ts";
import { root } from "../support/paths.ts";
import { mutate, strangeRequest } from "./mutations.ts";
import { toyData, toyLaw } from "./programs.ts";

// A long working day of one kernel: cells of every kind, with faults between them. LAWLAB_LONG=1 makes it 5,000 cells.

const long = process.env.LAWLAB_LONG === "1";
const cells = long ? 5_000 : 200;
/** The memory that the end is compared with is measured after so many cells. */
const warm = 500;

const prepare = [
  toyData,
  toyLaw,
  "fit L on toy with bootstrap = 20",
  "let a = 2, f(x) = a*x",
  "%%ts\nconst twice = (x: number): number => 2 * x;",
];
const inSql = [
  "%%sql\nSELECT N, count(*) AS runs FROM toy GROUP BY N",
  "%%sql best\nSELECT min(loss) AS loss FROM toy",
];

const good = [
  toyData,
  `${toyLaw}\nfit L on toy with bootstrap = 20`,
  "fit L on toy with bootstrap = 20",
  "predict L at N = 1B, D = 20B",
  "minimize L over N, D subject to 6*N*D = 1e21 FLOP",
  "plot curve of L against N at D = 20*N",
  "let a = 2, f(x) = a*x",
  "f(3)",
  "%who",
  "%%md\n# a title",
  "1\n".repeat(100),
  "data g = at k in linspace(1, 1000, 1000) with y = k^2",
  "%time 1 + 1",
  "%help",
  "%laws hoffmann2022",
  `%reset\n${prepare.slice(0, 4).join("\n")}`,
  "%%html\n<b>1</b>",
  "%%ts\nconst best = Math.min(...toy.map((row) => row.loss)); console.log(best); best",
  "%%ts\nconst halves = toy.map(({ N, loss }) => ({ N, half: loss / 2 })); halves.length",
  '%%ts\nimport { display } from "lawlab"; for (let i = 0; i < 50; i += 1) display(String(i), { id: "n", update: i > 0 });',
  ...(existsSync(join(root, "node_modules", "@duckdb", "node-api")) ? inSql : []),
];
const bad = [
  "nowhere",
  "1 +",
  "fit nothing on nothing",
  "%nothing",
  "assert 1 > 2",
  "(".repeat(300),
  '%%ts\nconst wrong: number = "text";',
  '%%ts\nthrow new Error("thrown");',
  "%%ts\nawait Promise.reject(3);",
  "%%sql\nSELECT nothing FROM toy",
  "%%perl\n1",
];

/** The resident memory of a process in bytes, from Linux's /proc; undefined elsewhere. */
function resident({ child }: KernelProcess): number | undefined {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))![1]);
  } catch {
    return undefined;
  }
}

test(`${cells} cells of mixed kinds with faults between them: no reply is lost, and nothing leaks`, {
  timeout: 3_600_000,
}, async () => {
  const dice = random(3);
  const kernel = await startKernelProcess();
  const { client } = kernel;
  for (const cell of prepare) await client.execute(cell);
  let before: number | undefined;
  for (let i = 0; i < cells; i += 1) {
    const fails = dice.below(5) === 0;
    const code = dice.pick(fails ? bad : good);
    const id = client.send("execute_request", { code, store_history: true, stop_on_error: dice.below(2) === 0 });
    const fault = dice.below(40);
    // Answered before the next cell is sent, which it might stop as well.
    if (fault === 0) await client.request("interrupt_request", {}, "control");
    else if (fault < 4) {
      const { type, content } = strangeRequest(dice);
      client.sendFrames(mutate(client.frames(type, content).frames, dice));
    } else if (fault < 6) client.send("complete_request", { code, cursor_pos: code.length });
    // A thread is lost on purpose, seldom: it ends itself, and another goes on with what was in scope.
    else if (fault === 6 && i % 10 === 0) await client.execute("%%ts\nprocess.exit(1)");
    const { reply } = await client.answer(id);
    if (!fails && fault !== 0) expect(reply.content.status, `${code}: ${reply.content.evalue}`).toBe("ok");
    // Stopped between its statements a cell may leave a law without its fit.
    if (fault === 0) for (const cell of prepare) await client.execute(cell);
    if (i === warm) before = resident(kernel);
    client.forget();
  }
  expect((await client.execute("f(3)")).published[2]!.content).toMatchObject({ data: { "text/plain": "6" } });
  const after = resident(kernel);
  if (before !== undefined && after !== undefined) {
    process.stdout.write(
      `after ${warm} cells ${(before / 1e6).toFixed(0)} MB, after ${cells} ${(after / 1e6).toFixed(0)} MB\n`,
    );
    expect(after).toBeLessThanOrEqual(1.5 * before);
  }
  await kernel.stop();
});
