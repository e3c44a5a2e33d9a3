import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, venvProgram } from "../support/paths.ts";

/** An exported module and the points at which its `predict` is asked. */
export interface Module {
  readonly source: string;
  readonly points: readonly (readonly (number | string)[])[];
}

/** What a module said: its values at the points, its name and its parameters. */
export interface Answer {
  readonly values: readonly number[];
  readonly name: string;
  readonly parameters: readonly (readonly [string, number])[];
}

const numberOut = (x: number): number | string =>
  Number.isFinite(x) && !Object.is(x, -0) ? x : `#${x === 0 ? "-0" : x}`;
const read = (x: number | string): number => (typeof x === "string" ? Number(x.slice(1)) : x);

/** Runs all modules in one python3; NaN, ∞ and −0 cross as texts. */
export function runPython(modules: readonly Module[]): readonly Answer[] {
  return inFolder((folder) => {
    const plain = modules.map(({ source, points }) => ({
      source,
      points: points.map((at) => at.map((x) => (typeof x === "number" ? numberOut(x) : x))),
    }));
    writeFileSync(join(folder, "modules.json"), JSON.stringify(plain));
    writeFileSync(
      join(folder, "run.py"),
      `import json, math, sys
def coming(x):
    return float(x[1:].replace("Infinity", "inf")) if isinstance(x, str) and x.startswith("#") else x
def going(x):
    assert isinstance(x, float), x
    return x if math.isfinite(x) and (x != 0 or math.copysign(1, x) > 0) else "#" + repr(x).replace("inf", "Infinity")
out = []
for module in json.load(open(sys.argv[1])):
    space = {}
    exec(compile(module["source"], "module", "exec"), space)
    values = [going(space["predict"](*map(coming, at))) for at in module["points"]]
    out.append([values, space["NAME"], [[name, going(value)] for name, value in space["PARAMETERS"]]])
print(json.dumps(out))
`,
    );
    const printed = execFileSync(venvProgram("python"), [join(folder, "run.py"), join(folder, "modules.json")], {
      encoding: "utf8",
      maxBuffer: 1e9,
    });
    type Found = readonly [readonly (number | string)[], string, readonly (readonly [string, number | string])[]];
    return (JSON.parse(printed) as readonly Found[]).map(([values, name, parameters]) => ({
      values: values.map(read),
      name,
      parameters: parameters.map(([p, value]) => [p, read(value)] as const),
    }));
  });
}

/** Compiles all modules as one strict program, and runs them. */
export async function runTypeScript(modules: readonly Module[]): Promise<readonly Answer[]> {
  return inFolder(async (folder) => {
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    const files = modules.map(({ source }, k) => {
      const path = join(folder, `module${k}.ts`);
      writeFileSync(path, source);
      return path;
    });
    const options =
      "--strict --noUncheckedIndexedAccess --noUnusedLocals --target es2022 --module nodenext --skipLibCheck --ignoreConfig --outDir js";
    execFileSync(
      process.execPath,
      [join(root, "node_modules/typescript/bin/tsc"), ...options.split(" "), "--types", "", ...files],
      { cwd: folder, stdio: "pipe" },
    );
    const answers: Answer[] = [];
    for (const [k, { points }] of modules.entries()) {
      const made = (await import(pathToFileURL(join(folder, "js", `module${k}.js`)).href)) as {
        readonly name: string;
        readonly parameters: readonly (readonly [string, number])[];
        readonly predict: (...at: readonly (number | string)[]) => number;
      };
      answers.push({ values: points.map((at) => made.predict(...at)), name: made.name, parameters: made.parameters });
    }
    return answers;
  });
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "lawlab-modules-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const done = work(folder);
  if (done instanceof Promise) return done.finally(remove) as T;
  remove();
  return done;
}
