import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "./chromium.ts";
import { root, venv, venvProgram } from "./paths.ts";

// Run before the tests: makes what they need beyond npm. What a machine cannot offer is said, and is a failure under CI=true.

const requirements = join(root, "test", "support", "requirements.txt");
const stamp = join(venv, ".lawlab-requirements");

prepareVenv();
prepareChromium();

function prepareVenv(): void {
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stdout.write("preparing .venv (a few minutes, once)\n");
  const made =
    (existsSync(venvProgram("python")) || run("python3", ["-m", "venv", venv])) &&
    run(venvProgram("python"), ["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements]);
  if (made) writeFileSync(stamp, wanted);
  else lacking("a .venv with Jupyter: the tests that need it are skipped");
}

function prepareChromium(): void {
  if (existsSync(chromium)) return;
  process.stdout.write("installing chromium\n");
  const apt = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const made =
    existsSync("/usr/bin/apt-get") &&
    run("apt-get", ["update", "-q"], apt) &&
    run("apt-get", ["install", "-q", "-y", "--no-install-recommends", "chromium"], apt);
  if (!made || !existsSync(chromium)) lacking("chromium: the browser's tests are skipped");
}

function run(program: string, words: readonly string[], env: NodeJS.ProcessEnv = process.env): boolean {
  // The output of an installer matters only when it fails.
  const { status, stdout, stderr } = spawnSync(program, words, { env, encoding: "utf8" });
  if (status !== 0) process.stderr.write(`${program} ${words[0]}: ${stdout ?? ""}${stderr ?? ""}\n`);
  return status === 0;
}

function lacking(what: string): void {
  process.stderr.write(`this machine lacks ${what}\n`);
  if (process.env.CI === "true") process.exitCode = 1;
}
