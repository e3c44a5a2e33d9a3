import type { MimeBundle } from "./view/mime.ts";

/** Under this key of `globalThis` a host puts how a bundle is shown: `(bundle, id, update) => void`. */
export const displayTarget: unique symbol = Symbol.for("lawlab.display");
/** Under this key an object has the bundle that it is shown as. */
export const shownAs: unique symbol = Symbol.for("lawlab.bundle");

/** Shows a bundle; with an id it can be shown anew in the same place. */
export type DisplayTarget = (bundle: MimeBundle, id: string | undefined, update: boolean) => void;

/** How something is shown: in a place of its own, or again in the place of that id. */
export interface DisplayOptions {
  readonly id?: string;
  readonly update?: boolean;
}

/** The bundle of an object that has one, or that is one: every key a MIME type. Bytes become base64. */
export function bundleOf(value: unknown): MimeBundle | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (shownAs in value) return value[shownAs] as MimeBundle;
  const entries = Object.entries(value);
  if (entries.length === 0 || !entries.every(([key]) => /^[a-z]+\/[\w.+-]+$/i.test(key))) return undefined;
  return Object.fromEntries(entries.map(([key, part]) => [key, part instanceof Uint8Array ? base64(part) : part]));
}

/** Shows a fit, a bundle of MIME types or a text where the program runs: a lawlab or tslab notebook, else the console. */
export function display(value: unknown, options: DisplayOptions = {}): void {
  const bundle = bundleOf(value) ?? {
    "text/plain": typeof value === "string" ? value : JSON.stringify(value, null, 1),
  };
  const show = (globalThis as { [displayTarget]?: DisplayTarget })[displayTarget] ?? tslabTarget() ?? toConsole;
  show(bundle, options.id, options.update === true);
}

const toConsole: DisplayTarget = (bundle) => console.log(bundle["text/plain"] ?? Object.keys(bundle).join(", "));

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

interface TslabRequire {
  (id: "tslab"): { readonly display: { raw(type: string, content: unknown): void } };
  readonly cache?: Readonly<
    Record<string, { readonly exports: { readonly lastWriteDisplayData?: TslabWrite | null } }>
  >;
}
type TslabWrite = (content: object, update?: boolean) => void;

/** The display of a stock tslab notebook: its own `display` sends one type a message, what is beneath it a whole bundle. */
function tslabTarget(): DisplayTarget | undefined {
  const { __tslab__: tslab } = globalThis as { readonly __tslab__?: { readonly require: TslabRequire } };
  if (tslab === undefined) return undefined;
  const files = Object.entries(tslab.require.cache ?? {});
  const write = files.find(([file]) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file))?.[1].exports
    .lastWriteDisplayData;
  if (write !== undefined && write !== null)
    return (data, id, update) =>
      write({ data, metadata: {}, transient: id === undefined ? {} : { display_id: id } }, update);
  const { display: own } = tslab.require("tslab");
  return (bundle) => {
    for (const [type, content] of Object.entries(bundle)) own.raw(type, content);
  };
}
