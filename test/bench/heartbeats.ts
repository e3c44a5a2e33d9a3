import { once } from "node:events";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { Dealer } from "zeromq";

// A thread that asks for heartbeats, so that a client busy with what a kernel sends does not delay its own questions.

/** Heartbeats that are being asked for. */
export interface Heartbeats {
  /** Ends the asking; the slowest echo in milliseconds, infinite where one did not come within two seconds. */
  slowest(): Promise<number>;
}

/** So long, in milliseconds, between an echo and the next question. */
const pause = 2;
/** An echo that takes longer, in milliseconds, counts as none. */
const patience = 2000;

/** Begins to ask at a kernel's heartbeat address. */
export async function startHeartbeats(address: string): Promise<Heartbeats> {
  const thread = new Worker(new URL(import.meta.url), { workerData: { address } });
  await once(thread, "message");
  return {
    async slowest() {
      thread.postMessage("stop");
      const [slowest] = await once(thread, "message");
      await thread.terminate();
      return Number(slowest);
    },
  };
}

if (!isMainThread && parentPort !== null && typeof workerData?.address === "string") await ask(workerData.address);

async function ask(address: string): Promise<void> {
  let stopped = false;
  parentPort?.once("message", () => {
    stopped = true;
  });
  const socket = new Dealer({ linger: 0, receiveTimeout: patience });
  socket.connect(address);
  let slowest = 0;
  // The first echo is of a connection that has only just been made.
  for (let count = 0; !stopped && Number.isFinite(slowest); count += 1) {
    const begun = performance.now();
    await socket.send("ping");
    const echoed = await socket.receive().catch(() => undefined);
    if (count > 0 || echoed === undefined)
      slowest = echoed === undefined ? Number.POSITIVE_INFINITY : Math.max(slowest, performance.now() - begun);
    if (count === 0) parentPort?.postMessage("begun");
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  if (!stopped) await new Promise((resolve) => parentPort?.once("message", resolve));
  socket.close();
  parentPort?.postMessage(slowest);
}
