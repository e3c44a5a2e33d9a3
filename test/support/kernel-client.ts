import { randomUUID } from "node:crypto";
import { Dealer, Subscriber } from "zeromq";
import { SendQueue } from "../../kernel/transport/send-queue.ts";
import { encode } from "../../kernel/wire/frames.ts";
import { type Content, type Header, headerMaker } from "../../kernel/wire/message.ts";
import { createSigner } from "../../kernel/wire/signature.ts";
import type { ConnectionFile } from "./connection-file.ts";

/** A message that the kernel sent. */
export interface Received {
  readonly header: Header;
  readonly parent: Content;
  readonly content: Content;
}

/** What a request gave: its reply, and what was published for it from busy to idle. */
export interface Answer {
  readonly reply: Received;
  readonly published: readonly Received[];
}

/** The channels that a client sends requests and answers on. */
type SendChannel = "shell" | "control" | "stdin";

/** How long anything is waited for, in milliseconds: only what never comes takes so long. */
const watchdog = 60_000;

/** A client on the sockets of a kernel. */
export interface KernelClient {
  /** Sends a request and gives its message id. */
  send(type: string, content: Content, channel?: SendChannel, extra?: Content, parent?: Header): string;
  /** Sends frames as they are. */
  sendFrames(frames: Uint8Array[], channel?: SendChannel): void;
  /** The signed frames of a request, not yet sent; `extra` are further fields of its header. */
  frames(
    type: string,
    content: Content,
    extra?: Content,
    parent?: Header,
  ): { readonly id: string; readonly frames: Uint8Array[] };
  /** The reply and the published messages of a request, once both it and idle have come. */
  answer(id: string, limit?: number): Promise<Answer>;
  request(type: string, content: Content, channel?: "shell" | "control"): Promise<Answer>;
  execute(code: string, content?: Content): Promise<Answer>;
  reply(id: string, limit?: number): Promise<Received>;
  /** Resolves with what `look` finds after some message, or rejects after `limit` milliseconds. */
  until<T>(what: string, look: () => T | undefined, limit?: number): Promise<T>;
  /** Resolves once the kernel has answered, and greeted on iopub: from then on nothing is missed. Shell answers after the cell that runs. */
  connected(channel?: "shell" | "control"): Promise<void>;
  /** The first question that the cell of this request asks. */
  asked(id: string): Promise<Received>;
  /** Whether the idle that ends a request has come. */
  isIdle(id: string): boolean;
  /** All iopub messages so far. */
  readonly published: readonly Received[];
  /** All input_requests so far. */
  readonly questions: readonly Received[];
  /** Forgets what has come so far. */
  forget(): void;
  /** Sends a heartbeat and waits for its echo; gives the time it took, in milliseconds. */
  heartbeat(): Promise<number>;
  close(): void;
}

