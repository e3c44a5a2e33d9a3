import { readFileSync } from "node:fs";

// Prints what failed in a run, each with the first line of why, and the totals as one line that a machine can count by;
// the argument names vitest's JSON report.

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const report = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Report;
const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, success } = report;
for (const { name, status, message, assertionResults } of report.testResults) {
  const file = name.replace(/^.*dist\//, "");
  const bad = assertionResults.filter((test) => test.status === "failed");
  for (const test of bad)
    process.stdout.write(`failed: ${file}: ${test.fullName}\n  ${why(test.failureMessages[0])}\n`);
  if (status === "failed" && bad.length === 0) process.stdout.write(`failed: ${file}\n  ${why(message)}\n`);
}
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
if (!success || passed === 0) process.exitCode = 1;

function why(message = ""): string {
  return message.split("\n").slice(0, 3).join("\n  ");
}
