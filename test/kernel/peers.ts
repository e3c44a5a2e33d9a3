import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Content } from "../../kernel/wire/message.ts";
import type { KernelClient } from "../support/kernel-client.ts";
import {
  type KernelCommand,
  type KernelProcess,
  ourKernel,
  pythonKernel,
  startKernelProcess,
} from "../support/kernel-process.ts";
import { venvProgram } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { longWork, toyData, toyLaw } from "./programs.ts";

// What holds of Python's kernel must hold of ours, and the tests of the protocol must not be ours alone.

/** A TypeScript cell that may ask. */
export const asks = (body: string): string => `%%ts\nimport { input } from "lawlab";\n${body}`;

/** What a kernel is asked in its own language. */
export interface Samples {
  readonly command: KernelCommand;
  readonly needs: readonly string[];
  readonly prepare: string;
  /** Shows something and runs for minutes unless interrupted. */
  readonly slow: string;
  readonly failing: string;
  readonly completion: { readonly before: string; readonly word: string; readonly match: string };
  readonly known: string;
  readonly unfinished: string;
  /** Prints `one` and `two`, each with its line. */
  readonly prints: string;
  /** Shows `first` and then, in the same place, `second`. */
  readonly updates: string;
  readonly clears: string;
  /** Prints the numbers up to 19,999, each on its line. */
  readonly floods: string;
  /** Prints `before`, asks `name? ` and has the answer as its value. */
  readonly asking: string;
  /** Asks `key? ` for a password and has its length as its value. */
  readonly secret: string;
  /** Asks twice and joins the answers. */
  readonly twice: string;
  /** A target of comms that answers what it is told. */
  readonly comm: { readonly target: string; readonly told: Content };
}

/** Our kernel and Python's. */
export const kernels: Readonly<Record<string, Samples>> = {
  lawlab: {
    command: ourKernel,
    needs: [],
    prepare: `${toyData}\n${toyLaw}`,
    slow: longWork,
    failing: "let a = nowhere",
    completion: { before: "# \u{1f600}\n", word: "logis", match: "logistic" },
    known: "logistic",
    unfinished: "exp(1,",
    prints: '%%ts\nconsole.log("one"); console.log("two");',
    updates:
      '%%ts\nimport { display } from "lawlab"; display("first", { id: "d" }); display("second", { id: "d", update: true });',
    clears: "%clear",
    floods: "%%ts\nfor (let i = 0; i < 20_000; i += 1) console.log(i);",
    asking: asks('console.log("before"); const name = await input("name? "); name'),
    secret: asks('(await input("key? ", { password: true })).length'),
    twice: asks('(await input("a ")) + "-" + (await input("b "))'),
    comm: { target: "lawlab.lint", told: { id: 1, source: "1 +" } },
  },
  ipykernel: {
    command: pythonKernel,
    needs: [venvProgram("python")],
    prepare: `import time
def echo(comm, _):
    comm.on_msg(lambda message: comm.send(message["content"]["data"]))
get_ipython().kernel.comm_manager.register_target("echo", echo)`,
    slow: "print(1, flush=True)\nfor _ in range(20000): time.sleep(0.01)",
    failing: "nowhere",
    completion: { before: "'\u{1f600}'; ", word: "enumer", match: "enumerate" },
    known: "enumerate",
    unfinished: "print(1,",
    prints: "print('one'); print('two')",
    updates:
      "from IPython.display import clear_output, display\nd = display({'text/plain': 'first'}, raw=True, display_id='d')\nd.update({'text/plain': 'second'}, raw=True)",
    clears: "clear_output()",
    floods: "for i in range(20_000): print(i)",
    asking: "print('before')\ninput('name? ')",
    secret: "import getpass\nlen(getpass.getpass('key? '))",
    twice: "input('a ') + '-' + input('b ')",
    comm: { target: "echo", told: { id: 1 } },
  },
};

/** A running kernel under test. */
export interface Peer {
  readonly samples: Samples;
  readonly kernel: () => KernelProcess;
  readonly client: () => KernelClient;
  /** A test of one behaviour. */
  readonly behaves: (name: string, work: () => Promise<void>) => void;
}

/** Tests that each of the kernels must pass, in one process each. */
export function onEachKernel(tests: (peer: Peer) => void): void {
  describe.each(Object.entries(kernels))("%s", (_name, samples) => {
    let started: KernelProcess | undefined;
    const kernel = (): KernelProcess => started!;
    beforeAll(async () => {
      started = await startKernelProcess({ command: samples.command }).catch(() => undefined);
      await started?.client.execute(samples.prepare);
    });
    afterAll(() => started?.stop());
    const behaves: Peer["behaves"] = (name, work) => {
      test(name, async (context) => {
        requireOrSkip(context, ...samples.needs);
        expect(started, "the kernel came up").toBeDefined();
        await work();
      });
    };
    tests({ samples, kernel, client: () => kernel().client, behaves });
  });
}
