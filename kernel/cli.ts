#!/usr/bin/env node
import { launchThread } from "./interpreter/launch-thread.ts";
import { UsageError } from "./usage.ts";
import { packageVersion } from "./version.ts";

// A reader such as head may leave before the end; that is no mistake.
process.stdout.on("error", (problem: NodeJS.ErrnoException) => {
  if (problem.code !== "EPIPE") throw problem;
  process.exit();
});

try {
  await run(process.argv.slice(2));
} catch (problem) {
  const status = usageStatus(problem);
  if (status === undefined) throw problem;
  process.exitCode = status;
}

async function run(words: readonly string[]): Promise<void> {
  const [command, file] = words;
  if (command === "kernel" && words.length === 2 && file?.startsWith("-") === false) {
    // What Jupyter starts, and waits for: it does not load what reads a command line.
    // Its thread takes longest, so it is started first.
    const thread = launchThread();
    const { startKernel } = await import("./start-kernel.ts");
    await startKernel(file, packageVersion(), thread);
  } else {
    const { commandLine } = await import("./command-line.ts");
    await commandLine(packageVersion()).parseAsync();
  }
}

/** The exit status for wrong usage, told; undefined for any other problem. */
function usageStatus(problem: unknown): number | undefined {
  if (problem instanceof UsageError) {
    process.stderr.write(`lawlab: ${problem.message}\n`);
    return 2;
  }
  // Commander has printed its help, the version or the fault already.
  if (!(problem instanceof Error) || problem.name !== "CommanderError" || !("exitCode" in problem)) return undefined;
  return problem.exitCode === 0 ? 0 : 2;
}
