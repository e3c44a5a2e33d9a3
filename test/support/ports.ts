import { createServer } from "node:net";

// Below 32768: no system gives these to outgoing connections, so nothing takes one between the test's look and its use.
const [first, last] = [10_000, 32_000];
/** Workers of one run, and other users of these helpers, each have a range of their own. */
const ranges = 8;
const size = Math.floor((last - first) / ranges);
const start = first + size * (Number(process.env.VITEST_POOL_ID ?? 0) % ranges);
// Runs side by side on one machine begin at different places of the range.
let next = (process.pid * 131) % size;

/** Ports of the loopback that nobody listens on; none is given twice before the range is used up. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  for (let tried = 0; ports.length < count; tried += 1) {
    if (tried >= size) throw new Error(`fewer than ${count} free ports from ${start} to ${start + size - 1}`);
    const port = start + next;
    next = (next + 1) % size;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
