import { parentPort, workerData } from "node:worker_threads";
import { nodeExecutor, nodeFileAccess, Session, type SessionApi, warmUp } from "../../src/index.ts";
import { encode } from "../wire/frames.ts";
import { type Content, headerMaker, replyType } from "../wire/message.ts";
import { createSigner } from "../wire/signature.ts";
import { commAnswers } from "./comm-answers.ts";
import { execute } from "./execute.ts";
import { KeptFiles } from "./kept-files.ts";
import { ProgressDisplay, type Publish } from "./progress.ts";
import { complete, inspect, isComplete } from "./questions.ts";
import type { Answer, Ended, FromThread, Remembered, Task, ThreadSetup } from "./thread-messages.ts";

// The entry of the thread that holds the session: it takes one task at a time, and signs what it says.

const port = parentPort!;
const interrupt = new Int32Array((workerData as { readonly interrupt: SharedArrayBuffer }).interrupt);
const files = new KeptFiles(nodeFileAccess({ cwd: process.cwd() }));
const session: SessionApi = new Session({ files, executor: nodeExecutor() });
/** From this size on bytes are moved between the threads instead of copied. */
const transferFrom = 65_536;

/** So long after it is ready, in milliseconds, a session that nobody has asked for anything readies itself for a fit. */
const idleBefore = 100;

// The first program makes the engine ready: better now than when someone waits.
const ready = new Session({ files }).run("1");

port.once("message", ({ key, signatureScheme, session: id, restore }: ThreadSetup) => {
  const signer = createSigner(key, signatureScheme);
  const header = headerMaker(id);
  const frame: Frame = (type, task, content) => encode({ type, parent: task.parent, content }, header(type), signer);
  // What rejects here is a mistake of ours: it ends the thread, and the kernel answers for it.
  let idle = restore.length === 0;
  const restored = restore.length === 0 ? ready : restoreScope(restore);
  port.on("message", (message: Task | Answer) => {
    idle = false;
    if (message.type === "answer") answered(message);
    else void restored.then(() => answer(message, frame));
  });
  void ready.then(() => {
    say({ kind: "ready" });
    setTimeout(() => void warmUp(files, nodeExecutor(), () => idle), idleBefore);
  });
});

/** Makes a lost scope again; an interrupt ends it early. */
async function restoreScope(deeds: readonly Remembered[]): Promise<void> {
  const missing: string[] = [];
  const signal = {
    get aborted() {
      return Atomics.load(interrupt, 0) !== 0;
    },
  };
  for (const deed of deeds) {
    const done = await files.serving(deed.files, () => session.redo(deed, signal));
    if (!done) missing.push(...deed.names);
  }
  session.takeDeeds();
  say({ kind: "restored", missing });
}

/** What the running task has asked, until it is answered. */
let question: { readonly task: number; readonly resolve: (line: string) => void } | undefined;

function ask({ number: task, content }: Task, prompt: string, password: boolean): Promise<string | undefined> {
  if (content.allow_stdin !== true) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    question = { task, resolve };
    say({ kind: "ask", task, prompt, password });
  });
}

function answered({ number, line }: Answer): void {
  if (question?.task !== number) return;
  question.resolve(line);
  question = undefined;
}

/** Makes the signed frames of a message about a task. */
type Frame = (type: string, task: Task, content: Content) => Uint8Array[];

async function answer(task: Task, frame: Frame): Promise<void> {
  const { content, ended } = await perform(task, frame);
  const frames = content === undefined ? [] : frame(replyType(task.type), task, content);
  const { fresh, deeds } = session.takeDeeds();
  const read = files.take();
  const remembered = deeds.map((deed) => ({ ...deed, files: read }));
  say({ kind: "reply", task: task.number, frames, ended, deeds: { fresh, deeds: remembered } });
}

interface Performed {
  /** What is replied; undefined for a message that has no reply. */
  readonly content: Content | undefined;
  readonly ended: Ended;
}

async function perform(task: Task, frame: Frame): Promise<Performed> {
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
        ask: (prompt, password) => ask(task, prompt, password),
        signal: {
          get aborted() {
            return Atomics.load(interrupt, 0) === task.number;
          },
        },
      });
      return { content: reply, ended };
    }
    case "complete_request":
      return { content: await complete(session, task.content), ended };
    case "inspect_request":
      return { content: await inspect(session, task.content), ended };
    case "is_complete_request":
      return { content: isComplete(session, task.content), ended };
    case "comm_open":
    case "comm_msg": {
      const data = task.target === undefined ? undefined : commAnswers[task.target](session, task.content.data);
      const content = { comm_id: task.content.comm_id, data };
      if (data !== undefined) say({ kind: "publish", topic: "comm_msg", frames: frame("comm_msg", task, content) });
      return { content: undefined, ended };
    }
  }
}

function say(message: FromThread): void {
  const frames = "frames" in message ? message.frames : [];
  const large = frames.flatMap(({ buffer, byteLength }) =>
    byteLength >= transferFrom && buffer instanceof ArrayBuffer ? [buffer] : [],
  );
  port.postMessage(message, large);
}
