import { Kernel } from "./interpreter/kernel.ts";
import type { LaunchedThread } from "./interpreter/launch-thread.ts";
import { watchParent } from "./interpreter/parent.ts";
import { type Connection, portFields, readConnection } from "./transport/connection.ts";
import type { Transport } from "./transport/sockets.ts";
import { UsageError, usable } from "./usage.ts";

/**
 * Runs a kernel on the sockets of a connection file, or on ports of its own that it registers, until it is shut down or
 * its parent dies; rejects with a UsageError for a bad file, an address that cannot be bound or a launcher that is not there.
 */
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
    ports: () => (transport === undefined ? {} : portFields(transport.ports)),
    shutdown: () => void leave(),
  });
  watchParent(() => process.exit(0));
  // Ctrl-C in the terminal that started Jupyter reaches the kernel too; it means: stop the cell.
  process.on("SIGINT", () => kernel.interrupt());
  process.on("SIGTERM", () => process.exit(0));
  transport = await open(connection).catch(async (problem: Error) => {
    await kernel.terminate();
    throw new UsageError(problem.message);
  });
  // Only now, when what is answered has a way out.
  transport.deliver({
    shell: (frames) => kernel.receive("shell", frames),
    control: (frames) => kernel.receive("control", frames),
    stdin: (frames) => kernel.receive("stdin", frames),
    subscribed: (topic) => kernel.welcome(topic),
  });
  kernel.started();
}

async function open(connection: Connection): Promise<Transport> {
  // The session's thread is starting already; zeromq loads beside it.
  const { openTransport } = await import("./transport/sockets.ts");
  const transport = await openTransport(connection);
  if (connection.registration === undefined) return transport;
  const { register } = await import("./register.ts");
  try {
    await register(connection, connection.registration, transport.ports);
  } catch (problem) {
    await transport.close();
    throw problem;
  }
  return transport;
}
