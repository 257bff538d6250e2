/** Where blobs of a posted batch may be found. What a source gives is not believed before its hash is compared. */
import type { Hex } from "viem";

export type BlobRequest = {
  /** in the order of the transaction */
  readonly versionedHashes: readonly Hex[];
  readonly transactionHash: Hex;
  /** of the L1 block, Unix seconds */
  readonly timestamp: bigint;
};

export interface BlobSource {
  /** for reports: what it is and where */
  readonly name: string;
  /** Blobs that may be among those asked for, in any order; throws if it cannot tell. */
  find(request: BlobRequest): Promise<readonly Uint8Array[]>;
}
