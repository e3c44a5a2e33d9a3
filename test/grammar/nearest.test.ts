import { expect, test } from "vitest";
import { nearest, nearestColumn } from "../../grammar/nearest.ts";

test("a name with a letter missing, wrong, twice or swapped is near; case does not count", () => {
  const columns = ["N_params", "D_tokens", "loss_nats", "status"];
  expect(["N_parms", "D_tokenz", "statuss", "satus", "sttaus", "Status"].map((word) => nearest(word, columns))).toEqual(
    ["N_params", "D_tokens", "status", "status", "status", "status"],
  );
});

test("what is too far is not offered, and a short name is not turned into any other", () => {
  expect(nearest("accuracy", ["loss", "tokens"])).toBeUndefined();
  expect(nearest("N", ["D", "C"])).toBeUndefined();
  expect(nearest("", ["D"])).toBeUndefined();
});

test("the candidate in the same case wins over one that is as near", () => {
  expect(nearest("Alpha", ["alpha1", "Alpha1"])).toBe("Alpha1");
});

test("a column that is the same quantity is offered where it is the only one", () => {
  const columns = ["n_params", "D_seen", "val/loss", "status"];
  expect(["tokens", "N", "trainFlops", "modelSize", "nats"].map((word) => nearestColumn(word, columns))).toEqual([
    "D_seen",
    "n_params",
    undefined,
    "n_params",
    undefined,
  ]);
  expect(nearestColumn("D", ["tokens_seen", "tokens_unique"])).toBeUndefined();
  expect(nearestColumn("d", ["tokens"])).toBeUndefined();
});
