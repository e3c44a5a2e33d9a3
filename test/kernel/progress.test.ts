import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ProgressDisplay, progressText } from "../../kernel/interpreter/progress.ts";
import type { Content } from "../../kernel/wire/message.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function display(): { readonly progress: ProgressDisplay; readonly sent: [string, Content][] } {
  const sent: [string, Content][] = [];
  return { sent, progress: new ProgressDisplay((type, content) => sent.push([type, content]), "id") };
}

const step = { text: "bootstrap of L", done: 1, total: 2 };

test("short work shows no progress", () => {
  const { progress, sent } = display();
  vi.advanceTimersByTime(100);
  progress.report(step);
  progress.settle();
  expect(sent).toEqual([]);
});

test("long work updates one place, seldom enough to be read", () => {
  const { progress, sent } = display();
  for (let i = 0; i < 1000; i += 1) {
    vi.advanceTimersByTime(1);
    progress.report(step);
  }
  const types = sent.map(([type]) => type);
  expect(types[0]).toBe("display_data");
  expect(new Set(types.slice(1))).toEqual(new Set(["update_display_data"]));
  expect(types.length).toBeLessThanOrEqual(7);
});

test("as the only output it is cleared when the work ends, so that nothing of it stays", () => {
  const { progress, sent } = display();
  vi.advanceTimersByTime(1000);
  progress.report(step);
  progress.settle();
  expect(sent.at(-1)).toEqual(["clear_output", { wait: false }]);
});

test("after other outputs it leaves them, and what comes next, as if it had never been", () => {
  const { progress, sent } = display();
  const outputs = ["first", "second"].map((text): [string, Content] => ["display_data", { data: { text } }]);
  progress.publish(...outputs[0]!);
  vi.advanceTimersByTime(1000);
  progress.report(step);
  progress.publish(...outputs[1]!);
  const cleared = sent.findIndex(([type]) => type === "clear_output");
  expect(sent[cleared]).toEqual(["clear_output", { wait: true }]);
  expect(sent.slice(cleared + 1)).toEqual(outputs);
});

test("the bar is filled by the share that is done", () => {
  expect(progressText(step)).toBe(`bootstrap of L  ${"█".repeat(12)}${"░".repeat(12)}  1 of 2`);
  expect(progressText({ text: "x", done: 0, total: 0 })).toContain("0 of 0");
});
