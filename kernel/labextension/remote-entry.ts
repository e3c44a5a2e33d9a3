import type { Extensions, Languages, Renderers, Shared, Tracker } from "./host.ts";
import { addLanguage } from "./language.ts";
import { addLint } from "./lint.ts";
import { addSliders } from "./slider.ts";

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
  const [host, language, state, view, notebook, console, rendermime, widgets] = await Promise.all(
    [
      "@jupyterlab/codemirror",
      "@codemirror/language",
      "@codemirror/state",
      "@codemirror/view",
      "@jupyterlab/notebook",
      "@jupyterlab/console",
      "@jupyterlab/rendermime",
      "@lumino/widgets",
    ].map(shared),
  );
  const trackers = [notebook!.INotebookTracker, console!.IConsoleTracker];
  const present = (optional: readonly (Tracker | null)[]): readonly Tracker[] =>
    optional.filter((tracker) => tracker !== null);
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
      optional: trackers,
      activate: (_app: unknown, extensions: Extensions, ...found: readonly (Tracker | null)[]) =>
        addLint(extensions, present(found), { state, view }, host!),
    },
    {
      id: "lawlab:sliders",
      autoStart: true,
      requires: [rendermime!.IRenderMimeRegistry],
      optional: trackers,
      activate: (_app: unknown, renderers: Renderers, ...found: readonly (Tracker | null)[]) =>
        addSliders(renderers, present(found), widgets!),
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
