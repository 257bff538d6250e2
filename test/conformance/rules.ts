/** Ethereum mainnet's rules at one hard fork, on the primitives that the engine runs on. */
import { type Common, createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { nativeCrypto } from "../../services/execution/ethereumjs/crypto.ts";

/** Forks whose tests say something about the engine: Prague is the rollups', Cancun has the great official suites. */
export type Fork = "Cancun" | "Prague";
export const FORKS: readonly Fork[] = ["Cancun", "Prague"];

const HARDFORK: Record<Fork, Hardfork> = { Cancun: Hardfork.Cancun, Prague: Hardfork.Prague };

export function rulesOf(fork: Fork): Common {
  const hardfork = HARDFORK[fork];
  const upTo = Mainnet.hardforks.slice(0, Mainnet.hardforks.findIndex((f) => f.name === hardfork) + 1);
  const hardforks = upTo.map((f) =>
    f.timestamp === undefined ? { ...f, block: 0 } : { ...f, block: null, timestamp: "0" },
  );
  return createCustomCommon({ name: `conformance-${fork}`, chainId: 1, hardforks }, Mainnet, {
    hardfork,
    customCrypto: nativeCrypto,
  });
}
