import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["dist/test/**/*.test.js"],
    setupFiles: ["dist/test/support/properties.js", "dist/test/support/show-logs.js"],
    // Watchdogs only: no test waits for a time, and a machine may be slow.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
