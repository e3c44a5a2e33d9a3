/**
 * The digits that are reached, of the worst parameter against the certified values: from NIST's far start alone, from
 * its near one alone, and of the sum of squares from no start at all; half a digit below the measured, for the last is rounding. A floor:
 * a digit lost is a failure. `LAWLAB_GOLDEN=1` prints them anew. Without a start ENSO's two periods are not found (0), and
 * the squares of Lanczos1 (1.4e-25) are rounding themselves (3).
 */
export const floors: Readonly<Record<string, readonly [number, number, number]>> = {
  Bennett5: [10.5, 10.5, 10.5],
  BoxBOD: [10.5, 10.5, 9.9],
  Chwirut1: [10.2, 10.2, 10.5],
  Chwirut2: [10.3, 10.4, 10.5],
  DanWood: [10.5, 10.5, 10.5],
  ENSO: [10.2, 10.2, 0],
  Eckerle4: [10, 10, 10.2],
  Gauss1: [10.1, 10.1, 10.5],
  Gauss2: [9.8, 9.8, 10.1],
  Gauss3: [10, 10, 10.5],
  Hahn1: [10.3, 10.3, 10.1],
  Kirby2: [10, 10, 10.5],
  Lanczos1: [10.1, 10.1, 2.7],
  Lanczos2: [9.9, 9.9, 9.9],
  Lanczos3: [10, 10, 10.1],
  MGH09: [10, 10, 10.5],
  MGH10: [10.4, 10.4, 10.5],
  MGH17: [10.3, 10.3, 10.5],
  Misra1a: [10.5, 10.5, 10],
  Misra1b: [10.4, 10.5, 10.5],
  Misra1c: [10.3, 10, 10.5],
  Misra1d: [10.5, 10.5, 10.5],
  Nelson: [10.4, 10.4, 10.4],
  Rat42: [10.5, 10.5, 10.5],
  Rat43: [10.5, 10.4, 10.5],
  Roszman1: [10.3, 10.4, 10.5],
  Thurber: [9.9, 9.9, 10.5],
};
