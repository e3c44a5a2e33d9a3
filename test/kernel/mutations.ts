import type { Content } from "../../kernel/wire/message.ts";
import type { Random } from "../grammar/random.ts";

/** The frames with one to three things wrong: bytes, lengths, order, number, encoding. */
export function mutate(frames: readonly Uint8Array[], random: Random): Uint8Array[] {
  let broken = frames.map((frame) => Buffer.from(frame));
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const at = random.below(broken.length);
    const frame = broken[at] ?? Buffer.alloc(0);
    switch (random.below(9)) {
      case 0: // a bit flips
        if (frame.length > 0) frame.writeUInt8(frame.readUInt8(0) ^ (1 << random.below(8)), 0);
        break;
      case 1: {
        const place = random.below(Math.max(frame.length, 1));
        if (frame.length > 0) frame.writeUInt8(random.below(256), place);
        break;
      }
      case 2: // a frame breaks off
        broken[at] = frame.subarray(0, random.below(frame.length + 1));
        break;
      case 3: // a frame is missing
        broken = broken.filter((_, k) => k !== at);
        break;
      case 4: // a frame comes twice
        broken.splice(at, 0, frame);
        break;
      case 5: // bytes that are no UTF-8
        broken[at] = Buffer.from(Array.from({ length: random.below(40) }, () => random.below(256)));
        break;
      case 6: // two frames change places
        [broken[at], broken[0]] = [broken[0] ?? frame, frame];
        break;
      case 7: // JSON of another kind
        broken[at] = Buffer.from(JSON.stringify(strange(random, 0)));
        break;
      default: // deep nesting
        broken[at] = Buffer.from("[".repeat(1 + random.below(20_000)));
    }
  }
  return broken;
}

/** A JSON value of any kind, seldom what is expected. */
export function strange(random: Random, depth = 0): unknown {
  const scalars = [
    null,
    true,
    false,
    0,
    -1,
    1e308,
    -0.5,
    2 ** 53,
    "",
    "\u0000",
    "\ud800",
    "é😀",
    "__proto__",
    "x".repeat(1000),
  ];
  const kind = random.below(depth > 3 ? 6 : 8);
  if (kind < 6) return random.pick(scalars);
  const items = Array.from({ length: random.below(4) }, () => strange(random, depth + 1));
  return kind === 6
    ? items
    : Object.fromEntries(items.map((item, k) => [random.pick(["__proto__", "a", `k${k}`]), item]));
}

const fields = {
  execute_request: ["code", "silent", "store_history", "user_expressions", "allow_stdin", "stop_on_error"],
  complete_request: ["code", "cursor_pos"],
  inspect_request: ["code", "cursor_pos", "detail_level"],
  is_complete_request: ["code"],
  history_request: ["output", "raw", "hist_access_type", "session", "start", "stop", "n", "pattern", "unique"],
  comm_open: ["comm_id", "target_name", "data"],
  comm_msg: ["comm_id", "data"],
  comm_close: ["comm_id", "data"],
  comm_info_request: ["target_name"],
  kernel_info_request: [],
  connect_request: [],
  interrupt_request: [],
  usage_request: [],
  create_subshell_request: [],
  delete_subshell_request: ["subshell_id"],
  list_subshell_request: [],
  input_reply: ["value"],
  debug_request: ["type", "seq", "command", "arguments"],
  no_such_request: ["a"],
} as const;

const likely = [
  "1 + 1",
  "let a = 2",
  "law L(N) = E + A/N^a",
  "%who",
  "fit fit",
  "L(",
  "\\alpha",
  "%%md\n# a",
  "a?",
  "lawlab.lint",
  "lawlab.slider",
  "tail",
  "range",
  "search",
  "*",
];

/** A request of a known type, or nearly, whose fields may be anything; it never asks for a shutdown. */
export function strangeRequest(random: Random): { readonly type: string; readonly content: Content } {
  const type = random.pick(Object.keys(fields) as (keyof typeof fields)[]);
  const content: Record<string, unknown> = {};
  for (const field of fields[type]) {
    const choice = random.below(10);
    if (choice < 5) content[field] = random.pick(likely);
    else if (choice < 9) content[field] = strange(random);
  }
  return { type, content };
}
