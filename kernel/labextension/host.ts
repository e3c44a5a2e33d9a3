// What is used of JupyterLab and CodeMirror, which the page that loads the extension shares with it.

/** A comm to the kernel. */
export interface Comm {
  readonly isDisposed: boolean;
  onMsg: (message: { readonly content: { readonly data: unknown } }) => void;
  open(data?: unknown): unknown;
  send(data: unknown): unknown;
}

/** A notebook or console that shows editors. */
interface Panel {
  readonly node: { contains(node: unknown): boolean };
  readonly sessionContext: {
    readonly session?: {
      readonly kernel?: {
        readonly id: string;
        readonly hasPendingInput?: boolean;
        readonly status: string;
        createComm(target: string): Comm;
      } | null;
    } | null;
  };
}

/** JupyterLab's list of open panels of one kind. */
export interface Tracker {
  find(which: (panel: Panel) => boolean): Panel | undefined;
}

/** An open editor of CodeMirror. */
export interface View {
  readonly dom: unknown;
  readonly state: {
    readonly doc: { toString(): string; readonly length: number };
    field(field: unknown, required: false): unknown;
  };
  dispatch(change: unknown): void;
}

/** JupyterLab's table of languages. */
export interface Languages {
  addLanguage(language: unknown): void;
}

/** JupyterLab's table of editor extensions. */
export interface Extensions {
  addExtension(extension: {
    readonly name: string;
    readonly factory: (options: { readonly model: { readonly mimeType: string } }) => unknown;
  }): void;
}

/** An output as a notebook has it. */
export interface Model {
  readonly data: Readonly<Record<string, unknown>>;
  readonly trusted: boolean;
}

/** JupyterLab's table of what draws outputs. */
export interface Renderers {
  addFactory(
    factory: {
      readonly safe: boolean;
      readonly mimeTypes: readonly string[];
      readonly createRenderer: () => unknown;
    },
    rank: number,
  ): void;
  /** What the page would show of an output. */
  preferredMimeType(data: Model["data"], safe: "any" | "ensure"): string | undefined;
  /** What draws outputs of a type: a widget. */
  createRenderer(mimeType: string): Shared;
}

/** A module that the page shares; its exports are what its own documentation says. */
// biome-ignore lint/suspicious/noExplicitAny: the types of these packages are a hundred times their use here
export type Shared = Readonly<Record<string, any>>;
