/** Ends that are no minimum are of one valley when their objectives are this close. */
export const sameValley = 1e-3;

/** Whether a run with an objective, and an earlier one, is where others left a valley, and gains next to nothing. */
export function creepsAlong(valley: number, objective: number, earlier: number): boolean {
  return (
    Math.abs(objective - valley) <= sameValley * Math.max(objective, valley) &&
    earlier - objective <= sameValley * objective
  );
}
