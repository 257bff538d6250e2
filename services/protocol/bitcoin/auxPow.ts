import { concatBytes } from "@noble/hashes/utils.js";
import { le32, readLe32, reverse, sha256d, standsAt } from "./bitcoinHash.ts";
import * as CoinbaseScript from "./coinbaseScript.ts";
import * as CompactTarget from "./compactTarget.ts";
import * as MerkleBranch from "./merkleBranch.ts";

/** In the order of the Solidity enum, which the parity test compares. */
export const FAILURES = [
  "None",
  "NBitsNegative",
  "NBitsZero",
  "NBitsOverflow",
  "ProofTruncated",
  "FormUnknown",
  "CoinbaseBranchTooLong",
  "ChainBranchTooLong",
  "ScriptLengthOutOfRange",
  "TransactionTruncated",
  "RootOutsideScript",
  "SizeAndNonceMissing",
  "RootOutsideOutputs",
  "SizeMismatch",
  "MagicNotBeforeRoot",
  "MagicRepeated",
  "RootRepeated",
  "CompactSizeNotMinimal",
  "OutputsTruncated",
  "TrailingBytes",
  "BothForms",
  "OutputCommitmentMisplaced",
  "OutputCommitmentRepeated",
  "HashAboveTarget",
] as const;
export type Failure = (typeof FAILURES)[number];

/** A proof with everything in it that the layout leaves out because it can be computed. */
export interface Proof {
  readonly form: "script" | "output";
  /** 80 bytes. */
  readonly parentHeader: Uint8Array;
  /** Transaction without witness. */
  readonly coinbase: Uint8Array;
  /** Offset of the reversed root in the transaction. */
  readonly rootAt: number;
  /** Wire order, from the leaf up. */
  readonly coinbaseBranch: readonly Uint8Array[];
  readonly chainBranch: readonly Uint8Array[];
}

interface Head {
  readonly form: number;
  readonly coinbaseNodes: number;
  readonly chainNodes: number;
  readonly rootAt: number;
  readonly coinbaseStart: number;
}

export const MAX_BRANCH_NODES = 30;
const HEAD_BYTES = 54;
const MIN_COINBASE_BYTES = 5;
const FORM_OUTPUT = 1;
/** Input count and null prevout: the same in every coinbase. */
const INPUT_START = concatBytes(Uint8Array.of(1), new Uint8Array(32), le32(0xffffffff));

/** Why `proof` (calldata layout) does not prove work on `auxHash`, or None. */
export function tryVerify(
  auxHash: Uint8Array,
  auxChainId: number,
  nBits: number,
  proof: Uint8Array,
): Failure {
  const decoded = CompactTarget.tryDecode(nBits);
  if (decoded.failure !== "None") return decoded.failure;
  const parent = tryParentHash(auxHash, auxChainId, proof);
  if (parent.failure !== "None") return parent.failure;
  return CompactTarget.isMetBy(nBits, parent.hash) ? "None" : "HashAboveTarget";
}

/** The hash of the only parent header that `proof` can stand for, whatever its work. */
export function tryParentHash(
  auxHash: Uint8Array,
  auxChainId: number,
  proof: Uint8Array,
): { failure: Failure; hash: Uint8Array } {
  const broken = (failure: Failure) => ({ failure, hash: new Uint8Array(32) });
  const { failure, head } = readHead(proof);
  if (failure !== "None") return broken(failure);
  const rebuilt = rebuildCoinbase(auxHash, auxChainId, proof, head);
  if (rebuilt.failure !== "None") return broken(rebuilt.failure);
  const wrong = checkCommitment(rebuilt.tx, head);
  if (wrong !== "None") return broken(wrong);

  const branch = nodes(proof, HEAD_BYTES, head.coinbaseNodes);
  const root = MerkleBranch.fold(sha256d(rebuilt.tx), branch, 0);
  return { failure: "None", hash: sha256d(concatBytes(proof.subarray(0, 36), root, proof.subarray(36, 48))) };
}

/** Where in a tree of 2^depth leaves a chain must stand. */
export function slot(nonce: number, auxChainId: number, depth: number): number {
  const step = (x: bigint) => x * 1103515245n + 12345n;
  const x = step(step(BigInt(nonce)) + BigInt(auxChainId));
  return Number(x & ((1n << BigInt(depth)) - 1n));
}

