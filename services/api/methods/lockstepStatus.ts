import { jsonValue } from "../jsonValue.ts";
import { method, noParams } from "../method.ts";

/** Whether this process does its work, by name why not, how far each rank is, and the feeds that a node follows. */
export const lockstepStatus = method({
  name: "lockstep_status",
  params: noParams,
  handle({ impediments, ranks, feeds, clock }) {
    const reasons = impediments();
    const followed = feeds?.().map(({ url, isConnected, heardAtMs, halt }) => ({
      url,
      connected: isConnected,
      silentMs: heardAtMs === undefined ? null : clock.now() - heardAtMs,
      halt: halt ?? null,
    }));
    const status = { ready: reasons.length === 0, reasons, ranks: ranks() };
    return jsonValue(followed ? { ...status, feeds: followed } : status);
  },
});
