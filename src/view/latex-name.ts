import { escapeLatex } from "./escape.ts";

const greek: Readonly<Record<string, string>> = {
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
};

/** The names that people spell out: `alpha` reads as α. */
const spelled: ReadonlyMap<string, string> = new Map(
  Object.values(greek)
    .filter((name) => !name.startsWith("var"))
    .map((name) => [name, `\\${name}`]),
);

const subscripts = "₀₁₂₃₄₅₆₇₈₉";

/** One stem or index: a letter as it is, Greek as its command, longer words upright, anything odd as text. */
const part = (text: string): string => {
  if (/^\d+$/.test(text) || /^[A-Za-z]$/.test(text)) return text;
  if (/^[A-Za-z\d]+$/.test(text)) return spelled.get(text) ?? `\\mathrm{${text}}`;
  const letters = [...text];
  if (letters.some((letter) => greek[letter] === undefined)) return `\\text{${escapeLatex(text)}}`;
  return letters.map((letter) => `\\${greek[letter]}`).join(" ");
};

/** A name without brackets: its stem, and the index that its digits, subscripts or underscore set off. */
const plainName = (name: string): string => {
  const lowered = name.replace(/[₀-₉]+$/, (digits) => `_${[...digits].map((d) => subscripts.indexOf(d)).join("")}`);
  const [, stem, index] = /^(\p{L})(\d+)$/u.exec(lowered) ?? /^(\p{L}+)_([\p{L}\d]+)$/u.exec(lowered) ?? [];
  return stem !== undefined && index !== undefined ? `${part(stem)}_{${part(index)}}` : part(name);
};

/**
 * A name in math mode: `α` → `\alpha`, `L₀` → `L_{0}`, `N_opt` → `N_{\mathrm{opt}}`, `A1` → `A_{1}`,
 * `loss` → `\mathrm{loss}`, `E["llama"]` → `E_{\mathrm{llama}}`; whatever else it holds is escaped.
 */
export const latexName = (name: string): string => {
  const [, stem, level] = /^([\p{L}_][\p{L}\p{Nd}_₀-₉]*)\["([^"\]]*)"\]$/u.exec(name) ?? [];
  if (stem === undefined || level === undefined) return plainName(name);
  const base = plainName(stem);
  return `${base.includes("_{") ? `{${base}}` : base}_{${part(level)}}`;
};
