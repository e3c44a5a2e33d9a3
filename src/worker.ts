import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { HelperData } from "./execute/block-threads.ts";
import { help, type TeamJob } from "./execute/blocks.ts";
import { serveTasks } from "./execute/serve.ts";
import type { ToThread } from "./execute/thread-messages.ts";
import { tasks } from "./tasks.ts";

// The entry of a pool's thread, and of a thread that helps with passes over many rows.

const port = parentPort;
if (port === null) throw new Error("worker.ts is run as a worker thread only");
const { helps } = (workerData ?? {}) as Partial<HelperData>;
if (helps !== undefined) {
  help(helps, () => {
    let latest: TeamJob | undefined;
    for (let told = receiveMessageOnPort(port); told !== undefined; told = receiveMessageOnPort(port))
      latest = told.message as TeamJob;
    return latest;
  });
}
const handle = serveTasks(tasks, (message) => port.postMessage(message));
port.on("message", (message: ToThread) => handle(message));
