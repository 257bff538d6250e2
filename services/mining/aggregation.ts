/** Checkpoints of several deployments under one root: what a miner commits to once, and the proof of each from its one. */
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import type { AuxTree } from "../protocol/bitcoin/auxTree.ts";
import { reverse, sha256d, toBytes, toNumber } from "../protocol/bitcoin/bitcoinHash.ts";
import { outputCommitment, scriptCommitment } from "../protocol/bitcoin/coinbaseScript.ts";
import * as Namecoin from "../protocol/bitcoin/namecoinAuxPow.ts";
import type { AuxWork } from "./auxClient.ts";
import { type Commitments, commitTo } from "./mergedWork.ts";

export type Aggregate = Commitments & {
  readonly tree: AuxTree;
  /** 64 hex digits as they stand in a coinbase: what the aggregate is found again by */
  readonly root: string;
  /** hex of what a miner puts into its coinbase: into the input script, or as the script of one output */
  readonly commitment: { readonly script: string; readonly output: string };
  /** the easiest of all, 64 hex digits, little-endian: below it a proof is worth submitting */
  readonly target: string;
};

/** undefined when no deployment has work. */
export function aggregate(works: ReadonlyMap<number, AuxWork>): Aggregate | undefined {
  const { tree, ...commitments } = commitTo(works);
  if (tree === undefined) return undefined;
  const rootReversed = reverse(tree.root);
  const { size, nonce } = tree;
  const targets = [...commitments.works.values()].map(({ work }) => targetOf(work));
  const [easiest] = targets.sort((a, b) => (a < b ? 1 : -1));
  return {
    ...commitments,
    tree,
    root: bytesToHex(rootReversed),
    commitment: {
      script: bytesToHex(scriptCommitment(rootReversed, size, nonce)),
      output: bytesToHex(outputCommitment(rootReversed, size, nonce)),
    },
    target: bytesToHex(reverse(toBytes(easiest!, 32))),
  };
}

const targetOf = ({ target }: AuxWork): bigint => toNumber(reverse(hexToBytes(target)));

export type MemberProof = { readonly chain: number; readonly hash: string; readonly auxPow: string };

export type MemberProofs =
  | { readonly ok: true; readonly proofs: readonly MemberProof[] }
  | {
      readonly ok: false;
      readonly reason: Exclude<Namecoin.ParseFailure | Namecoin.Failure, "None"> | "ChainBranchNotEmpty";
      /** the bytes are no proof at all */
      readonly isUndecodable: boolean;
    };

/**
 * The proofs that one header is worth. @param hex the proof as for a single chain: without a chain branch, which is
 * put in here for each deployment.
 */
export function memberProofs(aggregated: Aggregate, hex: string): MemberProofs {
  const { failure, auxPow } = Namecoin.parse(hex);
  if (auxPow === undefined)
    return { ok: false, reason: failure as Exclude<typeof failure, "None">, isUndecodable: true };
  if (auxPow.chainBranch.length > 0 || auxPow.chainIndex !== 0)
    return { ok: false, reason: "ChainBranchNotEmpty", isUndecodable: false };
  const hash = toNumber(reverse(sha256d(auxPow.parentHeader)));
  const proofs: MemberProof[] = [];
  for (const [chain, { work, place }] of aggregated.works) {
    if (hash > targetOf(work)) continue;
    const proof = { ...auxPow, chainBranch: place.branch, chainIndex: place.index };
    const nBits = Number.parseInt(work.bits, 16);
    const wrong = Namecoin.tryVerify(reverse(hexToBytes(work.hash)), work.chainid, nBits, proof);
    if (wrong !== "None") return { ok: false, reason: wrong, isUndecodable: false };
    proofs.push({ chain, hash: work.hash, auxPow: Namecoin.serialize(proof) });
  }
  if (proofs.length === 0) return { ok: false, reason: "HashAboveTarget", isUndecodable: false };
  return { ok: true, proofs };
}
