import { parentPort } from "node:worker_threads";
import { serveTasks } from "./execute/serve.ts";
import type { ToThread } from "./execute/thread-messages.ts";
import { tasks } from "./tasks.ts";

// The entry of a pool's thread.

const port = parentPort;
if (port === null) throw new Error("worker.ts is run as a worker thread only");
const handle = serveTasks(tasks, (message) => port.postMessage(message));
port.on("message", (message: ToThread) => handle(message));
