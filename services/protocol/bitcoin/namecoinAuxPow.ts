import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import * as AuxPow from "./auxPow.ts";
import { le32, readLe32, reverse, sha256d, standsAt } from "./bitcoinHash.ts";
import * as BlockHeader from "./blockHeader.ts";
import * as CoinbaseScript from "./coinbaseScript.ts";
import * as CompactTarget from "./compactTarget.ts";
import * as MerkleBranch from "./merkleBranch.ts";
import { type CoinbaseFailure, readCoinbase } from "./namecoinCoinbase.ts";

/** What `submitauxblock` carries. Bytes are wire order. */
export interface NamecoinAuxPow {
  /** Without witness. */
  readonly coinbase: Uint8Array;
  /** 32 bytes that nobody reads. */
  readonly hashBlock: Uint8Array;
  readonly coinbaseBranch: readonly Uint8Array[];
  readonly coinbaseIndex: number;
  readonly chainBranch: readonly Uint8Array[];
  readonly chainIndex: number;
  /** 80 bytes. */
  readonly parentHeader: Uint8Array;
}

export type ParseFailure = "None" | "HexInvalid" | "Truncated" | "CompactSizeNotMinimal" | "TrailingBytes";

/** Beyond `AuxPow.Failure`: what Namecoin's format carries although it can be computed, and may thus be wrong. */
export type Failure =
  | AuxPow.Failure
  | CoinbaseFailure
  | "HeaderLengthInvalid"
  | "CoinbaseIndexNotZero"
  | "TransactionTooShort"
  | "CoinbaseNotInHeader"
  | "WrongSlot"
  | "RootAbsent";

/** Reads auxpow hex strictly; a witness in the coinbase is stripped. */
export function parse(hex: string): { failure: ParseFailure; auxPow?: NamecoinAuxPow } {
  if (hex.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(hex)) return { failure: "HexInvalid" };
  const bytes = hexToBytes(hex);
  const coinbase = readCoinbase(bytes);
  if (coinbase.failure !== "None") return { failure: coinbase.failure };
  let at = coinbase.next + 32;
  const hashBlock = bytes.slice(coinbase.next, at);
  const branches: { nodes: Uint8Array[]; index: number }[] = [];
  for (let i = 0; i < 2; i++) {
    const branch = readBranch(bytes, at);
    if (branch.failure !== "None") return { failure: branch.failure };
    branches.push(branch);
    at = branch.next;
  }
  if (at + BlockHeader.LENGTH > bytes.length) return { failure: "Truncated" };
  if (at + BlockHeader.LENGTH < bytes.length) return { failure: "TrailingBytes" };
  return {
    failure: "None",
    auxPow: {
      coinbase: coinbase.tx,
      hashBlock,
      coinbaseBranch: branches[0]!.nodes,
      coinbaseIndex: branches[0]!.index,
      chainBranch: branches[1]!.nodes,
      chainIndex: branches[1]!.index,
      parentHeader: bytes.slice(at),
    },
  };
}

/** The hex that `parse` reads. */
export function serialize(auxPow: NamecoinAuxPow): string {
  const branch = (nodes: readonly Uint8Array[], index: number) =>
    concatBytes(CoinbaseScript.compactSize(nodes.length), ...nodes, le32(index));
  return bytesToHex(
    concatBytes(
      auxPow.coinbase,
      auxPow.hashBlock,
      branch(auxPow.coinbaseBranch, auxPow.coinbaseIndex),
      branch(auxPow.chainBranch, auxPow.chainIndex),
      auxPow.parentHeader,
    ),
  );
}

/** The parent header that ends auxpow hex meets a target: the first and cheapest thing to ask of a submission. */
export function headerMeetsTarget(hex: string, nBits: number): boolean {
  const tail = hex.slice(-2 * BlockHeader.LENGTH);
  if (tail.length !== 2 * BlockHeader.LENGTH || !/^[0-9a-fA-F]+$/.test(tail)) return false;
  return CompactTarget.isMetBy(nBits, BlockHeader.hash(hexToBytes(tail)));
}

/** The proof in our terms; `RootAbsent` when there is no root to leave out. */
export function convert(
  auxHash: Uint8Array,
  auxPow: NamecoinAuxPow,
): { failure: "None" | "RootAbsent"; proof?: AuxPow.Proof } {
  const { coinbase, parentHeader, coinbaseBranch, chainBranch, chainIndex } = auxPow;
  const root = reverse(MerkleBranch.fold(auxHash, chainBranch, chainIndex));
  const place = findRoot(coinbase, root);
  if (place === undefined) return { failure: "RootAbsent" };
  return { failure: "None", proof: { ...place, parentHeader, coinbase, coinbaseBranch, chainBranch } };
}

