import { afterEach } from "vitest";
import { takeLogs } from "./child-log.ts";

// Loaded before every test file: a log of a passing run holds nothing of the programs that the tests start.
afterEach(({ task }) => {
  const text = takeLogs();
  if (task.result?.state === "fail" && text !== "") process.stderr.write(`${text}\n`);
});
