import { toHex } from "viem";
import { loadContract } from "../../services/adapters/localContract.ts";
import { CHUNK_BYTES } from "../../services/protocol/batch/chunks.ts";
import { compressBlock } from "../../services/protocol/batch/lz4Encoder.ts";
import { anyTransaction, BASE } from "../../test/support/batchSamples.ts";
import { createRandom } from "../../test/support/random.ts";
import type { Measurement } from "../measurement.ts";

const ARTIFACT = "artifacts/test/contracts/harness/Lz4Harness.sol/Lz4Harness.json";

/** Raw transactions of all types, one after another: many short matches, so about the worst that a chunk can ask. */
function rawTransactions(): Uint8Array {
  const random = createRandom(1);
  let hex = "";
  while (hex.length < 2 * CHUNK_BYTES) hex += anyTransaction(random, BASE.rollups[0]!).slice(2);
  return Buffer.from(hex.slice(0, 2 * CHUNK_BYTES), "hex");
}

/** Gas of the frame of one external call: 21000 and calldata are not in it; decoding and the output's hash are. */
export async function measure(): Promise<Measurement[]> {
  const call = await loadContract(ARTIFACT);
  const row = async (name: string, plain: Uint8Array): Promise<Measurement> => {
    const { gas, result } = await call("hashOf", [toHex(compressBlock(plain)), BigInt(plain.length)]);
    if ((result as readonly unknown[])[0] !== 0) throw new Error(`${name}: ${result}`);
    return { name, gas };
  };
  return [
    await row("lz4: chunk of 32 KiB, raw transactions", rawTransactions()),
    await row("lz4: chunk of 32 KiB, zeros", new Uint8Array(CHUNK_BYTES)),
  ];
}
