/** A half-open range of UTF-16 offsets into a program's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A replacement of the text under `span` that would mend a mistake. */
export interface Fix {
  readonly span: Span;
  readonly text: string;
}

/** Another place involved in a mistake, with a few words on its part in it. */
export interface Label {
  readonly span: Span;
  readonly text: string;
}

/**
 * A mistake (or a warning) in the user's text or data: a value, never thrown.
 * `note` stands beside the caret; `help` says how to mend it; `fix` mends it.
 */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** Kebab-case, one per kind of mistake, e.g. `unknown-column`. */
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  readonly note?: string;
  readonly labels?: readonly Label[];
  readonly help?: string;
  readonly fix?: Fix;
}

/** A value with the warnings met on the way, or the diagnostics that stopped it. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** What may accompany a diagnostic beyond its code, message and span. */
export type DiagnosticDetail = Partial<Pick<Diagnostic, "note" | "labels" | "help" | "fix">>;

/** Makes an error diagnostic. */
export function error(code: string, message: string, span: Span, detail: DiagnosticDetail = {}): Diagnostic {
  return { severity: "error", code, message, span, ...detail };
}

/** Makes a warning diagnostic. */
export function warning(code: string, message: string, span: Span, detail: DiagnosticDetail = {}): Diagnostic {
  return { severity: "warning", code, message, span, ...detail };
}

/** Wraps a value as a successful outcome. */
export function success<T>(value: T, warnings: readonly Diagnostic[] = []): Outcome<T> {
  return { ok: true, value, warnings };
}

/** Wraps diagnostics as a failed outcome. */
export function failure(...diagnostics: readonly Diagnostic[]): Outcome<never> {
  return { ok: false, diagnostics };
}

/** What an expression that is read several times (as a value and as its shown side) says once. */
export function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const same = (a: Diagnostic, b: Diagnostic): boolean =>
    a.code === b.code && a.message === b.message && a.span.start === b.span.start && a.span.end === b.span.end;
  return diagnostics.filter((d, k) => diagnostics.findIndex((other) => same(d, other)) === k);
}
