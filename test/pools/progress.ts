/** What is asked of both chains while pools mine. */
import { createPublicClient, type Hex, hexToBytes, http } from "viem";
import { systemClock as clock } from "../../services/adapters/systemClock.ts";
import type { MinedCheckpoint } from "../../services/ports.ts";
import { type BitcoinNode, callDaemon, type PoolStand } from "./poolStand.ts";

/** A sequencer and a Bitcoin node. */
export type Stand = PoolStand & BitcoinNode;

const MAGIC = "fabe6d6d";

/** How far both chains are. */
export async function progressOf({ l1, bitcoin, rpcUrls }: Stand) {
  const [url] = rpcUrls.values();
  const ranks = (await createPublicClient({ transport: http(url) }).request({
    method: "lockstep_getRanks",
  } as never)) as { mined: Hex };
  return {
    checkpoints: (await l1.checkpoints()).length,
    mined: BigInt(ranks.mined),
    bitcoin: await callDaemon<number>(bitcoin, "getblockcount"),
    atMs: clock.now(),
  };
}

/** How many of bcoin's blocks above a height carry a commitment. */
export async function carriers({ bitcoin }: Stand, above: number): Promise<number> {
  let count = 0;
  const top = await callDaemon<number>(bitcoin, "getblockcount");
  for (let height = above + 1; height <= top; height++) {
    const hash = await callDaemon<string>(bitcoin, "getblockhash", [height]);
    if ((await callDaemon<string>(bitcoin, "getblock", [hash, false])).includes(MAGIC)) count++;
  }
  return count;
}

/** The byte of the calldata layout that tells the form. */
const FORM_AT = 48;
export const formOf = ({ auxPow }: MinedCheckpoint): string =>
  hexToBytes(auxPow)[FORM_AT] === 1 ? "output" : "script";

/** The byte of the calldata layout that counts the nodes of the coinbase's branch. */
const COINBASE_NODES_AT = 49;
export const hasCoinbaseBranch = ({ auxPow }: MinedCheckpoint): boolean =>
  hexToBytes(auxPow)[COINBASE_NODES_AT]! > 0;

export type Progress = Awaited<ReturnType<typeof progressOf>>;

export const offersWork = ({ auxiliary }: Stand): Promise<boolean> =>
  callDaemon(auxiliary, "getauxblock").then(
    () => true,
    () => false,
  );
