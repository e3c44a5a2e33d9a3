/** What went wrong with the command line itself; the exit status is 2. */
export class UsageError extends Error {}

/** What a file named on the command line gives; its failure is wrong usage, not a mistake of ours. */
export function usable<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (problem) {
    throw new UsageError(`${where}${(problem as Error).message}`);
  }
}
