/** Blob transactions of the old form (one proof per blob), which Hardhat's chain takes. */
import {
  type Address,
  blobsToCommitments,
  commitmentsToVersionedHashes,
  type Hex,
  type LocalAccount,
  parseGwei,
  type setupKzg,
  type TransactionReceipt,
  toBlobs,
} from "viem";
import { loadedKzg } from "../../services/runtime/kzg.ts";
import type { TestChain } from "./contracts.ts";

let kzg: ReturnType<typeof setupKzg> | undefined;

/** viem's view of c-kzg, with Ethereum's trusted setup, which the package brings. */
export function testKzg() {
  if (kzg !== undefined) return kzg;
  const { blobToKzgCommitment, computeBlobKzgProof } = loadedKzg();
  kzg = { blobToKzgCommitment, computeBlobKzgProof };
  return kzg;
}

/** Blobs that differ, one byte of data in each. */
export const testBlobs = (count: number): readonly Hex[] =>
  Array.from({ length: count }, (_, i) => toBlobs({ data: `0x0${i + 1}` })[0]!);

export const versionedHashes = (blobs: readonly Hex[]): readonly Hex[] =>
  commitmentsToVersionedHashes({ commitments: blobsToCommitments({ blobs: [...blobs], kzg: testKzg() }) });

export type BlobCall = {
  readonly account: LocalAccount;
  readonly to: Address;
  readonly data: Hex;
  readonly blobs: readonly Hex[];
};

/** Signs, sends and waits; the outcome may be a revert. */
export async function sendBlobs({ client, test }: TestChain, call: BlobCall): Promise<TransactionReceipt> {
  await test.setNextBlockTimestamp({ timestamp: (await client.getBlock()).timestamp + 1n });
  const serializedTransaction = await call.account.signTransaction({
    type: "eip4844",
    chainId: await client.getChainId(),
    nonce: await client.getTransactionCount({ address: call.account.address }),
    to: call.to,
    data: call.data,
    gas: 2_000_000n,
    maxFeePerGas: parseGwei("50"),
    maxPriorityFeePerGas: parseGwei("1"),
    maxFeePerBlobGas: parseGwei("50"),
    blobs: [...call.blobs],
    kzg: testKzg(),
  });
  const hash = await client.request({
    method: "eth_sendRawTransaction",
    params: [serializedTransaction as Hex],
  });
  return await client.waitForTransactionReceipt({ hash });
}
