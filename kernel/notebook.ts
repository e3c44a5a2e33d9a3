/** A cell's output as nbformat 4 has it. */
export type Output = Readonly<Record<string, unknown>> & { readonly output_type: string };

/** A cell of a notebook, its source as one text. */
export interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly source: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Of code cells only. */
  readonly outputs?: readonly Output[];
  readonly execution_count?: number | null;
  readonly attachments?: unknown;
}

/** A notebook of nbformat 4.5. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Reads a notebook of nbformat 4; throws an Error that says what is wrong with the file. */
export function parseNotebook(text: string): Notebook {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (problem) {
    throw new Error(`not a notebook: ${(problem as Error).message}`);
  }
  if (!isRecord(file) || file.nbformat !== 4 || !Array.isArray(file.cells)) {
    throw new Error("not a notebook of nbformat 4");
  }
  const metadata = isRecord(file.metadata) ? file.metadata : {};
  return { metadata, cells: file.cells.map(parseCell) };
}

function parseCell(cell: unknown, index: number): Cell {
  if (!isRecord(cell) || typeof cell.cell_type !== "string") throw new Error(`cell ${index + 1} is not a cell`);
  const { cell_type, source, attachments } = cell;
  const common = {
    // Notebooks before 4.5 have no ids: these are the same at every run.
    id: typeof cell.id === "string" ? cell.id : `cell-${index + 1}`,
    cell_type,
    source: joined(source),
    metadata: isRecord(cell.metadata) ? cell.metadata : {},
    ...(attachments === undefined ? {} : { attachments }),
  };
  return cell_type === "code" ? { ...common, outputs: [], execution_count: null } : common;
}

/** The text of a notebook, as nbformat itself writes it: sorted keys, an indent of one, texts as lists of lines. */
export function printNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: lines(cell.source),
    ...(cell.outputs === undefined ? {} : { outputs: cell.outputs.map(splitOutput) }),
  }));
  const file = { nbformat: 4, nbformat_minor: 5, metadata: notebook.metadata, cells };
  return `${JSON.stringify(sortKeys(file), null, 1)}\n`;
}

function splitOutput(output: Output): unknown {
  if (output.output_type === "stream") return { ...output, text: lines(String(output.text)) };
  const { data } = output;
  if (!isRecord(data)) return output;
  const split = Object.entries(data).map(([type, value]) => [type, isText(type, value) ? lines(value) : value]);
  return { ...output, data: Object.fromEntries(split) };
}

function isText(type: string, value: unknown): value is string {
  return typeof value === "string" && (type.startsWith("text/") || type === "image/svg+xml");
}

function lines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function joined(source: unknown): string {
  return Array.isArray(source) ? source.join("") : typeof source === "string" ? source : "";
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key])]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
