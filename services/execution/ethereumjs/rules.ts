/** Chain rules of a rollup: Prague from genesis on. */
import { type Common, createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { nativeCrypto } from "./crypto.ts";

/** Nobody can emit a log from here, so no deposit request of EIP-6110 ever arises. */
const NO_DEPOSIT_CONTRACT = "0x0000000000000000000000000000000000000000";

const LAST = Hardfork.Prague;

export function pragueRules(chainId: bigint): Common {
  const upToPrague = Mainnet.hardforks.slice(0, Mainnet.hardforks.findIndex((f) => f.name === LAST) + 1);
  // Without this, mainnet's block numbers and times decide which rules hold.
  const hardforks = upToPrague.map((fork) =>
    fork.timestamp === undefined ? { ...fork, block: 0 } : { ...fork, block: null, timestamp: "0" },
  );
  return createCustomCommon(
    {
      name: `rollup-${chainId}`,
      chainId: Number(chainId),
      depositContractAddress: NO_DEPOSIT_CONTRACT,
      hardforks,
    },
    Mainnet,
    { hardfork: LAST, customCrypto: nativeCrypto },
  );
}
