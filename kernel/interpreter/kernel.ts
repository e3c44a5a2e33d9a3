import { decode, encode } from "../wire/frames.ts";
import { type Content, type Header, headerMaker, type Request, replyType } from "../wire/message.ts";
import { createReplayMemory } from "../wire/replay.ts";
import { createSigner } from "../wire/signature.ts";
import { answer, type Knowledge, knowledge } from "./answers.ts";
import { History, keepsHistory } from "./history.ts";
import type { LaunchedThread } from "./launch-thread.ts";
import { Stdin } from "./stdin.ts";
import { Supervisor } from "./supervisor.ts";
import { type Answer, type FromThread, isComm, type Task, threadRequests } from "./thread-messages.ts";

/** The channels on which requests come and replies go. */
type RequestChannel = "shell" | "control";

/** What a kernel needs of the world. */
export interface KernelOptions {
  readonly key: string;
  readonly signatureScheme: string;
  readonly version: string;
  /** The first session's thread, where it was started before all else. */
  readonly thread?: LaunchedThread;
  /** The ports of the channels as Jupyter names them. */
  readonly ports: () => Content;
  /** Sends the frames of one message, complete with identities or topic. */
  readonly send: (channel: RequestChannel | "stdin" | "iopub", frames: Uint8Array[]) => void;
  /** Called once, after the reply to a shutdown has been sent. */
  readonly shutdown: () => void;
}

interface Running {
  readonly task: Task;
  readonly request: Request;
  /** Its reply is made, and may be held for a moment. */
  ended?: boolean;
}

/** How long the first requests on shell wait for the session's thread to come up, in milliseconds. */
const readyPatience = 250;
/** How long after its start a kernel waits for a first subscriber before it runs cells nobody hears, in milliseconds. */
const deafPatience = 1000;
/** How long the reply of a failed cell is held, for cells already on their way to be aborted with it. */
const abortWindow = 10;

/** The interpreter's side of Jupyter's protocol: orders the requests, answers what needs no session, and forwards the rest. */
export class Kernel {
  readonly #options: KernelOptions;
  readonly #signer: ReturnType<typeof createSigner>;
  readonly #header: (type: string) => Header;
  readonly #replays = createReplayMemory();
  readonly #history = new History();
  readonly #known: Knowledge;
  readonly #supervisor: Supervisor;
  /** What the next cell is to say first. */
  #notice = "";
  readonly #stdin: Stdin;
  #running: Running | undefined;
  #tasks = 0;
  #executions = 0;
  #stopped = false;
  /** While set, shell waits: a kernel that could not run a cell yet does not say that it is there. */
  #starting: NodeJS.Timeout | undefined;
  /** While set, cells wait: a client whose iopub is still connecting would wait for their idle in vain. */
  #deaf: NodeJS.Timeout | undefined;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.#signer = createSigner(options.key, options.signatureScheme);
    this.#header = headerMaker();
    this.#known = knowledge(options.version, this.#history, options.ports);
    const { key, signatureScheme } = options;
    const events = {
      said: (message: FromThread) => this.#said(message),
      broken: (why: string) => this.#broken(why),
      missing: (names: readonly string[]) => {
        this.#notice = `${names.join(", ")} could not be made again: run the cells that define them\n`;
      },
    };
    const setup = { key, signatureScheme, session: this.#header("status").session };
    this.#supervisor = new Supervisor(setup, events, options.thread);
    const answered = (answer: Answer): void => this.#supervisor.answer(answer);
    this.#stdin = new Stdin({ signer: this.#signer, header: this.#header, send: options.send, answered });
    this.#starting = setTimeout(() => this.#ready(), readyPatience);
    this.#deaf = setTimeout(() => this.#heard(), deafPatience);
  }

