import type { SessionApi } from "../../src/index.ts";
import type { Content } from "../wire/message.ts";
import type { CommTarget } from "./comms.ts";
import { lint } from "./lint.ts";
import { moveSlider } from "./slider.ts";

/** What each comm target answers to the data of a message; undefined where nothing is asked. */
export const commAnswers: Readonly<Record<CommTarget, (session: SessionApi, data: unknown) => Content | undefined>> = {
  "lawlab.lint": lint,
  "lawlab.slider": moveSlider,
};
