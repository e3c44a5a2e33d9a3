import { parentPort } from "node:worker_threads";
import { serveTasks } from "../../src/execute/serve.ts";
import { toyTasks } from "./toy-tasks.ts";

const handle = serveTasks(toyTasks, (message) => parentPort?.postMessage(message));
parentPort?.on("message", handle);
