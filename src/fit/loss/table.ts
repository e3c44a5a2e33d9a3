import { binomial } from "./binomial.ts";
import { huber } from "./huber.ts";
import type { Loss, LossShape } from "./loss.ts";
import { pinball } from "./pinball.ts";
import { student } from "./student.ts";

/** The loss of each form. */
export function lossOfShape(shape: LossShape): Loss {
  switch (shape.kind) {
    case "huber":
      return huber;
    case "pinball":
      return pinball(shape.quantile);
    case "student":
      return student(shape.degrees);
    case "binomial":
      return binomial;
  }
}
