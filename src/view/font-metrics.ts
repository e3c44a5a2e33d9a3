/** Widths of a TrueType font's glyphs, in shares of the font size. */
export interface FontMetrics {
  /** The width of a text set in this font at size 1; a character the font lacks counts as an em, as in Chinese. */
  width(text: string): number;
  /** Whether the font can draw a character. */
  has(character: string): boolean;
}

/** Offsets of a font's tables by their tag. */
const tablesOf = (font: DataView): Map<string, number> => {
  const tables = new Map<string, number>();
  for (let i = 0; i < font.getUint16(4); i++) {
    const entry = 12 + 16 * i;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((j) => font.getUint8(entry + j)));
    tables.set(tag, font.getUint32(entry + 8));
  }
  return tables;
};

/** Characters to glyphs from the segments of a `cmap` of format 4 (the Basic Multilingual Plane). */
const glyphsOf = (font: DataView, cmap: number): Map<number, number> => {
  const glyphs = new Map<number, number>();
  for (let i = 0; i < font.getUint16(cmap + 2); i++) {
    const table = cmap + font.getUint32(cmap + 4 + 8 * i + 4);
    if (font.getUint16(table) !== 4) continue;
    const doubled = font.getUint16(table + 6);
    for (let segment = 0; segment < doubled; segment += 2) {
      const end = font.getUint16(table + 14 + segment);
      const start = font.getUint16(table + 16 + doubled + segment);
      const delta = font.getUint16(table + 16 + 2 * doubled + segment);
      const rangePlace = table + 16 + 3 * doubled + segment;
      const range = font.getUint16(rangePlace);
      for (let code = start; code <= end && code !== 0xffff; code++) {
        const listed = range === 0 ? code : font.getUint16(rangePlace + range + 2 * (code - start));
        if (listed !== 0) glyphs.set(code, (listed + delta) & 0xffff);
      }
    }
    return glyphs;
  }
  return glyphs;
};

/** Reads glyph widths from the bytes of a TrueType font (its `cmap`, `hhea`, `hmtx` and `head` tables); throws on any other file. */
export const fontMetrics = (bytes: Uint8Array): FontMetrics => {
  const font = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = tablesOf(font);
  const [cmap, head, hhea, hmtx] = ["cmap", "head", "hhea", "hmtx"].map((tag) => tables.get(tag));
  if (cmap === undefined || head === undefined || hhea === undefined || hmtx === undefined) {
    throw new Error(`not a TrueType font: it has only the tables ${[...tables.keys()].join(", ")}`);
  }
  const glyphs = glyphsOf(font, cmap);
  const perEm = font.getUint16(head + 18);
  const lastMetric = font.getUint16(hhea + 34) - 1;
  const advance = (glyph: number): number => font.getUint16(hmtx + 4 * Math.min(glyph, lastMetric)) / perEm;
  const known = new Map<string, number>();
  return {
    has: (character) => glyphs.has(character.codePointAt(0)!),
    width(text: string): number {
      let sum = 0;
      for (const character of text) {
        let width = known.get(character);
        if (width === undefined) {
          const glyph = glyphs.get(character.codePointAt(0)!);
          width = glyph === undefined ? 1 : advance(glyph);
          known.set(character, width);
        }
        sum += width;
      }
      return sum;
    },
  };
};
