/** What pools ask of an auxiliary daemon besides: the chain of checkpoints in the words of a Bitcoin node. */
import { isAddress } from "viem";
import type { MiningView, Place } from "../../mining/miningView.ts";
import { bitsHex, decode, work } from "../../protocol/bitcoin/compactTarget.ts";
import { gwei, notReady } from "./auxMethods.ts";
import type { CallDeps } from "./miningDeps.ts";
import { displayHash, hashFromDisplay, RpcError, type RpcMethod } from "./rpcMethod.ts";

const DIFFICULTY_1 = 0xffffn << 208n;
const HASH_RATE_BLOCKS = 120;
const SUBVERSION = "/Lockstep:0.1.0/";
const CHAIN = "lockstep";

/** How many times harder than Bitcoin's easiest target. */
const difficulty = (nBits: number): number =>
  Number((DIFFICULTY_1 * 1_000_000_000n) / decode(nBits)) / 1_000_000_000;

const viewOf = ({ service }: CallDeps): MiningView => {
  const view = service.view();
  if (view === undefined) throw notReady("l1-unknown");
  return view;
};

const connections = ({ service }: CallDeps): number => (service.view() === undefined ? 0 : 1);

/** Checkpoints that L1 has recorded. */
const recorded = (deps: CallDeps): readonly Place[] => {
  const view = viewOf(deps);
  return view.chain.slice(0, view.recorded);
};
const tip = (deps: CallDeps): Place => recorded(deps).at(-1)!;

const timeOf = ({ acceptedAtSec, timestampSec }: Place): number => Number(acceptedAtSec ?? timestampSec);

/** Hashes per second that the last checkpoints took. */
function hashRate(places: readonly Place[]): number {
  const span = places.slice(-HASH_RATE_BLOCKS);
  const seconds = timeOf(span.at(-1)!) - timeOf(span[0]!);
  const hashes = span.slice(1).reduce((sum, { nBits }) => sum + work(decode(nBits)), 0n);
  return seconds > 0 ? Number(hashes) / seconds : 0;
}

/** A checkpoint of the leading chain, what is on its way to L1 included. */
function place(deps: CallDeps, hash: unknown): Place | undefined {
  const id = hashFromDisplay(hash, "block hash");
  return viewOf(deps).chain.find((candidate) => candidate.id === id);
}

/** None while it is on its way to L1. */
const confirmations = (deps: CallDeps, { height }: Place): number =>
  Math.max(0, tip(deps).height - height + 1);

/** What is settled counts as mature: its credit can be claimed. */
const SETTLED_CONFIRMATIONS = 3;

function getBlock(deps: CallDeps, hash: unknown) {
  const found = place(deps, hash);
  const id = hashFromDisplay(hash, "block hash");
  const isAside = viewOf(deps).known.has(id) || deps.service.waiting().some((work) => work.id === id);
  if (found === undefined && isAside) return { hash, confirmations: -1, tx: [hash] };
  if (found === undefined) throw new RpcError(-5, "Block not found");
  return {
    hash,
    confirmations: confirmations(deps, found),
    height: found.height,
    version: 1,
    tx: [hash],
    time: timeOf(found),
    bits: bitsHex(found.nBits),
    difficulty: difficulty(found.nBits),
    previousblockhash: displayHash(found.parent),
  };
}

/** A checkpoint stands for its own coinbase: the transaction that pays the miner is the block. */
function getTransaction(deps: CallDeps, txid: unknown) {
  const found = place(deps, txid);
  if (found === undefined) throw new RpcError(-5, "Invalid or non-wallet transaction id");
  const category = confirmations(deps, found) >= SETTLED_CONFIRMATIONS ? "generate" : "immature";
  return {
    txid,
    blockhash: txid,
    confirmations: confirmations(deps, found),
    time: timeOf(found),
    // Credit is claimed on the rollups, not sent.
    amount: 0,
    details: [{ address: found.miner, category, amount: 0, vout: 0 }],
  };
}

