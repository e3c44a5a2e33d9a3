import { Kernel } from "./interpreter/kernel.ts";
import type { LaunchedThread } from "./interpreter/launch-thread.ts";
import { watchParent } from "./interpreter/parent.ts";
import { readConnection } from "./transport/connection.ts";
import type { Transport } from "./transport/sockets.ts";
import { UsageError, usable } from "./usage.ts";

/** Runs a kernel on the sockets of a connection file until it is shut down or its parent dies; rejects with a UsageError for a bad file or an address that cannot be bound. */
export async function startKernel(connectionFile: string, version: string, thread?: LaunchedThread): Promise<void> {
  const connection = usable("", () => readConnection(connectionFile));
  let transport: Transport | undefined;
  const leave = async (): Promise<void> => {
    await transport?.close();
    await kernel.terminate();
    process.exit(0);
  };
  const kernel = new Kernel({
    key: connection.key,
    signatureScheme: connection.signatureScheme,
    version,
    ...(thread === undefined ? {} : { thread }),
    send: (channel, frames) => transport?.send(channel, frames),
    shutdown: () => void leave(),
  });
  watchParent(() => process.exit(0));
  // Ctrl-C in the terminal that started Jupyter reaches the kernel too; it means: stop the cell.
  process.on("SIGINT", () => kernel.interrupt());
  process.on("SIGTERM", () => process.exit(0));
  // The session's thread is starting already; zeromq loads beside it.
  const { openTransport } = await import("./transport/sockets.ts");
  transport = await openTransport(connection).catch(async (problem: Error) => {
    await kernel.terminate();
    throw new UsageError(problem.message);
  });
  // Only now, when what is answered has a way out.
  transport.deliver({
    shell: (frames) => kernel.receive("shell", frames),
    control: (frames) => kernel.receive("control", frames),
    stdin: () => undefined,
    subscribed: (topic) => kernel.welcome(topic),
  });
  kernel.started();
}
