import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keepLog } from "./child-log.ts";
import { installedJupyter } from "./jupyter.ts";
import { venvProgram } from "./paths.ts";
import { freePorts } from "./ports.ts";

/** A running JupyterLab, or Notebook 7, that knows our kernel. */
export interface JupyterLab {
  /** The address at which a notebook of the folder opens alone, in a workspace of its own. */
  notebook(name: string): string;
  stop(): Promise<void>;
}

/** Settings under which a test sees all cells and completions, and no news. */
const overrides = {
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  "@jupyterlab/notebook-extension:tracker": { windowingMode: "none" },
  // Otherwise completions that take more than a second are dropped.
  "@jupyterlab/completer-extension:manager": { providerTimeout: 60_000 },
};

/** Starts JupyterLab, or Notebook 7, on the notebooks of a folder and waits until it serves. */
export async function startJupyterLab(folder: string, app: "lab" | "notebook" = "lab"): Promise<JupyterLab> {
  const env = await installedJupyter();
  const settings = join(env.JUPYTER_CONFIG_DIR!, "labconfig");
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, "default_setting_overrides.json"), JSON.stringify(overrides));
  const [port] = await freePorts(1);
  const token = randomUUID();
  const words = [app, "--no-browser", "--allow-root", `--ServerApp.root_dir=${folder}`, `--port=${port}`];
  const bounds = ["--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1", `--IdentityProvider.token=${token}`];
  const child = spawn(venvProgram("jupyter"), [...words, ...bounds], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const log = keepLog(`jupyter ${app}`, child);
  const address = `http://127.0.0.1:${port}`;
  await served(`${address}/api/status?token=${token}`, child, log);
  return {
    notebook: (name) =>
      app === "lab"
        ? `${address}/lab/workspaces/${randomUUID()}/tree/${name}?token=${token}`
        : `${address}/notebooks/${name}?token=${token}`,
    async stop() {
      child.kill();
      await once(child, "exit");
    },
  };
}

async function served(address: string, child: ChildProcess, log: () => string): Promise<void> {
  const end = performance.now() + 60_000;
  while (performance.now() < end && child.exitCode === null) {
    const response = await fetch(address).catch(() => undefined);
    if (response?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`JupyterLab does not serve: ${log()}`);
}
