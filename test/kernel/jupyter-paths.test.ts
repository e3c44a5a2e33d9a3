import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { prefixDataFolder, runtimeFolder, systemPrefix, userDataFolder } from "../../kernel/jupyter-paths.ts";

test("the user's folder follows Jupyter's rules on each platform", () => {
  const HOME = "/home/ada";
  expect(userDataFolder({ HOME }, "linux")).toBe("/home/ada/.local/share/jupyter");
  expect(userDataFolder({ HOME, XDG_DATA_HOME: "/data" }, "linux")).toBe("/data/jupyter");
  expect(userDataFolder({ HOME }, "darwin")).toBe("/home/ada/Library/Jupyter");
  expect(userDataFolder({ HOME, JUPYTER_DATA_DIR: "/jupyter" }, "darwin")).toBe("/jupyter");
});

test("connection files of running kernels lie in the runtime folder", () => {
  expect(runtimeFolder({ HOME: "/home/ada" }, "linux")).toBe("/home/ada/.local/share/jupyter/runtime");
  expect(runtimeFolder({ JUPYTER_RUNTIME_DIR: "/run/ada" }, "linux")).toBe("/run/ada");
});

test("a prefix keeps its kernels under share/jupyter", () => {
  expect(prefixDataFolder("/opt/x")).toBe("/opt/x/share/jupyter");
});

test("the active environment is the prefix, else that of the jupyter first on the PATH", () => {
  const prefix = mkdtempSync(join(tmpdir(), "lawlab-prefix-"));
  mkdirSync(join(prefix, "bin"));
  writeFileSync(join(prefix, "bin", "jupyter"), "");
  chmodSync(join(prefix, "bin", "jupyter"), 0o755);
  const PATH = `/nowhere:${join(prefix, "bin")}`;
  expect(systemPrefix({ PATH, VIRTUAL_ENV: "/venv" })).toBe("/venv");
  expect(systemPrefix({ PATH, CONDA_PREFIX: "/conda" })).toBe("/conda");
  expect(systemPrefix({ PATH })).toBe(prefix);
  expect(systemPrefix({ PATH: "/nowhere" })).toBeUndefined();
});
