import { Dealer, Router, XPublisher } from "zeromq";
import { addressOf, type Channel, type Connection, channels, type Ports } from "./connection.ts";
import { SendQueue } from "./send-queue.ts";

/** What is done with what arrives; each is called with the frames of one message. */
export interface Arrivals {
  shell(frames: readonly Uint8Array[]): void;
  control(frames: readonly Uint8Array[]): void;
  stdin(frames: readonly Uint8Array[]): void;
  /** A client subscribed to the topics that begin with this prefix. */
  subscribed(topic: Uint8Array): void;
}

/** The open sockets of a kernel. */
export interface Transport {
  /** Where the channels are bound. */
  readonly ports: Ports;
  /** Begins to hand over what arrives; what came before has waited. Called once. */
  deliver(arrivals: Arrivals): void;
  /** Queues a message; frames begin with a reply's identities or with the topic of an iopub message. */
  send(channel: "shell" | "control" | "iopub" | "stdin", frames: Uint8Array[]): void;
  /** Closes all sockets once everything queued has been sent, or after a second for a client that does not read. */
  close(): Promise<void>;
}

/** Binds the five sockets of a connection; the heartbeat echoes by itself. Rejects with an Error that names the channel and its address. */
export async function openTransport(connection: Connection): Promise<Transport> {
  // No high-water mark: at its default of 1000 a PUB socket drops what a slow client has not read yet.
  const unlimited = { sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 1000 };
  const router = (): Router => new Router({ ...unlimited, handover: true });
  const sockets = {
    shell: router(),
    control: router(),
    stdin: router(),
    hb: router(),
    iopub: new XPublisher({ ...unlimited, verbosity: "allSubs" }),
  };
  let ports: Ports;
  try {
    const of = (channel: Channel): Promise<number> => bind(sockets[channel], channel, connection);
    const bound = await Promise.all(channels.map(async (channel) => [channel, await of(channel)] as const));
    ports = Object.fromEntries(bound) as Ports;
  } catch (problem) {
    for (const socket of Object.values(sockets)) socket.close();
    throw problem;
  }
  const queues = {
    shell: new SendQueue(sockets.shell),
    control: new SendQueue(sockets.control),
    stdin: new SendQueue(sockets.stdin),
    iopub: new SendQueue(sockets.iopub),
  };
  const heartbeat = new SendQueue(sockets.hb);
  void listen(sockets.hb, (frames) => heartbeat.push([...frames]));
  return {
    ports,
    deliver(arrivals) {
      void listen(sockets.shell, arrivals.shell);
      void listen(sockets.control, arrivals.control);
      void listen(sockets.stdin, arrivals.stdin);
      void listen(sockets.iopub, ([event]) => {
        if (event?.[0] === 1) arrivals.subscribed(event.subarray(1));
      });
    },
    send: (channel, frames) => queues[channel].push(frames),
    async close() {
      await Promise.all(Object.values(queues).map((queue) => queue.drained()));
      await roundTrip(addressOf(connection, ports.hb));
      for (const socket of Object.values(sockets)) socket.close();
    },
  };
}

/**
 * Sends a heartbeat to ourselves and waits for its echo, a second at most. One thread of zeromq's carries all that is sent,
 * in order: what was handed to it before has then left the process, which may end.
 */
async function roundTrip(address: string): Promise<void> {
  const socket = new Dealer({ linger: 0, sendTimeout: 1000, receiveTimeout: 1000 });
  try {
    socket.connect(address);
    await socket.send("flush");
    await socket.receive();
  } catch {
    // A kernel that cannot reach itself ends all the same.
  } finally {
    socket.close();
  }
}

/** Binds a socket and gives its port: the one of the connection, or what the system chose. */
async function bind(socket: Router | XPublisher, channel: Channel, connection: Connection): Promise<number> {
  const wanted = connection.ports[channel];
  const address = addressOf(connection, wanted);
  try {
    await socket.bind(address);
  } catch (problem) {
    throw new Error(`cannot bind the ${channel} channel to ${address}: ${(problem as Error).message}`);
  }
  return wanted === 0 ? Number(/:(\d+)$/.exec(socket.lastEndpoint ?? "")?.[1]) : wanted;
}

async function listen(
  socket: AsyncIterable<Uint8Array[]>,
  arrive: (frames: readonly Uint8Array[]) => void,
): Promise<void> {
  // The loop ends when the socket is closed.
  for await (const frames of socket) arrive(frames);
}
