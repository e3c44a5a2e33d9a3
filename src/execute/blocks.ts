/** A WebAssembly function over blocks of columns: cloneable, with columns in shared memory. */
export interface BlockJob {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How much memory the module uses, in bytes. */
  readonly size: number;
  /** Columns that stand in the memory, from an address on; after an odd last row `last` is set, or the row again. */
  readonly loads: readonly { readonly column: Float64Array; readonly at: number; readonly last?: number }[];
  /** An address from which every row has a one, and none where an odd last row is doubled. */
  readonly ones?: number;
  /** Columns that the function makes. */
  readonly stores: readonly { readonly column: Float64Array; readonly at: number }[];
  /** Where the function adds up what a block gives, and how many numbers. */
  readonly sums: { readonly at: number; readonly length: number };
  readonly rows: number;
  readonly blockRows: number;
}

/** The last few modules by their bytes: the next fit of a law finds its own, already optimised. */
const modules = new Map<string, WebAssembly.Module>();
const mostModules = 16;

function moduleOf(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  const key = new TextDecoder("latin1").decode(bytes);
  const made = modules.get(key) ?? new WebAssembly.Module(bytes);
  const [oldest] = modules.keys();
  if (modules.size >= mostModules && !modules.has(key) && oldest !== undefined) modules.delete(oldest);
  modules.set(key, made);
  return made;
}

/** Runs a job's blocks in a memory of its own. */
export class BlockRunner {
  private readonly job: BlockJob;
  private readonly functions: WebAssembly.Exports;
  private readonly doubles: Float64Array;

  constructor(job: BlockJob) {
    this.job = job;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(job.size / 65536) });
    this.functions = new WebAssembly.Instance(moduleOf(job.bytes), { host: { memory } }).exports;
    this.doubles = new Float64Array(memory.buffer);
    if (job.ones !== undefined) this.doubles.fill(1, job.ones / 8, job.ones / 8 + job.blockRows);
  }

  /** Runs a function on one block: its sums go to `out` from `at` on; false where it answers that it cannot serve a row. */
  run(name: string, head: Float64Array, block: number, out: Float64Array, at: number): boolean {
    const { doubles, job } = this;
    const begin = block * job.blockRows;
    const end = Math.min(begin + job.blockRows, job.rows);
    const count = end - begin;
    const odd = count % 2 === 1;
    doubles.set(head);
    for (const load of job.loads) {
      doubles.set(load.column.subarray(begin, end), load.at / 8);
      if (odd) doubles[load.at / 8 + count] = load.last ?? load.column[end - 1]!;
    }
    if (job.ones !== undefined && odd) doubles[job.ones / 8 + count] = 0;
    const sums = job.sums.at / 8;
    doubles.fill(0, sums, sums + job.sums.length);
    const served = (this.functions[name] as (pairs: number) => number)((count + 1) >> 1) === 1;
    if (job.ones !== undefined && odd) doubles[job.ones / 8 + count] = 1;
    for (let k = 0; k < job.sums.length; k++) out[at + k] = doubles[sums + k]!;
    for (const store of job.stores) store.column.set(doubles.subarray(store.at / 8, store.at / 8 + count), begin);
    return served;
  }
}

/** Places in a team's control words. */
const sequence = 0;
const active = 1;
const next = 2;
const blockCount = 3;
const nameAt = 4;
const words = 8;

/** States of a block. */
const served = 1;
const refused = 2;

/** What all threads of a team see of a job. */
export interface TeamJob {
  readonly job: BlockJob;
  readonly names: readonly string[];
  readonly control: Int32Array;
  readonly head: Float64Array;
  readonly sums: Float64Array;
  readonly states: Int32Array;
}

/** A thread that helps: it is told of jobs, and sees in shared memory when there is work. */
export interface Helper {
  readonly tell: (job: TeamJob) => void;
  readonly end: () => void;
}

/** Claims blocks until none is left; `before` each it may be left, with an exception. */
function takeBlocks(runner: BlockRunner, team: TeamJob, before?: () => void): void {
  const { control, job, head, sums, states, names } = team;
  const name = names[Atomics.load(control, nameAt)] ?? "";
  const blocks = Atomics.load(control, blockCount);
  for (;;) {
    before?.();
    const block = Atomics.add(control, next, 1);
    if (block >= blocks) return;
    const fine = runner.run(name, head, block, sums, block * job.sums.length);
    Atomics.store(states, block, fine ? served : refused);
  }
}

/** The life of a helping thread: waits for work, takes blocks, and waits again. `latest` gives a job it was told of, once. */
export function help(control: Int32Array, latest: () => TeamJob | undefined): never {
  let team: TeamJob | undefined;
  let runner: BlockRunner | undefined;
  let seen = 0;
  for (;;) {
    Atomics.wait(control, sequence, seen);
    const now = Atomics.load(control, sequence);
    if (now === seen) continue;
    seen = now;
    if (now % 2 === 1) continue;
    Atomics.add(control, active, 1);
    // The caller changes nothing while a helper is active, and a helper does nothing once the caller has begun to.
    if (Atomics.load(control, sequence) === now) {
      const told = latest();
      if (told !== undefined) {
        team = told;
        runner = new BlockRunner(told.job);
      }
      if (team !== undefined && runner !== undefined) takeBlocks(runner, team);
    }
    Atomics.sub(control, active, 1);
    Atomics.notify(control, active);
  }
}

