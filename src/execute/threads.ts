import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type Executor, type Job, type JobControl, type TaskTable, taskNamed } from "./executor.ts";
import type { FromThread, ToThread } from "./thread-messages.ts";

/** How a pool of threads is made. */
export interface ThreadOptions {
  /** The module that each thread runs: it answers messages with serveTasks. */
  readonly entry: URL;
  /** How many threads; as many as there are processors, where nothing is said. */
  readonly threads?: number;
  /**
   * Where given, the caller's thread is one of them and takes parts itself; the others are begun when a job turns out to
   * last, and join in when they are there.
   */
  readonly caller?: TaskTable;
}

/** A part that ends this many threads is a mistake of ours, not the machine's. */
const mostDeaths = 3;
/** How often the caller's signal is looked at, in milliseconds: it may be a flag that tells nobody. */
const signalPeriod = 10;

/** Parts that a thread is given ahead: it need not wait for a caller that works too. */
const partsAhead = 2;
/** A job whose rest the caller would need so many milliseconds for is worth other threads. */
const worthThreads = 40;

interface Thread {
  readonly worker: Worker;
  ready: boolean;
  opened: number;
  /** What it was given, the part it works on first. */
  readonly parts: number[];
}

interface Running {
  readonly number: number;
  readonly job: Job<unknown>;
  readonly cancel: Int32Array;
  readonly waiting: number[];
  readonly deaths: Map<number, number>;
  readonly outputs: unknown[];
  done: number;
  readonly progress: JobControl["progress"];
  /** What ended the job early: told when the last running part has answered, so that no thread enters the next job busy. */
  problem: Error | undefined;
  /** Whether the caller's thread still takes parts. */
  callerActive: boolean;
  readonly settle: (problem: Error | undefined) => void;
}

/**
 * A pool of warm threads. A thread that dies is replaced and its part done again. The threads keep no process alive while
 * nothing runs.
 */
export function threadExecutor({ entry, threads = availableParallelism(), caller }: ThreadOptions): Executor {
  return new ThreadPool(entry, Math.max(1, threads), caller).executor;
}

class ThreadPool {
  readonly executor: Executor;
  private readonly entry: URL;
  private readonly size: number;
  private readonly caller: TaskTable | undefined;
  private readonly pool: Thread[] = [];
  private running: Running | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private jobs = 0;
  private closed = false;
  private lastError = "";
  /** Threads that ended before they were there. */
  private stillborn = 0;

  constructor(entry: URL, threads: number, caller: TaskTable | undefined) {
    this.entry = entry;
    this.caller = caller;
    this.size = caller === undefined ? threads : threads - 1;
    this.executor = {
      threads,
      run: <I, O>(job: Job<I>, control: JobControl = {}) => this.enqueue<O>(job, control),
      close: () => this.close(),
    };
  }

  /** Jobs run one after the other: each has all the threads. */
  private enqueue<O>(job: Job<unknown>, control: JobControl): Promise<readonly (O | undefined)[]> {
    const result = this.queue.then(() => this.start<O>(job, control));
    this.queue = result.catch(() => undefined);
    return result;
  }

  private start<O>(job: Job<unknown>, { signal, progress }: JobControl): Promise<readonly (O | undefined)[]> {
    if (this.closed) return Promise.reject(new Error("this executor is closed"));
    const outputs: (O | undefined)[] = job.inputs.map(() => undefined);
    if (job.inputs.length === 0 || signal?.aborted === true) return Promise.resolve(outputs);
    return new Promise((resolve, reject) => {
      const cancel = new Int32Array(new SharedArrayBuffer(4));
      const timer =
        signal === undefined
          ? undefined
          : setInterval(() => {
              if (signal.aborted) this.cancelRunning();
            }, signalPeriod);
      this.running = {
        number: ++this.jobs,
        job,
        cancel,
        waiting: job.inputs.map((_, index) => index),
        deaths: new Map(),
        outputs,
        done: 0,
        progress,
        problem: undefined,
        callerActive: false,
        settle: (problem) => {
          clearInterval(timer);
          this.running = undefined;
          for (const thread of this.pool) thread.worker.unref();
          if (problem === undefined) resolve(outputs);
          else reject(problem);
        },
      };
      if (this.caller === undefined) this.spawnFor(job.inputs.length);
      for (const thread of [...this.pool]) this.feed(thread);
      if (this.caller !== undefined) void this.work(this.running, this.caller, signal);
    });
  }

  private spawnFor(parts: number): void {
    while (this.pool.length < Math.min(this.size, parts)) this.spawn();
  }

