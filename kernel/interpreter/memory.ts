import { totalmem } from "node:os";

/** How much resident memory a cell may reach, in bytes: LAWLAB_MEMORY in MB, else three quarters of what the process may have. */
export function memoryLimit(env: Readonly<Record<string, string | undefined>> = process.env): number {
  const asked = Number(env.LAWLAB_MEMORY);
  if (Number.isFinite(asked) && asked > 0) return asked * 1e6;
  // 0 and numbers beyond the machine's mean that no control group sets a limit.
  const constrained = process.constrainedMemory?.() ?? 0;
  const total = totalmem();
  return 0.75 * (constrained > 0 && constrained < total ? constrained : total);
}
