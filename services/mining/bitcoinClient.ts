/** A Bitcoin node as a miner needs it: templates by BIP 22, 23 and 145, and `submitblock`. */
import { hexToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import { reverse } from "../protocol/bitcoin/bitcoinHash.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import type { ParentTemplate } from "./parentBlock.ts";
import { createRpcCaller, type RpcEndpoint } from "./rpcCaller.ts";

const hex = z.string().regex(/^([0-9a-f]{2})*$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const blockTemplate = z.object({
  version: z.number().int(),
  rules: z.array(z.string()).default([]),
  previousblockhash: hash,
  transactions: z.array(z.object({ data: hex, txid: hash })),
  coinbaseaux: z.object({ flags: hex.optional() }).optional(),
  coinbasevalue: z.number().int().min(0),
  longpollid: z.string().optional(),
  curtime: z.number().int(),
  bits: z.string().regex(/^[0-9a-f]{8}$/),
  height: z.number().int().min(0),
  default_witness_commitment: hex.optional(),
});

export type TemplateAnswer = {
  readonly template: ParentTemplate;
  /** given back, it makes the node wait until it has another template */
  readonly longPollId: string | undefined;
};

export interface BitcoinClient {
  /** The script that pays an address of the node's network. */
  payoutScript(address: string, signal: AbortSignal): Promise<Uint8Array>;
  template(
    payoutScript: Uint8Array,
    longPollId: string | undefined,
    signal: AbortSignal,
  ): Promise<TemplateAnswer>;
  /** undefined when the block was taken, else the node's reason */
  submitBlock(block: Uint8Array, signal: AbortSignal): Promise<string | undefined>;
}

/** A node answers a long poll within a minute or so, when new transactions are worth a new template. */
const LONG_POLL_MS = 150_000;
/** Rules that must be understood, marked by "!": these need nothing that we do not do. */
const KNOWN_RULES = ["!segwit", "!signet"];

export function createBitcoinClient(endpoint: RpcEndpoint): BitcoinClient {
  const call = createRpcCaller(endpoint, "Bitcoin node");
  return {
    payoutScript: async (address, signal) => {
      const answer = z
        .object({ isvalid: z.boolean(), scriptPubKey: hex.optional() })
        .parse(await call("validateaddress", [address], { signal }));
      if (!answer.isvalid || answer.scriptPubKey === undefined)
        throw new ServiceError("payout-address", `the Bitcoin node does not know ${address} as an address`);
      return hexToBytes(answer.scriptPubKey);
    },
    template: async (payoutScript, longPollId, signal) => {
      const request = { rules: ["segwit"], ...(longPollId === undefined ? {} : { longpollid: longPollId }) };
      const wait = longPollId === undefined ? {} : { timeoutMs: LONG_POLL_MS };
      const answer = blockTemplate.parse(await call("getblocktemplate", [request], { signal, ...wait }));
      const unknown = answer.rules.find((rule) => rule.startsWith("!") && !KNOWN_RULES.includes(rule));
      if (unknown !== undefined)
        throw new ServiceError("bitcoin-rule", `the Bitcoin node demands the rule ${unknown}, unknown here`);
      return { template: readTemplate(answer, payoutScript), longPollId: answer.longpollid };
    },
    submitBlock: async (block, signal) => {
      const answer = await call("submitblock", [Buffer.from(block).toString("hex")], { signal });
      return answer === null || answer === undefined ? undefined : String(answer);
    },
  };
}

const readTemplate = (answer: z.output<typeof blockTemplate>, payoutScript: Uint8Array): ParentTemplate => ({
  version: answer.version,
  previousHash: reverse(hexToBytes(answer.previousblockhash)),
  nBits: Number.parseInt(answer.bits, 16),
  timeSec: answer.curtime,
  height: answer.height,
  flags: hexToBytes(answer.coinbaseaux?.flags ?? ""),
  valueSat: BigInt(answer.coinbasevalue),
  payoutScript,
  witnessCommitment:
    answer.default_witness_commitment === undefined
      ? undefined
      : hexToBytes(answer.default_witness_commitment),
  coinbaseWitness:
    answer.default_witness_commitment !== undefined &&
    answer.rules.some((rule) => rule.replace("!", "") === "segwit"),
  transactions: answer.transactions.map(({ data, txid }) => ({
    raw: hexToBytes(data),
    txid: reverse(hexToBytes(txid)),
  })),
});
