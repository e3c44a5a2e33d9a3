import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The data folder of the user, as Jupyter finds it: JUPYTER_DATA_DIR, else the platform's. */
export function userDataFolder(env: Environment = process.env, platform: string = process.platform): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  const home = env.HOME ?? homedir();
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  if (platform === "win32") return join(env.APPDATA ?? join(home, "AppData", "Roaming"), "jupyter");
  return join(env.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

/** The folder of the connection files of running kernels: JUPYTER_RUNTIME_DIR, else in the user's data folder. */
export function runtimeFolder(env: Environment = process.env, platform: string = process.platform): string {
  return env.JUPYTER_RUNTIME_DIR || join(userDataFolder(env, platform), "runtime");
}

/** The data folder under a prefix such as /usr/local or a virtual environment. */
export function prefixDataFolder(prefix: string): string {
  return join(prefix, "share", "jupyter");
}

/** The prefix of the active environment, or of the jupyter or python3 first on the PATH; undefined where there is none. */
export function systemPrefix(env: Environment = process.env): string | undefined {
  const active = env.VIRTUAL_ENV || env.CONDA_PREFIX;
  if (active) return active;
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const program of ["jupyter", "python3", "jupyter.exe", "python.exe"]) {
    const folder = folders.find((candidate) => existsSync(join(candidate, program)));
    // On Windows python.exe lies in the prefix itself, all else in its bin or Scripts.
    if (folder !== undefined) return program === "python.exe" ? folder : dirname(folder);
  }
  return undefined;
}
