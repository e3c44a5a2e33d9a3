/** One thing to show in several forms: MIME type → text, or plain JSON data for `+json` types. PNG is base64. */
export type MimeBundle = Readonly<Record<string, unknown>>;
