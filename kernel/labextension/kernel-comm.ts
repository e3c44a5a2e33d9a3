import type { Comm, Tracker } from "./host.ts";

/** Asks the kernel of the panel that shows `node`, and is called back with its answer; false where no kernel can be asked. */
export type AskKernel = (node: unknown, question: object, answered: (answer: unknown) => void) => boolean;

/** Questions to a comm target of the kernel: one comm a kernel, made when first needed; an answer carries its question's id. */
export function askKernel(target: string, trackers: readonly Tracker[]): AskKernel {
  const comms = new Map<string, Comm>();
  const waiting = new Map<number, (answer: unknown) => void>();
  let count = 0;
  return (node, question, answered) => {
    const panel = trackers
      .map((tracker) => tracker.find((shown) => shown.node.contains(node)))
      .find((found) => found !== undefined);
    const kernel = panel?.sessionContext.session?.kernel;
    if (!kernel || kernel.status === "dead" || kernel.status === "restarting") return false;
    let comm = comms.get(kernel.id);
    if (comm === undefined || comm.isDisposed) {
      comm = kernel.createComm(target);
      comm.onMsg = ({ content }) => {
        const { id } = content.data as { readonly id: number };
        waiting.get(id)?.(content.data);
        waiting.delete(id);
      };
      comm.open({});
      comms.set(kernel.id, comm);
    }
    count += 1;
    waiting.set(count, answered);
    comm.send({ ...question, id: count });
    return true;
  };
}
