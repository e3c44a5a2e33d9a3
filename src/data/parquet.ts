import { error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { inferColumn } from "./infer-column.ts";
import { type Column, makeTable, type Table } from "./table.ts";

/** Reads a Parquet file, all columns and compressions; hyparquet is loaded on first use. */
export async function readParquet(bytes: Uint8Array, name: string, span: Span): Promise<Outcome<Table>> {
  const [{ parquetMetadata, parquetRead, parquetSchema }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  try {
    const metadata = parquetMetadata(file);
    const rows = Number(metadata.num_rows);
    const cells = new Map<string, unknown[]>();
    for (const child of parquetSchema(metadata).children) cells.set(child.element.name, []);
    if (rows === 0 || cells.size === 0) return failure(error("empty-data", `${name} has no rows`, span));
    await parquetRead({
      file,
      metadata,
      compressors,
      onChunk: ({ columnName, columnData, rowStart }) => {
        const column = cells.get(columnName);
        if (column !== undefined) for (let i = 0; i < columnData.length; i++) column[rowStart + i] = columnData[i];
      },
    });
    const columns = new Map<string, Column>();
    for (const [title, values] of cells) {
      values.length = rows;
      columns.set(title.normalize("NFC"), inferColumn(values));
    }
    return success(makeTable(columns));
  } catch {
    return failure(error("unreadable-file", `${name} is damaged, or is not a Parquet file`, span));
  }
}
