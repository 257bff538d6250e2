import { hexToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import { reverse } from "../protocol/bitcoin/bitcoinHash.ts";
import * as NamecoinAuxPow from "../protocol/bitcoin/namecoinAuxPow.ts";

/** A merged-mining proof with what it claims to prove. */
export interface AuxPowVector {
  readonly id: string;
  /** Wire order. */
  readonly auxHash: Uint8Array;
  readonly chainId: number;
  readonly nBits: number;
  readonly auxPow: NamecoinAuxPow.NamecoinAuxPow;
}

export type ReadVectors =
  | { readonly ok: true; readonly vectors: readonly AuxPowVector[] }
  | { readonly ok: false; readonly reason: "bad-json" | "unknown-shape"; readonly detail: string };

const hex = z.string().regex(/^([0-9a-fA-F]{2})*$/, "must be hex");
const hex32 = hex.length(64);
const u32 = z.number().int().min(0).max(0xffffffff);
const bits = z.string().regex(/^[0-9a-fA-F]{8}$/, "must be 8 hex digits");

/** A proof taken apart; hashes named so are display order, the rest wire bytes. */
const parts = z.object({
  auxBlockHash: hex32,
  chainId: u32,
  auxBits: bits,
  coinbaseTxHex: hex,
  coinbaseBranch: z.array(hex32),
  coinbaseIndex: u32,
  chainBranch: z.array(hex32),
  chainIndex: u32,
  parentHeaderHex: hex.length(160),
  chain: z.string().optional(),
  height: z.number().nullish(),
});

/** What a pool was given by `createauxblock` and sent to `submitauxblock`. */
const submission = z.object({ hash: hex32, chainid: u32, bits, auxpow: hex, id: z.string().optional() });

/** Reads one vector, a list, or an object with `vectors`. */
export function readAuxPowVectors(text: string): ReadVectors {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, reason: "bad-json", detail: (error as Error).message };
  }
  const listed = z.object({ vectors: z.array(z.unknown()) }).safeParse(json);
  const items: unknown[] = Array.isArray(json) ? json : listed.success ? listed.data.vectors : [json];
  const vectors: AuxPowVector[] = [];
  for (const [i, item] of items.entries()) {
    const read = readVector(item, i);
    if (typeof read === "string") {
      return { ok: false, reason: "unknown-shape", detail: `vector ${i}: ${read}` };
    }
    vectors.push(read);
  }
  if (vectors.length === 0) return { ok: false, reason: "unknown-shape", detail: "no vectors" };
  return { ok: true, vectors };
}

function readVector(item: unknown, i: number): AuxPowVector | string {
  const isSubmission = typeof item === "object" && item !== null && "auxpow" in item;
  if (isSubmission) {
    const read = submission.safeParse(item);
    if (!read.success) return firstIssue(read.error);
    const { failure, auxPow } = NamecoinAuxPow.parse(read.data.auxpow);
    if (auxPow === undefined) return `auxpow: ${failure}`;
    const { hash, chainid, bits: nBits } = read.data;
    const head = { id: read.data.id ?? hash, auxHash: reverse(hexToBytes(hash)), chainId: chainid };
    return { ...head, nBits: Number.parseInt(nBits, 16), auxPow };
  }
  const read = parts.safeParse(item);
  if (!read.success) return firstIssue(read.error);
  const vector = read.data;
  return {
    id: [i, vector.chain ?? "chain", vector.height ?? vector.auxBlockHash.slice(0, 16)].join(":"),
    auxHash: reverse(hexToBytes(vector.auxBlockHash)),
    chainId: vector.chainId,
    nBits: Number.parseInt(vector.auxBits, 16),
    auxPow: {
      coinbase: hexToBytes(vector.coinbaseTxHex),
      hashBlock: new Uint8Array(32),
      coinbaseBranch: vector.coinbaseBranch.map((node) => hexToBytes(node)),
      coinbaseIndex: vector.coinbaseIndex,
      chainBranch: vector.chainBranch.map((node) => hexToBytes(node)),
      chainIndex: vector.chainIndex,
      parentHeader: hexToBytes(vector.parentHeaderHex),
    },
  };
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? "not a vector" : `${issue.path.join(".") || "item"}: ${issue.message}`;
}
