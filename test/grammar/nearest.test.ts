import { expect, test } from "vitest";
import { nearest } from "../../grammar/nearest.ts";

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
