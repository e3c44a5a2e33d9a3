/**
 * The functions of the language, by where they may stand. A law, a fit or a `let` may not take one of these names;
 * a variable or a parameter may.
 */
export const functionNames: ReadonlySet<string> = new Set([
  // Of numbers.
  ..."exp log ln log2 log10 sqrt abs min max floor ceil round logistic logit sin cos atan".split(" "),
  // Over an index or a column, and the implicit root.
  ..."sum prod mean root".split(" "),
  // Along a run.
  ..."cumsum lag scan row".split(" "),
  // Of a group.
  ..."count median std quantile first last vertex envelope argmin argmax".split(" "),
  // Lists.
  ..."linspace logspace integers simplex".split(" "),
  // Of columns.
  ..."pca passk".split(" "),
  // Of draws and fits, in `assert`.
  ..."P converged at_bound coverage".split(" "),
]);
