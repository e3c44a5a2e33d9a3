/** How often the parent is looked for, in milliseconds: a kernel may outlive it by four seconds. */
const period = 1000;

/** Calls `gone` once when the process that started this one has died: Jupyter's by JPY_PARENT_PID, and the direct parent. */
export function watchParent(gone: () => void): void {
  const parent = process.ppid;
  const named = Number(process.env.JPY_PARENT_PID);
  const jupyter = Number.isInteger(named) && named > 1 ? named : undefined;
  const timer = setInterval(() => {
    if (process.ppid === parent && (jupyter === undefined || isAlive(jupyter))) return;
    clearInterval(timer);
    gone();
  }, period);
  timer.unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    // EPERM: it lives and belongs to someone else.
    return (problem as NodeJS.ErrnoException).code === "EPERM";
  }
}
