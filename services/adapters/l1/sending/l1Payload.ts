/** A call as the sender repeats it: what identifies it, and how it is asked, signed and put on the wire. */
import { concatHex, type Hex, keccak256, numberToHex, type PublicClient } from "viem";
import type { LocalAccount } from "viem/accounts";
import type { L1Call } from "../../../ports.ts";
import { ServiceError } from "../../../runtime/serviceError.ts";
import {
  makeSidecar,
  SIDECAR_FORMS,
  type Sidecar,
  type SidecarForm,
  withSidecar,
} from "../blobs/blobTransaction.ts";
import type { Kzg } from "../blobs/kzg.ts";
import type { Fees, SendKind } from "./fees.ts";

export type Payload = {
  readonly call: L1Call;
  readonly kind: SendKind;
  readonly versionedHashes: readonly Hex[];
  /** of everything that a replacement must repeat */
  readonly digest: Hex;
};

export async function payloadOf(call: L1Call, kzg: Kzg | undefined): Promise<Payload> {
  const versionedHashes: Hex[] = [];
  for (const blob of call.blobs ?? []) versionedHashes.push(await needed(kzg).hash(blob));
  const value = numberToHex(call.value ?? 0n, { size: 32 });
  const digest = keccak256(concatHex([call.to, value, keccak256(call.data), ...versionedHashes]));
  return { call, kind: versionedHashes.length > 0 ? "blob" : "ordinary", versionedHashes, digest };
}

function needed(kzg: Kzg | undefined): Kzg {
  if (kzg === undefined) throw new ServiceError("no-kzg", "this sender was not made to send blobs");
  return kzg;
}

/** Signs the body alone, which is what hash and signature cover; blobs are put beside it on the way out. */
export function signPayload(
  account: LocalAccount,
  { call, versionedHashes }: Payload,
  fixed: { readonly chainId: number; readonly nonce: number; readonly gas: bigint },
  { maxFeePerBlobGas, ...fees }: Fees,
): Promise<Hex> {
  const { to, data, value = 0n } = call;
  const common = { ...fixed, ...fees, to, data, value };
  if (versionedHashes.length === 0) return account.signTransaction({ ...common, type: "eip1559" });
  // viem asks for blobs beside the hashes in its types; the body, which is what is signed, has the hashes only.
  const blob = { type: "eip4844", blobVersionedHashes: versionedHashes, maxFeePerBlobGas } as const;
  return account.signTransaction({ ...common, ...blob } as Parameters<LocalAccount["signTransaction"]>[0]);
}

export interface Broadcaster {
  /** Hands a signed payload to the node; throws what the node answers if it does not take it. */
  broadcast(signed: Hex, payload: Payload): Promise<void>;
}

/** Tries both forms of the blobs' proofs until the node takes one, and stays with that. */
export function createBroadcaster(
  client: PublicClient,
  kzg: Kzg | undefined,
  wanted: SidecarForm | undefined,
): Broadcaster {
  let known = wanted;
  /** The last made: replacements carry the same blobs, and proofs are dear. */
  let last: Sidecar | undefined;
  const withBlobs = async (signed: Hex, blobs: readonly Uint8Array[], form: SidecarForm): Promise<void> => {
    if (last?.blobs !== blobs || last.form !== form) last = await makeSidecar(needed(kzg), blobs, form);
    await client.sendRawTransaction({ serializedTransaction: withSidecar(signed, last) });
    known = form;
  };
  return {
    broadcast: async (signed, { call: { blobs = [] } }) => {
      if (blobs.length === 0) {
        await client.sendRawTransaction({ serializedTransaction: signed });
        return;
      }
      const [first, second] = known === undefined ? SIDECAR_FORMS : [known];
      try {
        await withBlobs(signed, blobs, first!);
      } catch (error) {
        if (second === undefined) throw error;
        // A node of before Osaka cannot read the new form, and says so in words of its own.
        await withBlobs(signed, blobs, second);
      }
    },
  };
}
