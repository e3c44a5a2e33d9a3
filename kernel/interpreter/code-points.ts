/** The UTF-16 offset of the place after `count` code points; beyond either end it is that end. */
export function toUtf16(text: string, count: number): number {
  let offset = 0;
  for (let i = 0; i < count && offset < text.length; i += 1) offset += text.codePointAt(offset)! > 0xffff ? 2 : 1;
  return offset;
}

/** The number of code points before a UTF-16 offset: the unit in which Jupyter counts cursors. */
export function toCodePoints(text: string, offset: number): number {
  let count = 0;
  for (let at = 0; at < offset && at < text.length; count += 1) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return count;
}
