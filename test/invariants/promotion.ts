/** A branch that a rollback has left heavier than the lead. */
import { type Attempt, callOf, chance, contractsOf, reasons, type Scene } from "./attempt.ts";
import { indexOf, isLeading, isStanding, leading, type ModelCheckpoint } from "./model.ts";

/** What weighs more than the lead and stands: a rollback has uncovered it. */
export const outweighing = ({ model }: Scene): readonly ModelCheckpoint[] =>
  model.checkpoints.filter((c) => c.totalWork > model.lead.totalWork && isStanding(model, c.over));

export function somePromotion(scene: Scene): Attempt {
  const { model, random } = scene;
  const heavier = outweighing(scene);
  const picked =
    heavier.length > 0 && !chance(scene, 4) ? random.pick(heavier) : random.pick(model.checkpoints);
  return {
    name: "promote",
    call: callOf(contractsOf(scene).ledger, "promote", [picked.id]),
    against: reasons(
      [isLeading(model, picked), "LedgerUnknown"],
      [!isStanding(model, picked.over), "LedgerFallen", "LedgerUnknown"],
      [picked.totalWork <= model.lead.totalWork, "LedgerNotHeavier"],
      [model.fallback !== undefined, "InboxInFallback"],
    ),
    tolerated: indexOf(picked.over) < model.finalIndex ? ["LedgerFallen"] : [],
    after: (m) => leading(m, picked),
  };
}
