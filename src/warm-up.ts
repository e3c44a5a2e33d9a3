import type { FileAccess } from "./data/file-access.ts";
import type { Executor } from "./execute/executor.ts";
import { Session } from "./session.ts";

/** Eight runs on Hoffmann's curve with a little noise: what a first fit most often looks like. */
const program = `data warm(N, D, loss) = [70M, 2B, 3.63 | 70M, 20B, 3.02 | 200M, 5B, 3.11 | 200M, 40B, 2.74 | 600M, 10B, 2.77 | 600M, 80B, 2.48 | 2B, 30B, 2.42 | 2B, 200B, 2.24]
law Warm(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0
fit Warm to loss on warm with bootstrap = 20`;

/** After so many rounds the host's compiler has seen enough. */
const rounds = 4;
/** Between rounds, in milliseconds: whoever asks for something need not wait for more than one. */
const pause = 10;

/**
 * Runs small fits for nobody, as long as they are `wanted`: what a first fit needs is then loaded, and known to the host's
 * compiler as code that runs.
 */
export async function warmUp(files: FileAccess, executor: Executor, wanted: () => boolean): Promise<void> {
  for (let round = 0; round < rounds && wanted(); round++) {
    await new Session({ files, executor }).run(program);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