  /** The caller's own share: part after part, and a turn of its event loop after each. */
  private async work(running: Running, tasks: TaskTable, signal: JobControl["signal"]): Promise<void> {
    const { job, cancel, waiting, outputs } = running;
    const flag = {
      get aborted() {
        return Atomics.load(cancel, 0) === 1 || signal?.aborted === true;
      },
    };
    const begin = performance.now();
    running.callerActive = true;
    try {
      const apply = taskNamed(tasks, job.task)(job.shared, flag);
      for (let own = 1; ; own++) {
        // A turn first: whoever has asked for the job goes on, and answers of threads come in.
        await new Promise((resolve) => setImmediate(resolve));
        if (signal?.aborted) this.cancelRunning();
        const index = this.running === running ? waiting.shift() : undefined;
        if (index === undefined) break;
        const output = apply(job.inputs[index]);
        if (!flag.aborted) {
          outputs[index] = output;
          running.progress?.(++running.done, outputs.length);
        }
        if (((performance.now() - begin) / own) * waiting.length > worthThreads && this.stillborn < mostDeaths)
          this.spawnFor(waiting.length);
      }
    } catch (problem) {
      const reason = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
      this.fail(running, `the task ${job.task} failed: ${reason}`);
    }
    running.callerActive = false;
    if (this.running === running) this.settleIfDone(running);
  }

  /** Parts that wait are dropped; those that run see the flag, end early, and their outputs are not used. */
  private cancelRunning(): void {
    const { running } = this;
    if (running === undefined || Atomics.load(running.cancel, 0) === 1) return;
    Atomics.store(running.cancel, 0, 1);
    running.waiting.length = 0;
    this.settleIfDone(running);
  }

  /** Ends a job with a problem: what waits is dropped, what runs sees the flag, and the last answer settles it. */
  private fail(running: Running, reason: string): void {
    running.problem ??= new Error(reason);
    running.waiting.length = 0;
    Atomics.store(running.cancel, 0, 1);
    this.settleIfDone(running);
  }

  private settleIfDone(running: Running): void {
    if (running.waiting.length > 0 || this.pool.some((thread) => thread.parts.length > 0)) return;
    running.settle(running.problem);
  }

  private spawn(): Thread {
    // Flags of the process, such as --input-type, are not for threads.
    const thread: Thread = { worker: new Worker(this.entry, { execArgv: [] }), ready: false, opened: 0, parts: [] };
    this.pool.push(thread);
    thread.worker.on("message", (message: FromThread) => this.answered(thread, message));
    // What ends a thread is told by its exit, which follows.
    thread.worker.on("error", (problem) => {
      this.lastError = String(problem);
    });
    thread.worker.on("exit", () => this.died(thread));
    return thread;
  }

  private feed(thread: Thread): void {
    const { running } = this;
    if (running === undefined || !thread.ready) return;
    const { number, job, cancel, waiting } = running;
    const tell = (message: ToThread): void => thread.worker.postMessage(message);
    const most = this.caller === undefined ? 1 : partsAhead;
    // Ahead only of what the others can take at once, the caller among them.
    while (thread.parts.length === 0 || (thread.parts.length < most && waiting.length > this.pool.length)) {
      const index = waiting.shift();
      if (index === undefined) return;
      thread.worker.ref();
      if (thread.opened !== number) {
        if (thread.opened > 0) tell({ kind: "close", job: thread.opened });
        tell({ kind: "open", job: number, task: job.task, shared: job.shared, cancel });
        thread.opened = number;
      }
      thread.parts.push(index);
      tell({ kind: "part", job: number, index, input: job.inputs[index] });
    }
  }

  private answered(thread: Thread, message: FromThread): void {
    const { running } = this;
    if (message.kind === "ready") {
      thread.ready = true;
      this.stillborn = 0;
      this.feed(thread);
      return;
    }
    thread.parts.splice(thread.parts.indexOf(message.index), 1);
    if (running === undefined || message.job !== running.number) return;
    if (message.kind === "failed") {
      this.fail(running, `the task ${running.job.task} failed: ${message.reason}`);
      return;
    }
    if (Atomics.load(running.cancel, 0) === 0) {
      running.outputs[message.index] = message.output;
      running.progress?.(++running.done, running.outputs.length);
    }
    this.feed(thread);
    this.settleIfDone(running);
  }

  private died(thread: Thread): void {
    this.pool.splice(this.pool.indexOf(thread), 1);
    const { running } = this;
    const [part, ...ahead] = thread.parts.splice(0);
    if (!thread.ready) this.stillborn++;
    if (running === undefined || this.closed) return;
    if (part === undefined) {
      if (thread.ready || running.callerActive || running.waiting.length === 0) return;
      if (this.stillborn < mostDeaths) this.spawn();
      else this.fail(running, `no thread could be started: ${this.lastError}`);
      return;
    }
    running.waiting.unshift(...ahead);
    const deaths = (running.deaths.get(part) ?? 0) + 1;
    running.deaths.set(part, deaths);
    if (deaths >= mostDeaths) {
      this.fail(running, `part ${part} of the task ${running.job.task} ended ${deaths} threads: ${this.lastError}`);
      return;
    }
    if (Atomics.load(running.cancel, 0) === 0) {
      running.waiting.unshift(part);
      this.spawn();
    } else running.waiting.length = 0;
    this.settleIfDone(running);
  }

  private async close(): Promise<void> {
    this.closed = true;
    await this.queue;
    await Promise.all(this.pool.map((thread) => thread.worker.terminate()));
  }
}
