import { expect, test } from "vitest";
import { Dealer, Subscriber } from "zeromq";
import { readConnection } from "../../kernel/transport/connection.ts";
import { openTransport } from "../../kernel/transport/sockets.ts";
import { writeConnectionFile } from "../support/connection-file.ts";

test("what arrives before anyone takes it waits: no greeting and no request of an early client is lost", async () => {
  const file = await writeConnectionFile();
  const transport = await openTransport(readConnection(file.path));
  const [subscriber, dealer, hb] = [new Subscriber(), new Dealer(), new Dealer()];
  subscriber.connect(file.address("iopub"));
  subscriber.subscribe("topic");
  dealer.connect(file.address("shell"));
  await dealer.send(["early"]);
  // The heartbeat echoes by itself: its answer shows that the sockets have been at work for a while.
  hb.connect(file.address("hb"));
  await hb.send("ping");
  expect((await hb.receive()).toString()).toBe("ping");
  const arrived = new Promise<readonly string[]>((resolve) => {
    const found: string[] = [];
    const take = (text: string): void => {
      if (found.push(text) === 2) resolve(found.sort());
    };
    transport.deliver({
      shell: (frames) => take(String(frames.at(-1))),
      control: () => undefined,
      stdin: () => undefined,
      subscribed: (topic) => take(String(topic)),
    });
  });
  expect(await arrived).toEqual(["early", "topic"]);
  for (const socket of [subscriber, dealer, hb]) socket.close();
  await transport.close();
});
