export type { Diagnostic, Fix, Label, Outcome, Span } from "../grammar/diagnostic.ts";
export { formatDiagnostic } from "../grammar/format-diagnostic.ts";
export { parse } from "../grammar/parse.ts";
export { print } from "../grammar/print.ts";
export {
  connectives,
  lexicalRules,
  type Token,
  type TokenClass,
  type TokenType,
  tokenClasses,
  tokenize,
  verbs,
} from "../grammar/tokens.ts";
export {
  type DataBlocks,
  type FitOptions,
  type FittedLaw,
  fit,
  type LawForm,
  LawlabError,
  law,
  type ParameterValue,
  type PredictedPoint,
} from "./api.ts";
export { columnsOf, type DataObjects } from "./data/from-objects.ts";
export { type NodeFileOptions, nodeFileAccess } from "./data/read.ts";
export { makeTable, type Table } from "./data/table.ts";
export { bundleOf, type DisplayOptions, type DisplayTarget, display, displayTarget, shownAs } from "./display.ts";
export type { Cancellation, Progress } from "./execute/cancellation.ts";
export type { Executor } from "./execute/executor.ts";
export { type InputOptions, type InputSource, input, inputSource } from "./input.ts";
export { type LibraryLaw, libraryLaw, libraryLaws } from "./library/library.ts";
export { nodeExecutor } from "./node-executor.ts";
export {
  type Completeness,
  type Completions,
  type DataColumn,
  type Deed,
  type Deeds,
  type FileAccess,
  type ForeignAnswer,
  type ForeignFunction,
  type RunOptions,
  type RunResult,
  type ScopeName,
  type ScopeValue,
  Session,
  type SessionApi,
  type SessionOptions,
  type Shown,
  type SliderQuestion,
  type VariableKind,
} from "./session.ts";
export { preview as dataPreview } from "./statements/data-preview.ts";
export { libraryPage } from "./statements/library-page.ts";
export type { MimeBundle } from "./view/mime.ts";
export { warmUp } from "./warm-up.ts";