/** Connects to the kernel of a connection file, iopub only after `listening`; what is sent before the kernel is up waits for it. */
export function connectClient(connection: ConnectionFile, listening?: Promise<void>): KernelClient {
  const signer = createSigner(connection.key, "hmac-sha256");
  const header = headerMaker();
  const options = { linger: 0, receiveHighWaterMark: 0, reconnectInterval: 1, reconnectMaxInterval: 10 };
  // One name on all channels: by it a kernel knows on stdin whom it asks.
  const dealer = (): Dealer => new Dealer({ ...options, routingId: name });
  const name = randomUUID();
  const sockets = { shell: dealer(), control: dealer(), stdin: dealer(), hb: dealer() };
  const iopub = new Subscriber(options);
  for (const channel of ["shell", "control", "stdin", "hb"] as const)
    sockets[channel].connect(connection.address(channel));
  const listenToKernel = (): void => {
    iopub.connect(connection.address("iopub"));
    iopub.subscribe();
  };
  if (listening === undefined) listenToKernel();
  else void listening.then(listenToKernel);
  const waiting = new Set<() => void>();
  const arrived = (): void => {
    for (const look of waiting) look();
  };
  const until = <T>(what: string, look: () => T | undefined, limit = watchdog): Promise<T> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(attempt);
        reject(new Error(`waited ${limit} ms in vain for ${what}`));
      }, limit);
      const attempt = (): void => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timer);
        waiting.delete(attempt);
        resolve(found);
      };
      waiting.add(attempt);
      attempt();
    });
  const replies = new Map<string, Received>();
  const published: Received[] = [];
  const idle = new Set<string>();
  for (const channel of ["shell", "control"] as const) {
    void listen(sockets[channel], (frames) => {
      const message = read(frames);
      replies.set(String(message.parent.msg_id), message);
      arrived();
    });
  }
  const questions: Received[] = [];
  void listen(sockets.stdin, (frames) => {
    questions.push(read(frames));
    arrived();
  });
  void listen(iopub, (frames) => {
    const message = read(frames);
    published.push(message);
    if (message.content.execution_state === "idle") idle.add(String(message.parent.msg_id));
    arrived();
  });
  const frames: KernelClient["frames"] = (type, content, extra, parent) => {
    const head = { ...header(type), ...extra };
    return { id: head.msg_id, frames: encode({ type, parent, content }, head, signer) };
  };
  const queues = {
    shell: new SendQueue(sockets.shell),
    control: new SendQueue(sockets.control),
    stdin: new SendQueue(sockets.stdin),
  };
  const sendFrames: KernelClient["sendFrames"] = (parts, channel = "shell") => queues[channel].push(parts);
  const send: KernelClient["send"] = (type, content, channel, extra, parent) => {
    const message = frames(type, content, extra, parent);
    sendFrames(message.frames, channel);
    return message.id;
  };
  const reply: KernelClient["reply"] = (id, limit) => until(`the reply to ${id}`, () => replies.get(id), limit);
  const answer: KernelClient["answer"] = async (id, limit) => {
    const found = await reply(id, limit);
    await until("idle", () => (idle.has(id) ? true : undefined), limit);
    return { reply: found, published: published.filter(({ parent }) => parent.msg_id === id) };
  };
  const request: KernelClient["request"] = (type, content, channel) => answer(send(type, content, channel));
  return {
    send,
    sendFrames,
    frames,
    reply,
    answer,
    until,
    request,
    execute: (code, content) => request("execute_request", { code, silent: false, store_history: true, ...content }),
    async connected(channel) {
      await reply(send("kernel_info_request", {}, channel));
      await until("iopub_welcome", () => published.find(({ header }) => header.msg_type === "iopub_welcome"));
    },
    asked: (id) => until("an input_request", () => questions.find(({ parent }) => parent.msg_id === id)),
    isIdle: (id) => idle.has(id),
    published,
    questions,
    forget() {
      published.length = 0;
      replies.clear();
      idle.clear();
      questions.length = 0;
    },
    async heartbeat() {
      const begun = performance.now();
      await sockets.hb.send("ping");
      const [echo] = await sockets.hb.receive();
      if (echo?.toString() !== "ping") throw new Error("the heartbeat is not an echo");
      return performance.now() - begun;
    },
    close() {
      for (const socket of [...Object.values(sockets), iopub]) socket.close();
    },
  };
}

function read(frames: readonly Uint8Array[]): Received {
  const mark = frames.findIndex((frame) => Buffer.from(frame).toString("latin1") === "<IDS|MSG>");
  const [header, parent, , content] = frames.slice(mark + 2);
  const json = (frame: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(frame ?? []).toString());
  return { header: json(header) as Header, parent: json(parent) as Content, content: json(content) as Content };
}

async function listen(socket: AsyncIterable<Uint8Array[]>, arrive: (frames: Uint8Array[]) => void): Promise<void> {
  for await (const frames of socket) arrive(frames);
}
