import type { TaskTable } from "./execute/executor.ts";
import { fitTasks } from "./fit/parallel.ts";

/** The tasks an executor may run: named, pure, and of plain data in and out. */
export const tasks: TaskTable = fitTasks;
