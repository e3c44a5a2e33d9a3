import { toUtf16 } from "../interpreter/code-points.ts";
import type { Extensions, Shared, Tracker, View } from "./host.ts";
import { askKernel } from "./kernel-comm.ts";

interface Mistake {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly help?: string;
  readonly from: number;
  readonly to: number;
}

interface Answer {
  readonly diagnostics: readonly Mistake[];
}

/** How long typing must rest before a text is checked, in milliseconds. */
const rest = 300;

/** Underlines mistakes as they are typed, in cells whose kernel answers on the `lawlab.lint` comm. */
export function addLint(extensions: Extensions, trackers: readonly Tracker[], codemirror: Shared, host: Shared): void {
  const kernel = askKernel("lawlab.lint", trackers);
  extensions.addExtension({
    name: "lawlab:lint",
    factory: ({ model }) => {
      // A cell learns its language after its editor is made: whether it is ours is asked each time.
      const ask: Ask = (view, answered) => {
        if (model.mimeType !== "text/x-lawlab") return;
        kernel(view.dom, { source: view.state.doc.toString() }, (answer) => answered((answer as Answer).diagnostics));
      };
      return host.EditorExtensionRegistry.createImmutableExtension(lintExtension(codemirror, ask));
    },
  });
}

type Ask = (view: View, answered: (mistakes: readonly Mistake[]) => void) => void;

interface Update {
  readonly docChanged: boolean;
  readonly view: View;
}

interface Found extends Mistake {
  readonly start: number;
  readonly end: number;
}

function lintExtension({ state, view: parts }: Shared, ask: Ask): readonly unknown[] {
  const { StateEffect, StateField } = state;
  const { Decoration, EditorView, ViewPlugin, hoverTooltip } = parts;
  const setFound = StateEffect.define();
  const field = StateField.define({
    create: () => [],
    update(found: readonly Found[], transaction: Shared) {
      for (const effect of transaction.effects) if (effect.is(setFound)) return effect.value;
      if (!transaction.docChanged) return found;
      const map = (at: number): number => transaction.changes.mapPos(at);
      return found.map((mistake) => ({ ...mistake, start: map(mistake.start), end: map(mistake.end) }));
    },
    provide: (own: unknown) =>
      EditorView.decorations.from(own, (found: readonly Found[]) =>
        Decoration.set(
          found
            .filter(({ start, end }) => end > start)
            .map(({ start, end, severity }) => Decoration.mark({ class: `lawlab-${severity}` }).range(start, end)),
          true,
        ),
      ),
  });
  const check = ViewPlugin.fromClass(
    class {
      #timer: ReturnType<typeof setTimeout> | undefined;
      constructor(view: View) {
        this.#later(view);
      }
      update({ docChanged, view }: Update): void {
        if (docChanged) this.#later(view);
      }
      destroy(): void {
        clearTimeout(this.#timer);
      }
      #later(view: View): void {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => {
          const text = view.state.doc.toString();
          ask(view, (mistakes) => {
            // What came too late is about a text that is no more.
            if (view.state.doc.toString() === text) view.dispatch({ effects: setFound.of(mistakes.map(placed(text))) });
          });
        }, rest);
      }
    },
  );
  const message = hoverTooltip((view: View, at: number) => {
    const found = view.state.field(field, false) as readonly Found[] | undefined;
    const here = found?.find(({ start, end }) => start <= at && at <= end);
    return here === undefined
      ? null
      : { pos: here.start, end: here.end, create: () => ({ dom: bubble(here), offset: { x: 0, y: 5 } }) };
  });
  const underline = (colour: string): object => ({
    textDecoration: `underline wavy ${colour}`,
    textUnderlineOffset: "3px",
  });
  const theme = EditorView.baseTheme({
    ".lawlab-error": underline("var(--jp-error-color1, #d1242f)"),
    ".lawlab-warning": underline("var(--jp-warn-color1, #bf8700)"),
    ".lawlab-message": { padding: "4px 8px", maxWidth: "40em" },
  });
  return [field, check, message, theme];
}

/** A mistake with its place in UTF-16 units; one at the end of the text is drawn under its last character. */
function placed(text: string): (mistake: Mistake) => Found {
  return (mistake) => {
    const start = toUtf16(text, mistake.from);
    const end = toUtf16(text, mistake.to);
    return {
      ...mistake,
      start: start === end && start === text.length ? Math.max(0, start - 1) : start,
      end: Math.max(end, Math.min(start + 1, text.length)),
    };
  };
}

function bubble({ message, help }: Mistake): unknown {
  const page = (globalThis as { readonly document?: Shared }).document;
  const element = page?.createElement("div");
  element.className = "lawlab-message";
  element.textContent = help === undefined ? message : `${message} (${help})`;
  return element;
}
