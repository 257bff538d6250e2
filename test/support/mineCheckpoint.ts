/** Work on a checkpoint: a coinbase that commits to it, alone in its block, and a header hash below the target. */
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import type { Hex } from "viem";
import * as AuxPow from "../../services/protocol/bitcoin/auxPow.ts";
import { le32, reverse, sha256d } from "../../services/protocol/bitcoin/bitcoinHash.ts";
import * as BlockHeader from "../../services/protocol/bitcoin/blockHeader.ts";
import * as CompactTarget from "../../services/protocol/bitcoin/compactTarget.ts";
import * as Checkpoint from "../../services/protocol/superblock/checkpoint.ts";

const MAGIC = hexToBytes("fabe6d6d");
/** BIP34 height push, then magic, root, tree size 1, tree nonce 0. */
const HEIGHT_PUSH = hexToBytes("03a0860c");
const OUTPUT = concatBytes(hexToBytes("00f2052a01000000"), Uint8Array.of(1, 0x51));

export type Mined = {
  readonly checkpoint: Checkpoint.Checkpoint;
  readonly id: Hex;
  /** in the layout of contracts/bitcoin/AuxPow.sol */
  readonly auxPow: Hex;
};

function coinbaseFor(auxHash: Uint8Array): { readonly coinbase: Uint8Array; readonly rootAt: number } {
  const script = concatBytes(HEIGHT_PUSH, MAGIC, reverse(auxHash), le32(1), le32(0));
  const start = concatBytes(le32(1), Uint8Array.of(1), new Uint8Array(32), le32(0xffffffff));
  const coinbase = concatBytes(
    start,
    Uint8Array.of(script.length),
    script,
    le32(0xffffffff),
    Uint8Array.of(1),
    OUTPUT,
    le32(0),
  );
  return { coinbase, rootAt: start.length + 1 + HEIGHT_PUSH.length + MAGIC.length };
}

/** Tries nonces until the parent header meets the checkpoint's own target. */
export function mineCheckpoint(checkpoint: Checkpoint.Checkpoint): Mined {
  const { coinbase, rootAt } = coinbaseFor(Checkpoint.hash(checkpoint));
  const fixed = concatBytes(le32(0x20000000), new Uint8Array(32).fill(7), sha256d(coinbase));
  for (let nonce = 0; ; nonce += 1) {
    const parentHeader = concatBytes(fixed, le32(1_800_000_000), le32(checkpoint.nBits), le32(nonce));
    if (!CompactTarget.isMetBy(checkpoint.nBits, BlockHeader.hash(parentHeader))) continue;
    const proof = { form: "script", parentHeader, coinbase, rootAt, coinbaseBranch: [], chainBranch: [] };
    const auxPow = bytesToHex(AuxPow.encode({ ...proof, form: "script" }));
    return { checkpoint, id: Checkpoint.id(checkpoint), auxPow: `0x${auxPow}` };
  }
}
