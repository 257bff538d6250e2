/** A Bitcoin block that carries a commitment: from a template to the coinbase, the header, the proofs and the block. */
import { concatBytes } from "@noble/hashes/utils.js";
import { opcodes, script, Transaction } from "bitcoinjs-lib";
import type { AuxPlace, AuxTree } from "../protocol/bitcoin/auxTree.ts";
import { le32, reverse } from "../protocol/bitcoin/bitcoinHash.ts";
import { compactSize, outputCommitment, scriptCommitment } from "../protocol/bitcoin/coinbaseScript.ts";
import { build } from "../protocol/bitcoin/merkleBranch.ts";
import type { NamecoinAuxPow } from "../protocol/bitcoin/namecoinAuxPow.ts";

/** What a Bitcoin node wants the next block to be; hashes in wire order. */
export type ParentTemplate = {
  readonly version: number;
  readonly previousHash: Uint8Array;
  readonly nBits: number;
  readonly timeSec: number;
  /** undefined: a block that no node will ever see */
  readonly height: number | undefined;
  /** what the node wants in the input script */
  readonly flags: Uint8Array;
  readonly valueSat: bigint;
  readonly payoutScript: Uint8Array;
  /** script of the output that commits to the witnesses, as the node made it */
  readonly witnessCommitment: Uint8Array | undefined;
  /** its chain wants a witness in the coinbase for that; before segwit is active it refuses one */
  readonly coinbaseWitness: boolean;
  readonly transactions: readonly { readonly raw: Uint8Array; readonly txid: Uint8Array }[];
};

/** Where the coinbase carries the commitment: in its input script, or in an OP_RETURN output. */
export type CommitmentForm = "script" | "output";

export type ParentWork = {
  readonly template: ParentTemplate;
  readonly coinbase: Transaction;
  /** of the coinbase, wire order */
  readonly branch: readonly Uint8Array[];
  /** 76 bytes: the header without its nonce */
  readonly header: Uint8Array;
};

const FINAL_SEQUENCE = 0xffffffff;
const NULL_INDEX = 0xffffffff;
const MAX_SCRIPT_BYTES = 100;
/** What the witness of a coinbase holds where blocks commit to witnesses (BIP 141). */
const WITNESS_RESERVED = new Uint8Array(32);

/** A parent for miners without a Bitcoin node: nobody checks what is in it but the commitment. */
export const standInTemplate = (timeSec: number): ParentTemplate => ({
  version: 0x20000000,
  previousHash: new Uint8Array(32),
  nBits: 0x1d00ffff,
  timeSec,
  height: undefined,
  flags: new Uint8Array(0),
  valueSat: 0n,
  payoutScript: script.compile([opcodes.OP_RETURN!]),
  witnessCommitment: undefined,
  coinbaseWitness: false,
  transactions: [],
});

/**
 * @param tree without one the block is an ordinary one
 * @param extraNonce makes the work of two threads different; at most 8 bytes
 */
export function buildParent(
  template: ParentTemplate,
  {
    tree,
    form,
    extraNonce,
  }: {
    readonly tree: AuxTree | undefined;
    readonly form: CommitmentForm;
    readonly extraNonce: Uint8Array;
  },
): ParentWork {
  const { version, previousHash, timeSec, nBits, transactions } = template;
  const root = tree && reverse(tree.root);
  const coinbase = new Transaction();
  coinbase.version = 2;
  const inScript =
    root && form === "script" ? scriptCommitment(root, tree.size, tree.nonce) : new Uint8Array(0);
  coinbase.addInput(
    new Uint8Array(32),
    NULL_INDEX,
    FINAL_SEQUENCE,
    inputScript(template, inScript, extraNonce),
  );
  coinbase.addOutput(template.payoutScript, template.valueSat);
  if (root && form === "output") coinbase.addOutput(outputCommitment(root, tree.size, tree.nonce), 0n);
  if (template.witnessCommitment !== undefined) coinbase.addOutput(template.witnessCommitment, 0n);
  if (template.coinbaseWitness) coinbase.setWitness(0, [WITNESS_RESERVED]);
  const leaves = [coinbase.getHash(), ...transactions.map(({ txid }) => txid)];
  const { branch, root: merkleRoot } = build(leaves, 0);
  const header = concatBytes(le32(version), previousHash, merkleRoot, le32(timeSec), le32(nBits));
  return { template, coinbase, branch, header };
}

/** Height first (BIP 34), then the commitment; the node's flags only where they still fit. */
function inputScript(
  { height, flags }: ParentTemplate,
  commitment: Uint8Array,
  extraNonce: Uint8Array,
): Uint8Array {
  const pushedHeight =
    height === undefined ? new Uint8Array(0) : script.compile([script.number.encode(height)]);
  const pushedNonce = concatBytes(Uint8Array.of(extraNonce.length), extraNonce);
  const whole = concatBytes(pushedHeight, commitment, pushedNonce, flags);
  return whole.length <= MAX_SCRIPT_BYTES ? whole : whole.subarray(0, whole.length - flags.length);
}

const withoutWitness = (coinbase: Transaction): Uint8Array => {
  const stripped = coinbase.clone();
  stripped.stripWitnesses();
  return stripped.toBuffer();
};

export const headerOf = ({ header }: ParentWork, nonce: number): Uint8Array =>
  concatBytes(header, le32(nonce));

/** The block as `submitblock` takes it. */
export const blockOf = (work: ParentWork, nonce: number): Uint8Array =>
  concatBytes(
    headerOf(work, nonce),
    compactSize(work.template.transactions.length + 1),
    work.coinbase.toBuffer(),
    ...work.template.transactions.map(({ raw }) => raw),
  );

/** The proof for the chain that stands at a place of the tree. */
export const proofOf = (work: ParentWork, place: AuxPlace, nonce: number): NamecoinAuxPow => ({
  coinbase: withoutWitness(work.coinbase),
  hashBlock: new Uint8Array(32),
  coinbaseBranch: work.branch,
  coinbaseIndex: 0,
  chainBranch: place.branch,
  chainIndex: place.index,
  parentHeader: headerOf(work, nonce),
});