  /** Takes the frames of one message; what is malformed, badly signed or sent a second time is dropped. */
  receive(channel: RequestChannel | "stdin", frames: readonly Uint8Array[]): void {
    const decoded = decode(frames, this.#signer, this.#replays);
    if (!decoded.ok || this.#stopped) return;
    if (channel === "stdin") this.#stdin.take(decoded.request);
    else if (channel === "control") this.#perform("control", decoded.request);
    else {
      if (decoded.request.header.msg_type === "comm_open") this.#known.comms.open(decoded.request.content);
      this.#known.shells.push(decoded.request);
      this.#next();
    }
  }

  /** Greets a new subscriber of iopub, so that a client knows from when on it misses nothing. */
  welcome(topic: Uint8Array): void {
    const subscription = Buffer.from(topic).toString();
    const message = { type: "iopub_welcome", parent: undefined, content: { subscription } };
    this.#options.send("iopub", [topic, ...encode(message, this.#header("iopub_welcome"), this.#signer)]);
    this.#heard();
  }

  /** Tells the world that the kernel has come up. */
  started(): void {
    this.#publish("status", undefined, { execution_state: "starting" });
  }

  /** Asks the running cell to stop; breaks it when it does not. */
  interrupt(): void {
    this.#supervisor.interrupt();
  }

  async terminate(): Promise<void> {
    this.#stopped = true;
    await this.#supervisor.terminate();
  }

  #ready(): void {
    clearTimeout(this.#starting);
    this.#starting = undefined;
    this.#next();
  }

  #heard(): void {
    if (this.#deaf === undefined) return;
    clearTimeout(this.#deaf);
    this.#deaf = undefined;
    this.#next();
  }

  #next(): void {
    while (this.#starting === undefined) {
      const request = this.#known.shells.take((first, shell) => this.#isFree(first, shell));
      if (request === undefined) return;
      const type = this.#taskOf(request);
      if (type === undefined) this.#perform("shell", request);
      else this.#post(type, request);
    }
  }

  /** A shell goes on when none of its requests runs; the session takes one task at a time, whatever shell it is from. */
  #isFree(request: Request, shell: string): boolean {
    if (this.#deaf !== undefined && request.header.msg_type === "execute_request") return false;
    if (this.#running === undefined) return true;
    return this.#taskOf(request) === undefined && this.#known.shells.of(this.#running.request) !== shell;
  }

  /** The task that a request is for the session's thread, if it is one. */
  #taskOf({ header, content }: Request): Task["type"] | undefined {
    const type = threadRequests.find((known) => known === header.msg_type);
    return isComm(type) && this.#known.comms.target(content) === undefined ? undefined : type;
  }

  #post(type: Task["type"], request: Request): void {
    const { header: parent, content } = request;
    this.#publish("status", parent, { execution_state: "busy" });
    if (type === "execute_request") {
      if (keepsHistory(content)) this.#executions += 1;
      if (content.silent !== true) {
        this.#publish("execute_input", parent, { code: content.code, execution_count: this.#executions });
      }
    }
    const target = isComm(type) ? this.#known.comms.target(content) : undefined;
    const task: Task = {
      number: ++this.#tasks,
      type,
      parent,
      content,
      executionCount: this.#executions,
      ...(target === undefined ? {} : { target }),
    };
    this.#running = { task, request };
    if (type === "execute_request" && this.#notice !== "") {
      this.#publish("stream", parent, { name: "stderr", text: this.#notice });
      this.#notice = "";
    }
    this.#supervisor.post(task);
  }

  #said(message: FromThread): void {
    if (message.kind === "ready") {
      this.#ready();
      return;
    }
    if (message.kind === "publish") {
      this.#options.send("iopub", [Buffer.from(message.topic), ...message.frames]);
      return;
    }
    const running = this.#running;
    if (message.kind === "restored" || running?.task.number !== message.task) return;
    if (message.kind === "ask") this.#stdin.ask(running.request, message);
    else {
      this.#remember(running, message.ended.output);
      this.#finish(running, message.frames, message.ended.status === "error");
    }
  }

