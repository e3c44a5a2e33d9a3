import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["dist/test/**/*.test.js"],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    pool: "forks",
    maxWorkers: 2,
    // Machines are noisy, and some tests wait for processes: what fails once may be the machine, what fails thrice is not.
    retry: 2,
  },
});
