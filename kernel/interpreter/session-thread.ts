import { parentPort, workerData } from "node:worker_threads";
import { nodeFileAccess, Session, type SessionApi } from "../../src/index.ts";
import { encode } from "../wire/frames.ts";
import { type Content, headerMaker } from "../wire/message.ts";
import { createSigner } from "../wire/signature.ts";
import { execute } from "./execute.ts";
import { ProgressDisplay, type Publish } from "./progress.ts";
import { complete, inspect, isComplete } from "./questions.ts";
import type { Ended, FromThread, Task, ThreadSetup } from "./thread-messages.ts";

// The entry of the thread that holds the session: it takes one task at a time, and signs what it says.

const setup = workerData as ThreadSetup;
const port = parentPort!;
const signer = createSigner(setup.key, setup.signatureScheme);
const header = headerMaker(setup.session);
const interrupt = new Int32Array(setup.interrupt);
const files = nodeFileAccess({ cwd: process.cwd() });
const session: SessionApi = new Session({ files });
/** From this size on bytes are moved between the threads instead of copied. */
const transferFrom = 65_536;

// The first program makes the engine ready: better now than when someone waits.
await new Session({ files }).run("1");

port.on("message", (task: Task) => {
  // What rejects here is a mistake of ours: it ends the thread, and the kernel answers for it.
  void answer(task);
});

async function answer(task: Task): Promise<void> {
  const { content, ended } = await perform(task);
  const frames = frame(task.type.replace("_request", "_reply"), task, content);
  say({ kind: "reply", task: task.number, frames, ended });
}

async function perform(task: Task): Promise<{ readonly content: Content; readonly ended: Ended }> {
  const ended: Ended = { status: "ok" };
  switch (task.type) {
    case "execute_request": {
      const send: Publish = (type, content) => {
        if (task.content.silent !== true) say({ kind: "publish", topic: type, frames: frame(type, task, content) });
      };
      const progress = new ProgressDisplay(send, `progress-${task.parent.msg_id}`);
      const { reply, ended } = await execute({
        session,
        content: task.content,
        executionCount: task.executionCount,
        publish: progress.publish,
        progress,
        signal: {
          get aborted() {
            return Atomics.load(interrupt, 0) === task.number;
          },
        },
      });
      return { content: reply, ended };
    }
    case "complete_request":
      return { content: complete(session, task.content), ended };
    case "inspect_request":
      return { content: inspect(session, task.content), ended };
    case "is_complete_request":
      return { content: isComplete(session, task.content), ended };
  }
}

function frame(type: string, task: Task, content: Content): Uint8Array[] {
  return encode({ type, parent: task.parent, content }, header(type), signer);
}

function say(message: FromThread): void {
  const large = message.frames.flatMap(({ buffer, byteLength }) =>
    byteLength >= transferFrom && buffer instanceof ArrayBuffer ? [buffer] : [],
  );
  port.postMessage(message, large);
}
