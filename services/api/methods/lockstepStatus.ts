import { jsonValue } from "../jsonValue.ts";
import { method, noParams } from "../method.ts";

/** Whether this process does its work, by name why not, and how far each rank is. */
export const lockstepStatus = method({
  name: "lockstep_status",
  params: noParams,
  handle({ impediments, ranks }) {
    const reasons = impediments();
    return jsonValue({ ready: reasons.length === 0, reasons, ranks: ranks() });
  },
});
