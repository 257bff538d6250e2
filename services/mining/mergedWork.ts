/** One search for several goals: the Bitcoin block and every auxiliary chain that its coinbase commits to. */
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { type AuxPlace, type AuxTree, buildAuxTree } from "../protocol/bitcoin/auxTree.ts";
import { reverse, sha256d, toBytes, toNumber } from "../protocol/bitcoin/bitcoinHash.ts";
import { decode } from "../protocol/bitcoin/compactTarget.ts";
import { serialize } from "../protocol/bitcoin/namecoinAuxPow.ts";
import type { AuxWork } from "./auxClient.ts";
import {
  blockOf,
  buildParent,
  type CommitmentForm,
  headerOf,
  type ParentTemplate,
  type ParentWork,
  proofOf,
} from "./parentBlock.ts";

/** Work of the chains that one commitment can carry, by the number of the chain. */
export type Commitments = {
  readonly tree: AuxTree | undefined;
  readonly works: ReadonlyMap<number, { readonly work: AuxWork; readonly place: AuxPlace }>;
  /** chains left out, because another before them has their chain id */
  readonly leftOut: readonly number[];
};

export type Find =
  | { readonly kind: "block"; readonly hash: string; readonly block: Uint8Array }
  | { readonly kind: "aux"; readonly chain: number; readonly hash: string; readonly auxPow: string };

/** As many as one tree can hold, the first ones first. */
export function commitTo(works: ReadonlyMap<number, AuxWork>): Commitments {
  let taken: (readonly [number, AuxWork])[] = [];
  let tree: AuxTree | undefined;
  const leftOut: number[] = [];
  for (const entry of works) {
    const built = buildAuxTree([...taken, entry].map(([, work]) => chainOf(work)));
    if (built.ok) {
      tree = built.tree;
      taken = [...taken, entry];
    } else leftOut.push(entry[0]);
  }
  const placed = taken.map(([chain, work], i) => [chain, { work, place: tree!.places[i]! }] as const);
  return { tree, works: new Map(placed), leftOut };
}

const chainOf = ({ chainid, hash }: AuxWork) => ({ chainId: chainid, hash: reverse(hexToBytes(hash)) });

export type MergedWork = {
  readonly parent: ParentWork;
  readonly commitments: Commitments;
};

export const buildWork = (
  template: ParentTemplate,
  commitments: Commitments,
  carrier: { readonly form: CommitmentForm; readonly extraNonce: Uint8Array },
): MergedWork => ({ parent: buildParent(template, { tree: commitments.tree, ...carrier }), commitments });

/** What is still looked for: aux work by its hash, and the block. */
export type Goals = { readonly block: boolean; isOpen(auxHash: string): boolean };

/** The easiest target of what is still looked for, 32 bytes little-endian; undefined when there is nothing. */
export function easiestTarget({ parent, commitments }: MergedWork, goals: Goals): Uint8Array | undefined {
  const targets = [...commitments.works.values()]
    .filter(({ work }) => goals.isOpen(work.hash))
    .map(({ work }) => targetOf(work));
  if (goals.block) targets.push(decode(parent.template.nBits));
  const [easiest] = targets.sort((a, b) => (a < b ? 1 : -1));
  return easiest === undefined ? undefined : reverse(toBytes(easiest, 32));
}

/** What a nonce is worth. */
export function findsOf({ parent, commitments }: MergedWork, nonce: number, goals: Goals): Find[] {
  const wire = sha256d(headerOf(parent, nonce));
  const value = toNumber(reverse(wire));
  const finds: Find[] = [];
  // Bitcoin first: nothing of ours may come before a block.
  if (goals.block && value <= decode(parent.template.nBits))
    finds.push({ kind: "block", hash: bytesToHex(reverse(wire)), block: blockOf(parent, nonce) });
  for (const [chain, { work, place }] of commitments.works)
    if (goals.isOpen(work.hash) && value <= targetOf(work))
      finds.push({
        kind: "aux",
        chain,
        hash: work.hash,
        auxPow: serialize(proofOf(parent, place, nonce)),
      });
  return finds;
}

const targetOf = ({ target }: AuxWork): bigint => toNumber(reverse(hexToBytes(target)));