  #remember({ task, request: { content } }: Running, output: string | undefined): void {
    if (task.type !== "execute_request" || !keepsHistory(content) || typeof content.code !== "string") return;
    this.#history.add(task.executionCount, content.code, output);
  }

  /** Sends the reply of the running task and takes the next; a failed cell takes those that wait behind it along. */
  #finish(running: Running, reply: Uint8Array[], failed: boolean): void {
    const { request, task } = running;
    running.ended = true;
    this.#stdin.close();
    const end = (): void => {
      if (reply.length > 0) this.#options.send("shell", [...request.identities, ...reply]);
      this.#publish("status", request.header, { execution_state: "idle" });
      if (abort) this.#abortQueue(request);
      this.#running = undefined;
      this.#next();
    };
    const abort = failed && task.type === "execute_request" && request.content.stop_on_error !== false;
    if (abort) setTimeout(end, abortWindow);
    else end();
  }

  #abortQueue(failed: Request): void {
    const { shells } = this.#known;
    for (const request of shells.withdraw(shells.of(failed), ({ header }) => header.msg_type === "execute_request")) {
      this.#around(request, () => this.#reply("shell", request, { status: "aborted" }));
    }
  }

  /** Tells the user in the reply of the cell that was lost with its thread. */
  #broken(why: string): void {
    this.#ready();
    const running = this.#running;
    if (running === undefined || running.ended === true) return;
    this.#remember(running, undefined);
    const failure = { ename: "session-lost", evalue: why, traceback: [`\u001b[31msession-lost\u001b[0m: ${why}`] };
    const { header } = running.request;
    if (running.task.type === "execute_request") this.#publish("error", header, failure);
    const content = { status: "error", execution_count: running.task.executionCount, ...failure };
    const reply = header.msg_type.endsWith("_request") ? this.#encode(replyType(header.msg_type), header, content) : [];
    this.#finish(running, reply, true);
  }

  /** Answers a request that needs no session; one of an unknown type is dropped. */
  #perform(channel: RequestChannel, request: Request): void {
    const { header, content } = request;
    const ready = answer(header.msg_type, content, this.#known);
    if (ready !== undefined) this.#answer(channel, request, ready);
    else if (header.msg_type === "interrupt_request") {
      this.interrupt();
      this.#answer(channel, request, { status: "ok" });
    } else if (header.msg_type === "shutdown_request") this.#shutdown(channel, request);
    else if (header.msg_type === "comm_open") {
      // Only one for an unknown target comes here: the protocol's answer is to close it.
      const closing = { comm_id: content.comm_id, data: {} };
      this.#around(request, () => this.#publish("comm_close", header, closing));
    } else if (/^comm_(msg|close)$/.test(header.msg_type)) {
      if (header.msg_type === "comm_close") this.#known.comms.close(content);
      this.#around(request, () => undefined);
    }
  }

  #shutdown(channel: RequestChannel, request: Request): void {
    const content = { status: "ok", restart: request.content.restart === true };
    this.#around(request, () => {
      this.#reply(channel, request, content);
      this.#publish("shutdown_reply", request.header, content);
    });
    this.#stopped = true;
    this.#options.shutdown();
  }

  #answer(channel: RequestChannel, request: Request, content: Content): void {
    this.#around(request, () => this.#reply(channel, request, content));
  }

  #around(request: Request, work: () => void): void {
    this.#publish("status", request.header, { execution_state: "busy" });
    work();
    this.#publish("status", request.header, { execution_state: "idle" });
  }

  #reply(channel: RequestChannel, { identities, header }: Request, content: Content): void {
    this.#options.send(channel, [...identities, ...this.#encode(replyType(header.msg_type), header, content)]);
  }

  #publish(type: string, parent: Header | undefined, content: Content): void {
    this.#options.send("iopub", [Buffer.from(type), ...this.#encode(type, parent, content)]);
  }

  #encode(type: string, parent: Header | undefined, content: Content): Uint8Array[] {
    return encode({ type, parent, content }, this.#header(type), this.#signer);
  }
}
