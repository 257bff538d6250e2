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
  const rules = createCustomCommon(
    {
      name: `rollup-${chainId}`,
      chainId: Number(chainId),
      depositContractAddress: NO_DEPOSIT_CONTRACT,
      hardforks,
    },
    Mainnet,
    { hardfork: LAST, customCrypto: nativeCrypto },
  );
  return unchanging(rules);
}

/**
 * Rules that hold for ever need no copies. The library makes one for every transaction and block, and merges the same
 * parameters into it, for the sake of chains that change their rules.
 */
function unchanging(rules: Common): Common {
  const known = new Set<object>();
  const { updateParams } = rules;
  rules.updateParams = (params) => {
    if (known.has(params)) return;
    known.add(params);
    updateParams.call(rules, params);
  };
  rules.copy = () => rules;
  return rules;
}
