import { expect, test } from "vitest";
import { decode, encode } from "../../kernel/wire/frames.ts";
import { headerMaker } from "../../kernel/wire/message.ts";
import { createReplayMemory } from "../../kernel/wire/replay.ts";
import { createSigner } from "../../kernel/wire/signature.ts";
import { random } from "../grammar/random.ts";
import { startKernelProcess } from "../support/kernel-process.ts";
import { mutate, strangeRequest } from "./mutations.ts";

const long = process.env.LAWLAB_LONG === "1";
const toWire = long ? 100_000 : 5_000;
const toProcess = long ? 10_000 : 400;

test(`${toWire} mutated messages against the wire layer: none is taken that was not signed, and nothing is thrown`, () => {
  const dice = random(1);
  const header = headerMaker("fuzz");
  const reasons = new Map<string, number>();
  for (let i = 0; i < toWire; i += 1) {
    // Every fifth without a key, where only the shape of a message can refuse it.
    const signer = createSigner(i % 5 === 0 ? "" : "key", "hmac-sha256");
    const { type, content } = strangeRequest(dice);
    const frames = [Buffer.from("identity"), ...encode({ type, parent: undefined, content }, header(type), signer)];
    const broken = mutate(frames, dice);
    const decoded = decode(broken, signer, createReplayMemory());
    const reason = decoded.ok ? "taken" : decoded.reason;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    if (decoded.ok && signer.signs) {
      // Taken is only what still has the signed bytes: identities and frames behind the content are not signed.
      const signed = Buffer.concat(frames.slice(1));
      const mark = broken.findIndex((frame) => Buffer.from("<IDS|MSG>").equals(frame));
      expect(Buffer.concat(broken.slice(mark, mark + 6)).equals(signed)).toBe(true);
    }
  }
  expect([...reasons.keys()].sort()).toEqual(["malformed", "signature", "taken"]);
});

test(`${toProcess} mutated messages against the process: it lives, and what it must answer it answers`, {
  timeout: 1_200_000,
}, async () => {
  const dice = random(2);
  const kernel = await startKernelProcess();
  const { client } = kernel;
  await client.execute("let kept = 7");
  for (let i = 0; i < toProcess; i += 1) {
    const channel = dice.pick(["shell", "control", "stdin"] as const);
    const { type, content } = strangeRequest(dice);
    // Half of them are signed as they are; the others are broken on their way.
    const { frames } = client.frames(
      type,
      content,
      dice.below(4) === 0 ? { subshell_id: dice.pick(["", "no", 3, null]) } : {},
    );
    client.sendFrames(dice.below(2) === 0 ? frames : mutate(frames, dice), channel);
    if (i % 100 === 99)
      expect((await client.execute("kept", { stop_on_error: false })).reply.header.msg_type).toBe("execute_reply");
  }
  // What was left open or queued by them is behind us when this is answered.
  await client.execute("1", { stop_on_error: false });
  const { reply } = await client.execute("20 + 1");
  expect(reply.content.status).toBe("ok");
  expect(kernel.child.exitCode).toBe(null);
  const wanted = [...client.published].filter(({ header }) => header.msg_type === "status");
  const busy = wanted.filter(({ content }) => content.execution_state === "busy").length;
  const idle = wanted.filter(({ content }) => content.execution_state === "idle").length;
  expect(busy).toBe(idle);
  await kernel.stop();
});
