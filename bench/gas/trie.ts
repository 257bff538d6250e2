import { readFileSync } from "node:fs";
import type { Address, Hex } from "viem";
import { loadContract } from "../../services/adapters/localContract.ts";
import type { Measurement } from "../measurement.ts";

const ARTIFACT = "artifacts/test/contracts/harness/gas/TrieGas.sol/TrieGas.json";
const VECTORS = "test/vectors/mpt-proofs.json";

/** The slot whose proof has five nodes. */
const SLOT = "5";

const PEERS = {
  account:
    "Relic 25684 (trusts node shape), OpenZeppelin 169627, Optimism 225340, Lido/Curve 273871, Polytope 733377",
  slot: "OpenZeppelin 100378, Optimism 142202",
  both: "Relic 43743 (trusts node shape), OpenZeppelin 276787, Optimism 390963",
};

type Vectors = {
  readonly stateRootReal: Hex;
  readonly real: readonly { address: Address; proof: readonly Hex[] }[];
  readonly synthetic: {
    readonly stateRoot: Hex;
    readonly address: Address;
    readonly accountProof: readonly Hex[];
    readonly storageRoot: Hex;
    readonly slots: Record<string, { key: Hex; proof: readonly Hex[] }>;
  };
};

/** Gas of the frame of one external call: 21000 and calldata are not in it, ABI decoding is. */
export async function measure(): Promise<Measurement[]> {
  const call = await loadContract(ARTIFACT);
  const { stateRootReal, real, synthetic } = JSON.parse(readFileSync(VECTORS, "utf8")) as Vectors;
  const row = async (name: string, method: string, args: readonly unknown[], more: Partial<Measurement>) => {
    const { gas, result } = await call(method, args);
    if ((result as readonly unknown[])[0] !== 0) throw new Error(`${name}: ${result}`);
    return { name, gas, ...more };
  };
  const { stateRoot, address, accountProof, storageRoot, slots } = synthetic;
  const { key, proof } = slots[SLOT]!;
  const eight = real.find(({ proof }) => proof.length === 8)!;
  return [
    await row("trie: account, mainnet, 8 nodes", "account", [stateRootReal, eight.address, eight.proof], {
      peers: PEERS.account,
    }),
    await row("trie: slot, 5 nodes", "slot", [storageRoot, key, proof], { peers: PEERS.slot }),
    await row(
      "trie: account, 8 nodes, and slot, 5 nodes",
      "accountAndSlot",
      [stateRoot, address, accountProof, key, proof],
      { peers: PEERS.both, limit: 13_000 },
    ),
  ];
}
