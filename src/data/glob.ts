/** Whether a path holds a wildcard: `*` and `?` within a name, `**` for any folders. */
export function isGlob(path: string): boolean {
  return /[*?]/.test(path);
}

/** The files that a glob names, sorted by code unit; `list` gives a folder's entries (none if it cannot be read). */
export function expandGlob(
  pattern: string,
  list: (folder: string) => readonly { readonly name: string; readonly folder: boolean }[],
  limit: number,
): readonly string[] {
  const found = new Set<string>();
  const parts = pattern.split("/");
  const walk = (folder: string, at: number): void => {
    const part = parts[at];
    if (part === undefined || found.size > limit) return;
    if (!isGlob(part)) {
      const next = folder + part;
      if (at < parts.length - 1) walk(`${next}/`, at + 1);
      else if (list(folder).some((entry) => entry.name === part && !entry.folder)) found.add(next);
      return;
    }
    if (part === "**") walk(folder, at + 1);
    const matches = part === "**" ? /^[^.]/ : matcher(part);
    for (const entry of list(folder)) {
      if (!matches.test(entry.name)) continue;
      if (entry.folder) walk(`${folder}${entry.name}/`, part === "**" ? at : at + 1);
      else if (at === parts.length - 1) found.add(folder + entry.name);
    }
  };
  walk("", 0);
  return [...found].sort();
}

/** A name's pattern as a regular expression; like a shell's, it does not match a hidden file unless it says the dot. */
function matcher(part: string): RegExp {
  const body = part
    .replace(/\*+/g, "*")
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, "[^/]*")
    .replace(/\?/g, "[^/]");
  return new RegExp(`^${part.startsWith(".") ? "" : "(?!\\.)"}${body}$`, "u");
}