/** The calldata layout of a proof; docs/bitcoin.md explains it. */
export function encode(proof: Proof): Uint8Array {
  const { parentHeader, coinbase, rootAt } = proof;
  return concatBytes(
    parentHeader.subarray(0, 36),
    parentHeader.subarray(68, 80),
    Uint8Array.of(proof.form === "output" ? 1 : 0, proof.coinbaseBranch.length, proof.chainBranch.length),
    Uint8Array.of(rootAt >>> 16, (rootAt >>> 8) & 0xff, rootAt & 0xff),
    ...proof.coinbaseBranch,
    ...proof.chainBranch,
    coinbase.subarray(0, 4),
    coinbase.subarray(4 + INPUT_START.length, rootAt),
    coinbase.subarray(rootAt + 32),
  );
}

function readHead(proof: Uint8Array): { failure: Failure; head: Head } {
  const [form = 0, coinbaseNodes = 0, chainNodes = 0, high = 0, middle = 0, low = 0] = proof.subarray(48, 54);
  const coinbaseStart = HEAD_BYTES + 32 * (coinbaseNodes + chainNodes);
  const rootAt = (high << 16) | (middle << 8) | low;
  const head = { form, coinbaseNodes, chainNodes, rootAt, coinbaseStart };
  const failed = (failure: Failure) => ({ failure, head });
  if (proof.length < HEAD_BYTES + MIN_COINBASE_BYTES) return failed("ProofTruncated");
  if (form > FORM_OUTPUT) return failed("FormUnknown");
  if (coinbaseNodes > MAX_BRANCH_NODES) return failed("CoinbaseBranchTooLong");
  if (chainNodes > MAX_BRANCH_NODES) return failed("ChainBranchTooLong");
  return failed(proof.length < coinbaseStart + MIN_COINBASE_BYTES ? "ProofTruncated" : "None");
}

function rebuildCoinbase(
  auxHash: Uint8Array,
  auxChainId: number,
  proof: Uint8Array,
  head: Head,
): { failure: Failure; tx: Uint8Array } {
  const carried = proof.subarray(head.coinbaseStart);
  const broken = (failure: Failure) => ({ failure, tx: carried });
  const misplaced = checkPlace(carried[4]!, carried.length + 69, head.rootAt, head.form);
  if (misplaced !== "None") return broken(misplaced);

  const behindRoot = head.rootAt - INPUT_START.length;
  const depth = head.chainNodes;
  if (readLe32(carried, behindRoot) !== 2 ** depth) return broken("SizeMismatch");
  const index = slot(readLe32(carried, behindRoot + 4), auxChainId, depth);
  const branch = nodes(proof, head.coinbaseStart - 32 * depth, depth);
  const root = reverse(MerkleBranch.fold(auxHash, branch, index));
  const parts = [carried.subarray(0, 4), INPUT_START, carried.subarray(4, behindRoot), root];
  return { failure: "None", tx: concatBytes(...parts, carried.subarray(behindRoot)) };
}

function checkPlace(scriptLength: number, length: number, rootAt: number, form: number): Failure {
  if (scriptLength < 2 || scriptLength > 100) return "ScriptLengthOutOfRange";
  const scriptEnd = CoinbaseScript.SCRIPT_AT + scriptLength;
  if (length < scriptEnd + 9) return "TransactionTruncated";
  if (form === FORM_OUTPUT) {
    return rootAt < scriptEnd + 20 || rootAt + 44 > length ? "RootOutsideOutputs" : "None";
  }
  if (rootAt < CoinbaseScript.SCRIPT_AT || rootAt + 32 > scriptEnd) return "RootOutsideScript";
  return rootAt + 40 > scriptEnd ? "SizeAndNonceMissing" : "None";
}

function checkCommitment(tx: Uint8Array, { form, rootAt }: Head): Failure {
  const scriptLength = tx[41]!;
  if (form === FORM_OUTPUT) {
    if (CoinbaseScript.hasMagic(tx, scriptLength, 0)) return "BothForms";
  } else {
    if (!standsAt(tx, CoinbaseScript.MAGIC, rootAt - 4)) return "MagicNotBeforeRoot";
    if (CoinbaseScript.hasMagic(tx, scriptLength, rootAt - 4)) return "MagicRepeated";
    if (CoinbaseScript.hasRootBefore(tx, rootAt)) return "RootRepeated";
  }
  const outputs = CoinbaseScript.readOutputs(tx, CoinbaseScript.SCRIPT_AT + scriptLength + 4);
  if (outputs.failure !== "None") return outputs.failure;
  if (form !== FORM_OUTPUT) return outputs.commitments === 0 ? "None" : "BothForms";
  if (outputs.commitments > 1) return "OutputCommitmentRepeated";
  return outputs.rootAt === rootAt ? "None" : "OutputCommitmentMisplaced";
}

function nodes(proof: Uint8Array, offset: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => proof.subarray(offset + 32 * i, offset + 32 * (i + 1)));
}