function getBlockHash(deps: CallDeps, height: unknown): string {
  const found = typeof height === "number" ? recorded(deps)[height] : undefined;
  if (found === undefined) throw new RpcError(-8, "Block height out of range");
  return displayHash(found.id);
}

function getBlockTemplate(deps: CallDeps) {
  const view = viewOf(deps);
  if (view.tip === undefined) throw notReady("nothing-to-mine");
  const lead = view.chain.at(-1)!;
  return {
    version: 1,
    height: lead.height + 1,
    previousblockhash: displayHash(lead.id),
    bits: bitsHex(lead.nBits),
    curtime: Math.floor(deps.clock.now() / 1000),
    coinbasevalue: gwei(deps.nextCreditWei?.() ?? 0n),
    transactions: [],
  };
}

const base = (deps: CallDeps) => ({ blocks: tip(deps).height, difficulty: difficulty(tip(deps).nBits) });

const simple = (name: string, summary: string, handle: RpcMethod["handle"]): RpcMethod => ({
  name,
  summary,
  params: [],
  required: 0,
  handle,
});

const withParams = (
  name: string,
  summary: string,
  params: readonly [string, ...string[]],
  handle: RpcMethod["handle"],
): RpcMethod => ({ name, summary, params, required: 1, handle });

export const CHAIN_METHODS: readonly RpcMethod[] = [
  simple("getblockcount", "height of the last checkpoint on L1", (deps) => tip(deps).height),
  simple("getbestblockhash", "the last checkpoint on L1", (deps) => displayHash(tip(deps).id)),
  withParams("getblockhash", "checkpoint by height", ["height"], (deps, [height]) =>
    getBlockHash(deps, height),
  ),
  withParams("getblock", "checkpoint by hash", ["blockhash", "verbosity"], (deps, [hash]) =>
    getBlock(deps, hash),
  ),
  withParams("gettransaction", "what a checkpoint pays", ["txid", "include_watchonly"], (deps, [txid]) =>
    getTransaction(deps, txid),
  ),
  withParams("validateaddress", "whether createauxblock takes an address", ["address"], (_, [address]) => {
    const isvalid = typeof address === "string" && isAddress(address);
    return isvalid ? { isvalid, address } : { isvalid };
  }),
  simple("getdifficulty", "of the last checkpoint", (deps) => difficulty(tip(deps).nBits)),
  {
    ...simple("getblocktemplate", "height and parent of the next checkpoint", getBlockTemplate),
    params: ["template_request"],
  },
  simple("getconnectioncount", "1 while L1 answers", connections),
  simple("getpeerinfo", "the L1 node, while it answers", (deps) =>
    connections(deps) === 0 ? [] : [{ id: 0, addr: "l1", subver: SUBVERSION, inbound: false }],
  ),
  simple("getinfo", "summary", (deps) => ({
    ...base(deps),
    version: 100,
    protocolversion: 1,
    connections: connections(deps),
    testnet: false,
    errors: "",
  })),
  simple("getnetworkinfo", "version and connections", (deps) => ({
    version: 100,
    subversion: SUBVERSION,
    protocolversion: 1,
    connections: connections(deps),
    networkactive: true,
  })),
  simple("getblockchaininfo", "the chain of checkpoints", (deps) => ({
    ...base(deps),
    chain: CHAIN,
    headers: tip(deps).height,
    bestblockhash: displayHash(tip(deps).id),
    initialblockdownload: false,
    verificationprogress: 1,
  })),
  simple("getmininginfo", "difficulty and hash rate", (deps) => ({
    ...base(deps),
    chain: CHAIN,
    networkhashps: hashRate(recorded(deps)),
    pooledtx: 0,
    accepted: deps.service.submissions.counts.accepted,
    rejected: Object.values(deps.service.submissions.counts.rejected).reduce((sum, n) => sum + n, 0),
  })),
  simple("uptime", "seconds", (deps) => Math.floor((deps.clock.now() - deps.startedAtMs) / 1000)),
];
