import type { Clause, DefinitionNode, Domain, NameNode, Statement } from "../../grammar/syntax.ts";

/** A statement's tree in one line: operators before their operands, every node in parentheses. */
export function treeText(statement: Statement): string {
  if (statement.kind === "explain") return `(explain ${treeText(statement.statement)})`;
  const { kind, clauses, span: _, leading, trailing, inner, ...rest } = statement;
  const parts = Object.values(rest).map(value);
  return `(${[kind, ...parts, ...clauses.map(value)].join(" ")})`;
}

type Part = Domain | Clause | DefinitionNode | NameNode | readonly Part[] | string | object;

function value(part: Part): string {
  if (typeof part !== "object") return String(part);
  if (Array.isArray(part)) return `[${part.map(value).join(" ")}]`;
  if (!("kind" in part)) return JSON.stringify(part);
  const node = part as Domain;
  switch (node.kind) {
    case "number":
      return node.unit === undefined ? String(node.value) : `${node.value}`;
    case "string":
      return JSON.stringify(node.value);
    case "name":
      return node.name;
    case "binary":
    case "comparison":
    case "logical":
      return `(${node.operator} ${value(node.left)} ${value(node.right)})`;
    case "unary":
      return `(${node.operator} ${value(node.operand)})`;
    case "call":
      return `(${[node.callee, ...node.arguments].map(value).join(" ")})`;
    case "member":
      return `${node.object.name}.${node.property.name}`;
    case "range":
      return `(.. ${value(node.from)} ${value(node.to)})`;
    default: {
      const { kind, span: _, ...rest } = part as { kind: string; span: unknown };
      return `(${[kind, ...Object.values(rest).map((inner) => value(inner as Part))].join(" ")})`;
    }
  }
}