/** The proof as the contracts take it, or why there is no such form of it. */
export function toCalldata(
  auxHash: Uint8Array,
  auxPow: NamecoinAuxPow,
): { failure: "None" | CoinbaseFailure | "HeaderLengthInvalid" | "RootAbsent"; bytes: Uint8Array } {
  const broken = (failure: CoinbaseFailure | "HeaderLengthInvalid" | "RootAbsent") => ({
    failure,
    bytes: new Uint8Array(0),
  });
  if (auxPow.parentHeader.length !== BlockHeader.LENGTH) return broken("HeaderLengthInvalid");
  const { form } = readCoinbase(auxPow.coinbase);
  if (form !== "None") return broken(form);
  const { proof } = convert(auxHash, auxPow);
  return proof === undefined ? broken("RootAbsent") : { failure: "None", bytes: AuxPow.encode(proof) };
}

/** Why a submission does not prove work on `auxHash`, or None. */
export function tryVerify(
  auxHash: Uint8Array,
  auxChainId: number,
  nBits: number,
  auxPow: NamecoinAuxPow,
): Failure {
  const decoded = CompactTarget.tryDecode(nBits);
  if (decoded.failure !== "None") return decoded.failure;
  const carried = checkCarried(auxPow);
  if (carried !== "None") return carried;
  const converted = convert(auxHash, auxPow);
  if (converted.proof === undefined) return "RootAbsent";
  const slotFailure = checkSlot(auxPow, auxChainId, converted.proof.rootAt);
  return slotFailure === "None"
    ? AuxPow.tryVerify(auxHash, auxChainId, nBits, AuxPow.encode(converted.proof))
    : slotFailure;
}

/** What the calldata layout leaves out, compared with what it must be. */
function checkCarried(auxPow: NamecoinAuxPow): Failure {
  const { coinbase, coinbaseBranch, parentHeader } = auxPow;
  if (parentHeader.length !== BlockHeader.LENGTH) return "HeaderLengthInvalid";
  if (auxPow.coinbaseIndex !== 0) return "CoinbaseIndexNotZero";
  if (coinbaseBranch.length > AuxPow.MAX_BRANCH_NODES) return "CoinbaseBranchTooLong";
  if (auxPow.chainBranch.length > AuxPow.MAX_BRANCH_NODES) return "ChainBranchTooLong";
  if (coinbase.length <= 64) return "TransactionTooShort";
  const root = MerkleBranch.fold(sha256d(coinbase), coinbaseBranch, 0);
  if (!standsAt(parentHeader, root, 36)) return "CoinbaseNotInHeader";
  return readCoinbase(coinbase).form;
}

/** The slot, where size and nonce are there to compute it from; AuxPow names what is wrong with those. */
function checkSlot(auxPow: NamecoinAuxPow, auxChainId: number, rootAt: number): Failure {
  const { coinbase, chainBranch, chainIndex } = auxPow;
  if (rootAt + 40 > coinbase.length || readLe32(coinbase, rootAt + 32) !== 2 ** chainBranch.length)
    return "None";
  const nonce = readLe32(coinbase, rootAt + 36);
  return AuxPow.slot(nonce, auxChainId, chainBranch.length) === chainIndex ? "None" : "WrongSlot";
}

/** Behind the magic, else in a committing output, else anywhere in the script. */
function findRoot(
  tx: Uint8Array,
  root: Uint8Array,
): { form: "script" | "output"; rootAt: number } | undefined {
  const scriptEnd = CoinbaseScript.SCRIPT_AT + (tx[41] ?? 0);
  const afterMagic = findAfter(tx, CoinbaseScript.MAGIC, root, CoinbaseScript.SCRIPT_AT, scriptEnd);
  if (afterMagic !== undefined) return { form: "script", rootAt: afterMagic };
  const inOutput = findAfter(tx, CoinbaseScript.OUTPUT_PREFIX, root, scriptEnd, tx.length);
  if (inOutput !== undefined) return { form: "output", rootAt: inOutput };
  const bare = findAfter(tx, new Uint8Array(0), root, CoinbaseScript.SCRIPT_AT, scriptEnd);
  return bare === undefined ? undefined : { form: "script", rootAt: bare };
}

function findAfter(tx: Uint8Array, mark: Uint8Array, root: Uint8Array, start: number, end: number) {
  for (let at = start + mark.length; at + root.length <= end; at++) {
    if (standsAt(tx, root, at) && standsAt(tx, mark, at - mark.length)) return at;
  }
  return undefined;
}

function readBranch(bytes: Uint8Array, offset: number) {
  const broken = (failure: ParseFailure) => ({ failure, nodes: [] as Uint8Array[], index: 0, next: offset });
  const count = CoinbaseScript.readCompactSize(bytes, offset, bytes.length);
  if (count.failure === "CompactSizeNotMinimal") return broken("CompactSizeNotMinimal");
  const end = count.next + 32 * count.value;
  if (count.failure !== "None" || end + 4 > bytes.length) return broken("Truncated");
  const nodes = Array.from({ length: count.value }, (_, i) =>
    bytes.slice(count.next + 32 * i, count.next + 32 * (i + 1)),
  );
  return { failure: "None" as ParseFailure, nodes, index: readLe32(bytes, end), next: end + 4 };
}
