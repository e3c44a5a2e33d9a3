import { Request } from "zeromq";

/** Sends one message to the launcher's registration socket and gives the frames of its answer; rejects where none comes within `patience` milliseconds. */
export async function askLauncher(address: string, frames: Uint8Array[], patience: number): Promise<Uint8Array[]> {
  const socket = new Request({ linger: 0, sendTimeout: patience, receiveTimeout: patience });
  try {
    socket.connect(address);
    await socket.send(frames);
    return await socket.receive();
  } finally {
    socket.close();
  }
}
