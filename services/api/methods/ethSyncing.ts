import { method, noParams } from "../method.ts";

export const ethSyncing = method({
  name: "eth_syncing",
  params: noParams,
  handle: () => false,
});
