/** What is used of a TypeScript compiler to read a text as statements. */
export interface StatementReader {
  createSourceFile(name: string, text: string, target: number, parents: boolean): SourceFile;
  forEachChild(node: Node, visit: (child: Node) => void): void;
  isStatement(node: Node): boolean;
}
interface Node {
  readonly pos: number;
  readonly end: number;
  getStart(file: SourceFile): number;
}
interface SourceFile extends Node {
  readonly text: string;
  getLineAndCharacterOfPosition(position: number): { readonly line: number };
  getPositionOfLineAndCharacter(line: number, character: number): number;
}

/** Gives the line of the source, from 1, for a line and column of the compiled text, from 1. */
export type LineMap = (line: number, column: number) => number | undefined;

const vanishing = /^(?:interface|type|declare|import|export|;)(?![\p{ID_Continue}$])/u;
const overload = /^(?:async\s+)?function(?![\p{ID_Continue}$])[^{]*$/u;
const added =
  /^(?:exports\.(?!tsLastExpr)[^;]* = |Object\.defineProperty\(exports|var __|(?:const|var) [\w$]+_\d+ = |"use strict")/;

/**
 * Pairs the statements of a cell with those of what it was compiled to, in order: the compiler drops types and adds
 * exports, and leaves the others where they are. Undefined where the two do not have the same number, as for an enum.
 */
export function lineMap(ts: StatementReader, source: string, compiled: string): LineMap | undefined {
  const before = statements(ts, source, (text) => vanishing.test(text) || overload.test(text));
  const after = statements(ts, compiled, (text) => added.test(text));
  if (before.found.length !== after.found.length) return undefined;
  return (line, column) => {
    const place = after.file.getPositionOfLineAndCharacter(line - 1, column - 1);
    // Statements stand before those within them: the last one around the place is the innermost.
    const at = after.found.findLastIndex((node) => node.getStart(after.file) <= place && place < node.end);
    const node = before.found[at];
    return node === undefined
      ? undefined
      : before.file.getLineAndCharacterOfPosition(node.getStart(before.file)).line + 1;
  };
}

function statements(ts: StatementReader, text: string, skip: (statement: string) => boolean) {
  // 9 is ES2022, the newest that the compiler knows as a target.
  const file = ts.createSourceFile("cell.ts", text, 9, true);
  const found: Node[] = [];
  const visit = (node: Node): void => {
    if (ts.isStatement(node)) {
      if (skip(file.text.slice(node.getStart(file), node.end))) return;
      found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return { file, found };
}
