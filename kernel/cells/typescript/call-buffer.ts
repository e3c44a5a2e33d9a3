import type { ForeignAnswer } from "../../../src/index.ts";

// The answer to a call crosses in shared memory, so that the caller can wait for it within a statement:
// a state (0 until it is there), the length of a message, the values, and room for the message.

const head = 8;
const messageRoom = 2048;
const done = 1;
const failed = 2;

/** Shared memory for the answer of a call over so many rows. */
export function callBuffer(rows: number): SharedArrayBuffer {
  return new SharedArrayBuffer(head + rows * 8 + messageRoom);
}

/** Writes an answer and wakes the caller; what is written first stays. */
export function writeAnswer(shared: SharedArrayBuffer, rows: number, answer: ForeignAnswer): void {
  const state = new Int32Array(shared, 0, 2);
  if (Atomics.load(state, 0) !== 0) return;
  if (answer.ok) new Float64Array(shared, head, rows).set(answer.values);
  else {
    const bytes = new TextEncoder().encode(answer.message).subarray(0, messageRoom);
    new Uint8Array(shared, head + rows * 8).set(bytes);
    state[1] = bytes.length;
  }
  Atomics.store(state, 0, answer.ok ? done : failed);
  Atomics.notify(state, 0);
}

/** Waits for the answer at most so many milliseconds; undefined when it has not come. */
export function awaitAnswer(shared: SharedArrayBuffer, rows: number, milliseconds: number): ForeignAnswer | undefined {
  const state = new Int32Array(shared, 0, 2);
  Atomics.wait(state, 0, 0, milliseconds);
  const found = Atomics.load(state, 0);
  if (found === 0) return undefined;
  if (found === done) return { ok: true, values: new Float64Array(shared, head, rows).slice() };
  const bytes = new Uint8Array(shared, head + rows * 8, state[1]).slice();
  return { ok: false, message: new TextDecoder().decode(bytes) };
}
