/** AuxPoW for an easy target: a Bitcoin block with nothing but its coinbase, nonces tried one after the other. */
import { bytesToHex, type Hex } from "viem";
import * as AuxPow from "../../services/protocol/bitcoin/auxPow.ts";
import { sha256d } from "../../services/protocol/bitcoin/bitcoinHash.ts";
import * as CoinbaseScript from "../../services/protocol/bitcoin/coinbaseScript.ts";
import * as Checkpoint from "../../services/protocol/superblock/checkpoint.ts";

const HEIGHT_PUSH = Uint8Array.of(0x03, 0x40, 0x42, 0x0f);
const SPENDABLE = { valueSat: 312_500_000n, script: Uint8Array.of(0x51) };

/** Proof in the calldata layout of contracts/bitcoin/AuxPow.sol. */
export function findWork(checkpoint: Checkpoint.Checkpoint): Hex {
  const auxHash = Checkpoint.hash(checkpoint);
  const commitment = CoinbaseScript.scriptCommitment(auxHash.toReversed(), 1, 0);
  const coinbase = CoinbaseScript.buildCoinbase({
    script: Uint8Array.from([...HEIGHT_PUSH, ...commitment]),
    outputs: [SPENDABLE],
  });
  const parentHeader = new Uint8Array(80);
  parentHeader.set(sha256d(coinbase), 36);
  const rootAt = CoinbaseScript.SCRIPT_AT + HEIGHT_PUSH.length + CoinbaseScript.MAGIC.length;
  for (let nonce = 0; nonce < 10_000; nonce++) {
    new DataView(parentHeader.buffer).setUint32(76, nonce, true);
    const proof = AuxPow.encode({
      form: "script",
      parentHeader,
      coinbase,
      rootAt,
      coinbaseBranch: [],
      chainBranch: [],
    });
    const failure = AuxPow.tryVerify(auxHash, checkpoint.auxChainId, checkpoint.nBits, proof);
    if (failure === "None") return bytesToHex(proof);
    if (failure !== "HashAboveTarget") throw new Error(`proof refused: ${failure}`);
  }
  throw new Error("no work found in 10,000 tries; the target is not easy");
}
