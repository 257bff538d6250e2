/** Finds work on a checkpoint: a coinbase of our own, no branches, as one solo miner would. */
import { bytesToHex, concatBytes } from "@noble/hashes/utils.js";
import type { Hex } from "viem";
import * as AuxPow from "../../../services/protocol/bitcoin/auxPow.ts";
import { le32, reverse, sha256d } from "../../../services/protocol/bitcoin/bitcoinHash.ts";
import * as CoinbaseScript from "../../../services/protocol/bitcoin/coinbaseScript.ts";
import * as CompactTarget from "../../../services/protocol/bitcoin/compactTarget.ts";
import * as Checkpoint from "../../../services/protocol/superblock/checkpoint.ts";

const HEIGHT = Uint8Array.of(3, 0x40, 0x0d, 0x0c);

export function mineCheckpoint(checkpoint: Checkpoint.Checkpoint): Hex {
  const root = reverse(Checkpoint.hash(checkpoint));
  const script = concatBytes(HEIGHT, CoinbaseScript.scriptCommitment(root, 1, 0));
  const rootAt = CoinbaseScript.SCRIPT_AT + HEIGHT.length + CoinbaseScript.MAGIC.length;
  const coinbase = CoinbaseScript.buildCoinbase({
    script,
    outputs: [{ valueSat: 312_500_000n, script: Uint8Array.of(0x51) }],
  });
  for (let nonce = 0; ; nonce++) {
    const parentHeader = concatBytes(
      le32(0x20000000),
      new Uint8Array(32),
      sha256d(coinbase),
      le32(1_700_000_000),
      le32(0x207fffff),
      le32(nonce),
    );
    if (!CompactTarget.isMetBy(checkpoint.nBits, sha256d(parentHeader))) continue;
    const proof = AuxPow.encode({
      form: "script",
      parentHeader,
      coinbase,
      rootAt,
      coinbaseBranch: [],
      chainBranch: [],
    });
    return `0x${bytesToHex(proof)}`;
  }
}
