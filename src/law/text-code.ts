const texts = new Map<number, string>();

/**
 * The number that stands for a text in a column and in a graph: the same for the same text everywhere, a whole number
 * below −2^52 that no data hold. Two 26-bit halves of a multiplicative hash (cyrb53, public domain).
 */
export function textCode(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  const code = -(2 ** 52 + (b >>> 6) * 2 ** 26 + (a >>> 6));
  texts.set(code, text);
  return code;
}

/** The text that a number stands for, if it stands for one. */
export function textOf(code: number): string | undefined {
  return code < -(2 ** 52) ? texts.get(code) : undefined;
}

/** A cell as people read it: the text it stands for, or the number itself. */
export function shownCell(value: number): number | string {
  return textOf(value) ?? value;
}
