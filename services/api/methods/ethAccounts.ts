import { method, noParams } from "../method.ts";

/** Keys stay with their owners; wallets sign. */
export const ethAccounts = method({
  name: "eth_accounts",
  params: noParams,
  handle: () => [],
});
