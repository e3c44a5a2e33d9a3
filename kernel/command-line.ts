import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { UsageError, usable } from "./usage.ts";

// Each command loads its own part when it is called: starting must cost nothing.

interface EvalOptions {
  readonly e?: string;
  readonly json?: boolean;
  readonly cwd?: string;
  readonly root?: string;
  readonly network: boolean;
  readonly write: boolean;
}

interface RunOptions {
  readonly output?: string;
  readonly html?: string;
  readonly root?: string;
  readonly network: boolean;
  readonly write: boolean;
}

interface InstallOptions {
  readonly user?: boolean;
  readonly sysPrefix?: boolean;
  readonly prefix?: string;
}

/** The command line; an error of it is thrown as a CommanderError or a UsageError. */
export function commandLine(version: string): Command {
  const program = new Command("lawlab")
    .description("Fit, compare and use neural scaling laws.")
    .version(version)
    .exitOverride();

  program
    .command("eval")
    .description("run a program and print what it answers")
    .argument("[file]", "a .law file, or - for standard input")
    .option("-e <program>", "the program itself")
    .option("--json", "print one JSON array of results")
    .option("--cwd <dir>", "where the program's paths start (default: the file's folder)")
    .option("--root <dir>", "read no file outside this folder")
    .option("--no-network", "read nothing from the network")
    .option("--no-write", "write no file")
    .action(async (file: string | undefined, options: EvalOptions) => {
      if ((file === undefined) === (options.e === undefined))
        throw new UsageError("name one file, or give -e a program");
      const text = options.e ?? (file === "-" ? await standardInput() : readText(file!));
      const cwd = options.cwd ?? (file === undefined || file === "-" ? "." : dirname(file));
      const { evaluate } = await import("./eval.ts");
      process.exitCode = await evaluate(text, await filesFor(cwd, options), options.json === true);
    });

  program
    .command("run")
    .description("run a notebook from top to bottom, without Python or a server")
    .argument("<notebook>", "an .ipynb file")
    .option("-o, --output <file>", "write the executed notebook")
    .option("--html <file>", "write one self-contained page")
    .option("--root <dir>", "read no file outside this folder")
    .option("--no-network", "read nothing from the network")
    .option("--no-write", "let the program write no file")
    .action(async (path: string, options: RunOptions) => {
      const [{ parseNotebook, printNotebook }, { runNotebook }, { terminalProgress }] = await Promise.all([
        import("./notebook.ts"),
        import("./run-notebook.ts"),
        import("./terminal.ts"),
      ]);
      const before = usable(`${path}: `, () => parseNotebook(readText(path)));
      const files = await filesFor(dirname(path), options);
      const run = await runNotebook(before, { files, progress: terminalProgress(), version });
      if (options.output !== undefined) write(options.output, printNotebook(run.notebook));
      if (options.html !== undefined) {
        const { renderPage } = await import("./page.ts");
        write(options.html, await renderPage(run.notebook));
      }
      process.stderr.write(`${path}: ran ${run.executed} cells\n`);
      if (run.failure !== undefined) {
        process.stderr.write(`cell ${run.failure.cell} failed:\n${run.failure.traceback}\n`);
        process.exitCode = 1;
      }
    });

  program
    .command("install")
    .description("make the kernel known to Jupyter")
    .option("--user", "for this user (the default)")
    .option("--sys-prefix", "for the active environment")
    .option("--prefix <dir>", "under this prefix")
    .action(async (options: InstallOptions) => {
      const [{ installKernelspec, installLabextension }, paths] = await Promise.all([
        import("./install.ts"),
        import("./jupyter-paths.ts"),
      ]);
      if ([options.user, options.sysPrefix, options.prefix].filter(Boolean).length > 1) {
        throw new UsageError("give one of --user, --sys-prefix and --prefix");
      }
      const prefix = options.sysPrefix === true ? paths.systemPrefix() : options.prefix;
      if (options.sysPrefix === true && prefix === undefined) throw new UsageError("there is no active environment");
      const data = prefix === undefined ? paths.userDataFolder() : paths.prefixDataFolder(resolve(prefix));
      const entry = realpathSync(process.argv[1]!);
      process.stdout.write(`installed the kernel in ${await installKernelspec(data, entry)}\n`);
      const extension = installLabextension(data, fileURLToPath(new URL("../labextension", import.meta.url)), version);
      if (extension !== undefined) process.stdout.write(`installed the extension for JupyterLab in ${extension}\n`);
      if (/[\\/]_npx[\\/]/.test(entry)) {
        process.stderr.write("it points into npx's cache: `npm install -g lawlab` and install again to keep it\n");
      }
    });

  program
    .command("kernel")
    .description("be a Jupyter kernel (what Jupyter starts)")
    .argument("<connection-file>")
    .action(async (connectionFile: string) => {
      const { startKernel } = await import("./start-kernel.ts");
      await startKernel(connectionFile, version);
    });

  program
    .command("fmt")
    .description("write programs in canonical form")
    .argument("<files...>", ".law files")
    .option("--check", "write nothing; fail if a file is not in canonical form")
    .action(async (paths: readonly string[], options: { readonly check?: boolean }) => {
      const { formatFile } = await import("./format-file.ts");
      for (const path of paths) {
        const formatted = formatFile(path, readText(path));
        if (formatted === undefined) process.exitCode = 1;
        else if (formatted.changed && options.check === true) {
          process.stdout.write(`${path} is not in canonical form\n`);
          process.exitCode = 1;
        } else if (formatted.changed) write(path, formatted.text);
      }
    });

  program
    .command("laws")
    .description("list the laws of the library, or show one: form, constants, source")
    .argument("[name]", "a law of the library")
    .option("--markdown", "print the whole library as a page of markdown")
    .option("--html", "print the whole library as one self-contained page")
    .action(
      async (name: string | undefined, { markdown, html }: { readonly markdown?: true; readonly html?: true }) => {
        if ([name, markdown, html].filter((x) => x !== undefined).length > 1)
          throw new UsageError("name one law, or ask for --markdown or --html");
        const { listLaws } = await import("./laws.ts");
        const { lawsPage } = await import("./laws-page.ts");
        const format = html === true ? "html" : markdown === true ? "markdown" : undefined;
        process.stdout.write(format === undefined ? listLaws(name) : await lawsPage(format));
      },
    );

  return program;
}

async function filesFor(
  cwd: string,
  { root, network, write }: { readonly root?: string; readonly network: boolean; readonly write: boolean },
) {
  const { nodeFileAccess } = await import("../src/index.ts");
  // `..` leads out of the folder itself, not out of a link to it, as in a shell and a running kernel.
  const real = (folder: string): string => (existsSync(folder) ? realpathSync(folder) : resolve(folder));
  return nodeFileAccess({ cwd: real(cwd), network, write, ...(root === undefined ? {} : { root: real(root) }) });
}

async function standardInput(): Promise<string> {
  const { text } = await import("node:stream/consumers");
  return text(process.stdin);
}

function readText(path: string): string {
  return usable("", () => readFileSync(path, "utf8"));
}

function write(path: string, text: string): void {
  usable("", () => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  });
}
