import { readFileSync } from "node:fs";

// Prints the totals of a run from vitest's JSON report as one line that a machine can count by: the argument names the report.

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly success: boolean;
}

const report = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Report;
const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, success } = report;
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
if (!success || passed === 0) process.exitCode = 1;