/** A helper that takes so many milliseconds over a block is given up, and its blocks are made again. */
const patience = 2000;

/** The caller's thread and its helpers: blocks are shared out as they go, and their sums stand in block order. */
export class BlockTeam {
  private readonly control = new Int32Array(new SharedArrayBuffer(4 * words));
  private helpers: readonly Helper[];
  private current: TeamJob | undefined;

  /** `start` begins a thread that calls help with the control words. */
  constructor(threads: number, start: (control: Int32Array) => Helper) {
    this.helpers = Array.from({ length: Math.max(0, threads - 1) }, () => start(this.control));
  }

  /**
   * Makes a job known to all; what it returns runs one of its functions over all blocks, by name. An exception that
   * `before` throws before a block of the caller's own ends the run, the helpers' shares too.
   */
  open(
    job: BlockJob,
    names: readonly string[],
    headLength: number,
    before?: () => void,
  ): (name: string, head: Float64Array) => TeamRun {
    const blocks = Math.ceil(job.rows / job.blockRows);
    let team: TeamJob = {
      job,
      names,
      control: this.control,
      head: new Float64Array(new SharedArrayBuffer(8 * headLength)),
      sums: new Float64Array(new SharedArrayBuffer(8 * Math.max(1, blocks * job.sums.length))),
      states: new Int32Array(new SharedArrayBuffer(4 * Math.max(1, blocks))),
    };
    const runner = new BlockRunner(job);
    return (name, head) => {
      this.begin(team, blocks, name, head);
      try {
        takeBlocks(runner, team, before);
      } catch (problem) {
        Atomics.store(this.control, next, blocks);
        throw problem;
      }
      if (!this.idle()) team = this.dismiss(team, runner, name, blocks);
      const { sums, states } = team;
      return { sums, refused: (block) => states[block] === refused };
    };
  }

  /** Ends the helpers. */
  close(): void {
    for (const helper of this.helpers) helper.end();
    this.helpers = [];
  }

  private begin(team: TeamJob, blocks: number, name: string, head: Float64Array): void {
    const { control } = this;
    Atomics.add(control, sequence, 1);
    if (!this.idle()) this.close();
    if (this.current !== team) for (const helper of this.helpers) helper.tell(team);
    this.current = team;
    team.head.set(head);
    team.states.fill(0);
    Atomics.store(control, blockCount, blocks);
    Atomics.store(control, nameAt, team.names.indexOf(name));
    Atomics.store(control, next, 0);
    Atomics.add(control, sequence, 1);
    Atomics.notify(control, sequence);
  }

  /** Waits until no helper works; false where one does not come back. */
  private idle(): boolean {
    const { control } = this;
    const begin = performance.now();
    for (let busy = Atomics.load(control, active); busy > 0; busy = Atomics.load(control, active)) {
      if (this.helpers.length === 0 || performance.now() - begin > patience) return this.helpers.length === 0;
      Atomics.wait(control, active, busy, 50);
    }
    return true;
  }

  /** Ends the helpers and makes the missing blocks, in memory that none of them can write to any more. */
  private dismiss(team: TeamJob, runner: BlockRunner, name: string, blocks: number): TeamJob {
    this.close();
    const own = { ...team, head: team.head.slice(), sums: team.sums.slice(), states: team.states.slice() };
    for (let block = 0; block < blocks; block++) {
      if (own.states[block] !== 0) continue;
      const fine = runner.run(name, own.head, block, own.sums, block * team.job.sums.length);
      own.states[block] = fine ? served : refused;
    }
    return own;
  }
}

/** What a run gave: the sums of block k from k times their number on, and the blocks that another way must sum. */
export interface TeamRun {
  readonly sums: Float64Array;
  readonly refused: (block: number) => boolean;
}

let lent: (() => BlockTeam | undefined) | undefined;

/** Lends this thread a team for passes over many rows; `undefined` takes it back. */
export function lendTeam(team: (() => BlockTeam | undefined) | undefined): void {
  lent = team;
}

/** The team that was lent to this thread, begun when it is first asked for. */
export function blockTeam(): BlockTeam | undefined {
  return lent?.();
}

/** From this many rows on a team is worth its columns in shared memory. */
const sharedFrom = 50_000;

/** Room for a column: in shared memory where it is long and a team may read it. */
export function roomFor(rows: number): Float64Array {
  return lent === undefined || rows < sharedFrom
    ? new Float64Array(rows)
    : new Float64Array(new SharedArrayBuffer(8 * rows));
}

/** A column where a team can read it, if there is one. */
export function toShared(column: Float64Array): Float64Array {
  if (lent === undefined || column.length < sharedFrom || isShared(column)) return column;
  const room = roomFor(column.length);
  room.set(column);
  return room;
}

/** Whether other threads can read a column. */
export function isShared(column: Float64Array): boolean {
  return typeof SharedArrayBuffer !== "undefined" && column.buffer instanceof SharedArrayBuffer;
}
