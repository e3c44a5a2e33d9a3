import { expect, test } from "vitest";
import { History } from "../../kernel/interpreter/history.ts";

function filled(): History {
  const history = new History();
  for (const [index, input] of ["1 + 1", "fit on runs", "1 + 1", "predict N = 7B"].entries()) {
    history.add(index + 1, input, index === 0 ? "2" : undefined);
  }
  return history;
}

test("the tail is the last n cells, oldest first", () => {
  const { history } = filled().answer({ hist_access_type: "tail", n: 2 });
  expect(history).toEqual([
    [1, 3, "1 + 1"],
    [1, 4, "predict N = 7B"],
  ]);
});

test("with output each cell stands beside its value", () => {
  const { history } = filled().answer({ hist_access_type: "range", start: 1, stop: 3, session: 0, output: true });
  expect(history).toEqual([
    [1, 1, ["1 + 1", "2"]],
    [1, 2, ["fit on runs", null]],
  ]);
});

test("a range of another session is empty", () => {
  expect(filled().answer({ hist_access_type: "range", start: 1, stop: 3, session: -1 }).history).toEqual([]);
});

test("a search takes * and ? and finds equal inputs once when asked to", () => {
  const search = (pattern: string, extra = {}): unknown =>
    filled().answer({ hist_access_type: "search", pattern, ...extra }).history;
  expect(search("1*")).toEqual([
    [1, 1, "1 + 1"],
    [1, 3, "1 + 1"],
  ]);
  expect(search("1*", { unique: true })).toEqual([[1, 3, "1 + 1"]]);
  expect(search("1*", { n: 1 })).toEqual([[1, 3, "1 + 1"]]);
  expect(search("?it on runs")).toEqual([[1, 2, "fit on runs"]]);
  expect(search("runs")).toEqual([]);
});

test("a hostile pattern comes to an end", () => {
  const history = new History();
  history.add(1, "a".repeat(2000), undefined);
  // A matcher that goes back at every star would take longer than the universe has lasted.
  expect(history.answer({ hist_access_type: "search", pattern: `${"*a".repeat(500)}b` }).history).toEqual([]);
});
