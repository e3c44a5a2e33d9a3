import { expect, test } from "vitest";
import { decode, encode } from "../../kernel/wire/frames.ts";
import { type Content, headerMaker } from "../../kernel/wire/message.ts";
import { createReplayMemory } from "../../kernel/wire/replay.ts";
import { createSigner } from "../../kernel/wire/signature.ts";

const signer = createSigner("a key", "hmac-sha256");
const header = headerMaker();
const identity = Buffer.from([0, 1, 2]);

function signed(content: Content): Uint8Array[] {
  return [
    identity,
    ...encode({ type: "execute_request", parent: undefined, content }, header("execute_request"), signer),
  ];
}

test("what was encoded is decoded again, with the identities before the delimiter", () => {
  const decoded = decode(signed({ code: "α = 😀" }), signer, createReplayMemory());
  expect(decoded).toMatchObject({ ok: true, request: { identities: [identity], content: { code: "α = 😀" } } });
});

test("the signature is the HMAC-SHA256 that RFC 4231 gives for its second case", () => {
  const parts = [Buffer.from("what do ya "), Buffer.from("want for nothing?")];
  const signature = createSigner("Jefe", "hmac-sha256").sign(parts);
  expect(signature).toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
});

test("a message whose content was changed under its signature is dropped", () => {
  const frames = signed({ code: "1" });
  frames[frames.length - 1] = Buffer.from('{"code":"2"}');
  expect(decode(frames, signer, createReplayMemory())).toEqual({ ok: false, reason: "signature" });
});

test("a signature of the right length, of a wrong length and none at all are dropped", () => {
  for (const forged of ["0".repeat(64), "ab", ""]) {
    const frames = signed({ code: "1" });
    frames[2] = Buffer.from(forged);
    expect(decode(frames, signer, createReplayMemory())).toEqual({ ok: false, reason: "signature" });
  }
});

test("a message that arrives a second time is dropped", () => {
  const replays = createReplayMemory();
  const frames = signed({ code: "1" });
  expect(decode(frames, signer, replays).ok).toBe(true);
  expect(decode(frames, signer, replays)).toEqual({ ok: false, reason: "replay" });
});

test("frames that are no message are malformed, whatever they are", () => {
  const whole = signed({ code: "1" });
  const sign = (parts: readonly string[]): Uint8Array[] => {
    const bytes = parts.map((part) => Buffer.from(part));
    return [Buffer.from("<IDS|MSG>"), Buffer.from(signer.sign(bytes)), ...bytes];
  };
  const good = JSON.stringify(header("x"));
  const broken = [
    [],
    [Buffer.from("hello")],
    whole.slice(0, 4),
    sign(["{}", "{}", "{}", "{}"]),
    sign(["[]", "{}", "{}", "{}"]),
    sign([good, "{}", "{}", "not json"]),
    sign([good, "{}", "null", "{}"]),
    sign([good.replace(/"msg_type":"x"/, '"msg_type":7'), "{}", "{}", "{}"]),
  ];
  for (const frames of broken)
    expect(decode(frames, signer, createReplayMemory())).toEqual({ ok: false, reason: "malformed" });
});

test("bytes that are not UTF-8 are malformed", () => {
  const parts = [
    Buffer.from(JSON.stringify(header("x"))),
    Buffer.from("{}"),
    Buffer.from("{}"),
    Buffer.from([0x7b, 0xff, 0x7d]),
  ];
  const frames = [Buffer.from("<IDS|MSG>"), Buffer.from(signer.sign(parts)), ...parts];
  expect(decode(frames, signer, createReplayMemory())).toEqual({ ok: false, reason: "malformed" });
});

test("without a key nothing is signed and the same message is read each time", () => {
  const open = createSigner("", "hmac-sha256");
  const frames = encode({ type: "x", parent: undefined, content: {} }, header("x"), open);
  const replays = createReplayMemory();
  expect([decode(frames, open, replays).ok, decode(frames, open, replays).ok]).toEqual([true, true]);
});

test("the memory of signatures is bounded and keeps at least the last ones", () => {
  const memory = createReplayMemory(10);
  for (let i = 0; i < 1000; i += 1) expect(memory.isNew(String(i))).toBe(true);
  for (let i = 990; i < 1000; i += 1) expect(memory.isNew(String(i))).toBe(false);
  expect(memory.isNew("0")).toBe(true);
});

test("numbers that JSON does not have are null", () => {
  const frames = signed({ nan: Number.NaN, infinite: Number.POSITIVE_INFINITY });
  const decoded = decode(frames, signer, createReplayMemory());
  expect(decoded).toMatchObject({ request: { content: { nan: null, infinite: null } } });
});
