import { nodeExecutor, nodeFileAccess, warmUp } from "../../src/index.ts";
import { standardEstimate, standardProblem } from "./ours.ts";
import { hoffmannLaw, standardWork } from "./work.ts";

// Run as a process of its own: prints the milliseconds of its first fit, from the law's text to the optimum. With the word
// `kernel` the process has come as far as a kernel that waits for its first cell.

const work = standardWork();
if (process.argv[2] === "kernel") await warmUp(nodeFileAccess({ cwd: process.cwd() }), nodeExecutor(), () => true);
const begin = performance.now();
const found = standardEstimate(standardProblem(work, hoffmannLaw()));
const took = performance.now() - begin;
if (found.status !== "converged") throw new Error(`the first fit ended ${found.status}`);
process.stdout.write(String(took));
