/** The ledger's lead as an L1 block's state has it, proven by the L1 node itself. */
import { createBlockHeaderFromRPC } from "@ethereumjs/block";
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { bytesToHex, toHex } from "viem";
import { LEDGER_LEAD_SLOT } from "../../../services/protocol/systemAddresses.ts";
import type { L1Fixture } from "./l1Fixture.ts";

const common = new Common({ chain: Mainnet, hardfork: Hardfork.Prague });

export async function leadProof({ chain, contracts }: L1Fixture, blockNumber: bigint) {
  const block = await (chain.client.request as (args: unknown) => Promise<unknown>)({
    method: "eth_getBlockByNumber",
    params: [toHex(blockNumber), false],
  });
  const header = createBlockHeaderFromRPC(block as never, {
    common,
    setHardfork: false,
    skipConsensusFormatValidation: true,
  });
  const proof = await chain.client.getProof({
    address: contracts.ledger.address,
    storageKeys: [LEDGER_LEAD_SLOT],
    blockNumber,
  });
  return {
    header: bytesToHex(header.serialize()),
    accountProof: proof.accountProof,
    storageProof: proof.storageProof[0]!.proof,
  };
}
