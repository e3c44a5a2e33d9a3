import { type Content, protocolVersion } from "../wire/message.ts";

/** The content of a kernel_info_reply. */
export function kernelInfo(version: string): Content {
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "lawlab",
    implementation_version: version,
    language_info: {
      name: "lawlab",
      version,
      mimetype: "text/x-lawlab",
      file_extension: ".law",
      pygments_lexer: "lawlab",
      codemirror_mode: "lawlab",
      nbconvert_exporter: "script",
    },
    banner: `lawlab ${version}: a small language for neural scaling laws`,
    supported_features: ["kernel subshells"],
    help_links: [
      { text: "lawlab on npm", url: "https://www.npmjs.com/package/lawlab" },
      { text: "Vega-Lite", url: "https://vega.github.io/vega-lite/" },
    ],
  };
}
