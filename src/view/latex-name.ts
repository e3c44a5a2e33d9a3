import { escapeLatex } from "./escape.ts";

/** Letters that LaTeX writes as commands. */
const commands: Readonly<Record<string, string>> = {
  α: "alpha",
  β: "beta",
  γ: "gamma",
  δ: "delta",
  ε: "varepsilon",
  ϵ: "epsilon",
  ζ: "zeta",
  η: "eta",
  θ: "theta",
  ϑ: "vartheta",
  ι: "iota",
  κ: "kappa",
  λ: "lambda",
  μ: "mu",
  ν: "nu",
  ξ: "xi",
  π: "pi",
  ρ: "rho",
  σ: "sigma",
  ς: "varsigma",
  τ: "tau",
  υ: "upsilon",
  φ: "varphi",
  ϕ: "phi",
  χ: "chi",
  ψ: "psi",
  ω: "omega",
  Γ: "Gamma",
  Δ: "Delta",
  Θ: "Theta",
  Λ: "Lambda",
  Ξ: "Xi",
  Π: "Pi",
  Σ: "Sigma",
  Υ: "Upsilon",
  Φ: "Phi",
  Ψ: "Psi",
  Ω: "Omega",
  ℓ: "ell",
};

/** The names that people spell out: `alpha` reads as α. */
const spelled: ReadonlyMap<string, string> = new Map(
  Object.values(commands)
    .filter((name) => !name.startsWith("var"))
    .map((name) => [name, `\\${name}`]),
);

const subscripts = "₀₁₂₃₄₅₆₇₈₉";

/** Greek letters that stand before what they belong to, as in Δx; after others a word is an index, as in γ_w. */
const operators = "ΔΣΠΦΨΩΘΛΞΓΥ";

/** A letter of a text that only mathematics has. */
const inText = (letter: string): string => {
  const digit = subscripts.indexOf(letter);
  if (digit >= 0) return `$_{${digit}}$`;
  return commands[letter] === undefined ? letter : `$\\${commands[letter]}$`;
};

/** One stem or index: a letter as it is, Greek as its command, longer words upright, anything odd as text. */
const part = (text: string): string => {
  if (/^\d+$/.test(text) || /^[A-Za-z]$/.test(text)) return text;
  if (/^[A-Za-z\d]+$/.test(text)) return spelled.get(text) ?? `\\mathrm{${text}}`;
  // Words of Latin and of Greek letters, one after the other.
  const words = text.match(/[A-Za-z\d]+|[^A-Za-z\d]/gu) ?? [];
  if (words.length > 0 && words.every((word) => /^[A-Za-z\d]/.test(word) || commands[word] !== undefined))
    return words.map((word) => (commands[word] === undefined ? part(word) : `\\${commands[word]}`)).join(" ");
  return `\\text{${escapeLatex(text).replace(/./gu, inText)}}`;
};

/** A name without brackets: its stem, and the index that its digits, subscripts or underscore set off. */
const plainName = (name: string): string => {
  const lowered = name.replace(/[₀-₉]+$/, (digits) => `_${[...digits].map((d) => subscripts.indexOf(d)).join("")}`);
  const [, stem, index] =
    /^(\p{L})(\d+)$/u.exec(lowered) ??
    /^(\p{L}+)_([\p{L}\d]+)$/u.exec(lowered) ??
    new RegExp(`^((?![${operators}])\\p{Script=Greek})([A-Za-z]\\w*)$`, "u").exec(lowered) ??
    [];
  return stem !== undefined && index !== undefined ? `${part(stem)}_{${part(index)}}` : part(name);
};

/**
 * A name in math mode: `α` → `\alpha`, `L₀` → `L_{0}`, `N_opt` → `N_{\mathrm{opt}}`, `A1` → `A_{1}`, `γw` → `\gamma_{w}`,
 * `loss` → `\mathrm{loss}`, `E["llama"]` → `E_{\mathrm{llama}}`; whatever else it holds is escaped.
 */
export const latexName = (name: string): string => {
  const [, stem, level] = /^([\p{L}_][\p{L}\p{Nd}_₀-₉]*)\["([^"\]]*)"\]$/u.exec(name) ?? [];
  if (stem === undefined || level === undefined) return plainName(name);
  const base = plainName(stem);
  return `${base.includes("_{") ? `{${base}}` : base}_{${part(level)}}`;
};
