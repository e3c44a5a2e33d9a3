import type { Extensions, Languages, Shared, Tracker } from "./host.ts";
import { addLanguage } from "./language.ts";
import { addLint } from "./lint.ts";

// The extension as JupyterLab loads it: a container of webpack's module federation, which is no more than two functions.

/** What a page shares: name → version → where to get it. */
type ShareScope = Readonly<Record<string, Readonly<Record<string, { get(): unknown }>>>>;

let scope: ShareScope = {};

async function shared(name: string): Promise<Shared> {
  const [version] = Object.values(scope[name] ?? {});
  if (version === undefined) throw new Error(`this JupyterLab does not share ${name}`);
  const factory = (await version.get()) as () => Shared;
  return factory();
}

/** The plugins, made with the tokens of the page that loads them. */
async function plugins(): Promise<readonly unknown[]> {
  const [host, language, state, view, notebook, console] = await Promise.all(
    [
      "@jupyterlab/codemirror",
      "@codemirror/language",
      "@codemirror/state",
      "@codemirror/view",
      "@jupyterlab/notebook",
      "@jupyterlab/console",
    ].map(shared),
  );
  return [
    {
      id: "lawlab:language",
      autoStart: true,
      requires: [host!.IEditorLanguageRegistry],
      activate: (_app: unknown, languages: Languages) => addLanguage(languages, language!),
    },
    {
      id: "lawlab:lint",
      autoStart: true,
      requires: [host!.IEditorExtensionRegistry],
      optional: [notebook!.INotebookTracker, console!.IConsoleTracker],
      activate: (_app: unknown, extensions: Extensions, ...trackers: readonly (Tracker | null)[]) =>
        addLint(
          extensions,
          trackers.filter((tracker) => tracker !== null),
          { state, view },
          host!,
        ),
    },
  ];
}

const container = {
  init(offered: ShareScope): void {
    scope = offered;
  },
  async get(module: string): Promise<() => unknown> {
    if (module !== "./extension") throw new Error(`lawlab has no ${module}`);
    const value = { __esModule: true, default: await plugins() };
    return () => value;
  },
};

const page = globalThis as { _JUPYTERLAB?: Record<string, unknown> };
page._JUPYTERLAB ??= {};
page._JUPYTERLAB.lawlab = container;
