import { success } from "../../grammar/diagnostic.ts";
import type { SetStatement } from "../../grammar/syntax.ts";
import type { Settings } from "./scope.ts";
import { defineStatement, type StatementRow } from "./statement.ts";
import { optionsIn } from "./values.ts";

type Change = Partial<Settings>;

/** The options that `set` gives to all that follows. */
export const settingNames: readonly string[] = ["seed", "interval", "bootstrap", "starts"];

/** `set seed = 1, interval = 90%, bootstrap = 4000, starts = 200`: the defaults of the statements after it. */
export const setStatement: StatementRow<SetStatement> = defineStatement<SetStatement, Change, Change>({
  check: ({ definitions }, scope) => {
    const options = optionsIn(definitions, settingNames, scope);
    return options.ok ? success(Object.fromEntries(options.value) as Change) : options;
  },
  run: async (change) => success(change),
  bind: (change, scope) => ({ ...scope, settings: { ...scope.settings, ...change } }),
  render: async () => [],
  json: (change) => ({
    kind: "set",
    name: Object.keys(change).join(", "),
    text: Object.entries(change)
      .map(([k, v]) => `${k} = ${v}`)
      .join(", "),
  }),
});
