import { availableParallelism, freemem, hostname, loadavg, totalmem } from "node:os";
import type { Content } from "../wire/message.ts";

/** Gives the content of a usage_reply; processor time is a percentage of one processor since the question before. */
export function resourceMeter(): () => Content {
  let before = process.cpuUsage();
  let at = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(before);
    const now = performance.now();
    const kernelCpu = (user + system) / 10 / Math.max(now - at, 1);
    before = process.cpuUsage();
    at = now;
    const [total, available] = [totalmem(), freemem()];
    const percent = ((total - available) / total) * 100;
    const load = (loadavg()[0]! / availableParallelism()) * 100;
    return {
      status: "ok",
      hostname: hostname(),
      pid: process.pid,
      kernel_cpu: kernelCpu,
      kernel_memory: process.memoryUsage.rss(),
      cpu_count: availableParallelism(),
      host_cpu_percent: Math.min(load, 100),
      host_virtual_memory: { total, available, percent, used: total - available, free: available },
    };
  };
}
