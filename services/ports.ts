/**
 * Everything outside that the core needs, as types. Adapters implement them; the core asks for no more than it
 * uses. One file, longer than the house allows: it is the one page that tells what the parts may ask of each other,
 * and its types refer to each other across every cut. Times are Unix milliseconds where named `Ms`, Unix seconds otherwise; amounts are wei.
 */
import type { Address, Hex } from "viem";
import type { Batch } from "./protocol/batch/batch.ts";
import type { ChannelEntry, Message } from "./protocol/channels/channel.ts";
import type { FeedMessage, FeedPosition } from "./protocol/feed/feedMessage.ts";
import type { BlockEnv } from "./protocol/superblock/l2Header.ts";
import type { BlockLeaf, Superblock } from "./protocol/superblock/superblock.ts";

// ---------------------------------------------------------------- time

export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

// ---------------------------------------------------------------- execution

export type Log = { readonly address: Address; readonly topics: readonly Hex[]; readonly data: Hex };

/** Why a transaction cannot be put into a block at all; wording of wallets' parsers is the API's affair. */
export type InvalidTransaction =
  | {
      readonly reason: "nonce-too-low" | "nonce-too-high";
      readonly expected: bigint;
      readonly actual: bigint;
    }
  | { readonly reason: "insufficient-funds"; readonly required: bigint; readonly balance: bigint }
  | { readonly reason: "fee-below-base"; readonly baseFee: bigint; readonly maxFee: bigint }
  | { readonly reason: "block-gas-exceeded"; readonly available: bigint; readonly gasLimit: bigint }
  | { readonly reason: "malformed" | "unsupported-type" | "wrong-chain" | "other"; readonly detail: string };

export type TxOutcome =
  | {
      readonly status: "applied";
      /** false: the transaction reverted; it is in the block all the same */
      readonly success: boolean;
      readonly hash: Hex;
      readonly gasUsed: bigint;
      readonly logs: readonly Log[];
      readonly returnData: Hex;
      /** what the messenger said where a result was asked for that nobody had supplied, caught or not */
      readonly missed?: Hex;
    }
  | ({ readonly status: "invalid" } & InvalidTransaction);

export type Receipt = {
  readonly transactionHash: Hex;
  readonly type: number;
  readonly success: boolean;
  readonly from: Address;
  readonly to: Address | null;
  readonly contractAddress: Address | null;
  readonly gasUsed: bigint;
  readonly cumulativeGasUsed: bigint;
  readonly effectiveGasPrice: bigint;
  readonly logsBloom: Hex;
  readonly logs: readonly Log[];
};

/** Header of an L2 block with what everybody asks of it; `rlp` is the header as hashed. */
export type BlockHeader = BlockEnv & {
  readonly chainId: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly stateRoot: Hex;
  readonly transactionsRoot: Hex;
  readonly receiptsRoot: Hex;
  readonly requestsHash: Hex;
  readonly logsBloom: Hex;
  readonly gasLimit: bigint;
  readonly gasUsed: bigint;
  readonly baseFee: bigint;
  readonly rlp: Hex;
};

export type SealedBlock = {
  readonly header: BlockHeader;
  /** raw signed transactions, in order */
  readonly transactions: readonly Hex[];
  readonly receipts: readonly Receipt[];
  /** trie nodes and code that came into being; written together with the superblock */
  readonly stateWrites: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[];
};

export type CallRequest = {
  readonly from?: Address;
  readonly to?: Address | null;
  readonly data?: Hex;
  readonly value?: bigint;
  readonly gas?: bigint;
  readonly gasPrice?: bigint;
};

export type CallOutcome = {
  readonly success: boolean;
  readonly returnData: Hex;
  readonly gasUsed: bigint;
  /** set when the call failed without a revert, e.g. "out of gas" */
  readonly failure?: string;
  /** as in TxOutcome: on the sequencer's head, a simulated group has the results */
  readonly missed?: Hex;
};

/** What a raw transaction says of itself, its signer included. */
export type TransactionFacts = {
  readonly hash: Hex;
  readonly sender: Address;
  /** absent when it creates a contract */
  readonly to?: Address;
  readonly nonce: bigint;
  readonly value: bigint;
  readonly gasLimit: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  /** before its first instruction (EIP-2028, EIP-2930, EIP-3860, EIP-7702) */
  readonly intrinsicGas: bigint;
  /** for its data, whatever is executed (EIP-7623) */
  readonly floorDataGas: bigint;
};

/** A transaction with what its place in a block depends on. */
export type LocalTransaction = {
  readonly raw: Hex;
  /** as the engine read it; nobody recovers it again */
  readonly sender: Address;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
};

/** What became of a transaction that was tried by itself. All but the first kind left no trace. */
export type LocalOutcome =
  | { readonly status: "kept"; readonly hash: Hex; readonly gasUsed: bigint }
  /** another nonce of the sender comes next */
  | { readonly status: "nonce"; readonly expected: bigint }
  /** others have used the block's gas */
  | { readonly status: "full" }
  /** it sends a message to another rollup or cannot be executed: what becomes of it, its group says */
  | { readonly status: "group" };

export type LocalLimits = {
  /** messages to it have no counterpart in the superblock */
  readonly l1ChainId: bigint;
  /** kept free in the block */
  readonly reservedGas: bigint;
};

/** A mark to which an open block can be taken back. Marks nest: the last taken is the first given back. */
export type Mark = { readonly depth: number };

/** A block being built or re-executed. One at a time per engine; used by one caller at a time. */
export interface OpenBlock {
  readonly env: BlockEnv;
  readonly baseFee: bigint;
  gasLeft(): bigint;
  nonceOf(address: Address): Promise<bigint>;
  balanceOf(address: Address): Promise<bigint>;
  storageAt(address: Address, slot: Hex): Promise<Hex>;
  /** Reads on the state as built so far; changes nothing. */
  call(request: CallRequest): Promise<CallOutcome>;
  /**
   * Executes a raw signed transaction on top. An invalid one leaves no trace.
   * @param signer of whom an engine read that it signed it; without, that is found out
   */
  apply(rawTransaction: Hex, signer?: Address): Promise<TxOutcome>;
  /**
   * As `apply` for a call that nobody signed: the sender's next nonce, the block's base fee and, unless `gas` is
   * given, all gas that is left. A block that took one can only be dropped.
   */
  applyUnsigned(request: CallRequest): Promise<TxOutcome>;
  /**
   * Executes transactions that may concern this rollup alone, in turn, each kept by itself. Stops after the first that
   * is its group's affair; there is an outcome for each that was tried.
   */
  applyLocal(
    transactions: readonly LocalTransaction[],
    limits: LocalLimits,
  ): Promise<readonly LocalOutcome[]>;
  mark(): Promise<Mark>;
  /** Undoes everything since the mark: state, transactions, gas. */
  rollback(mark: Mark): Promise<void>;
  /** Keeps everything since the mark. */
  keep(mark: Mark): Promise<void>;
  /** Requests, roots, header. The state is readable under its root at once, durable with the store's append. */
  seal(): Promise<SealedBlock>;
  /** Gives the block up. The engine is as before `open`. */
  drop(): Promise<void>;
}

export type AccountProof = {
  readonly address: Address;
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly codeHash: Hex;
  readonly storageHash: Hex;
  readonly accountProof: readonly Hex[];
  readonly storageProof: readonly {
    readonly key: Hex;
    readonly value: bigint;
    readonly proof: readonly Hex[];
  }[];
};

/** Executes one rollup. State roots address states; reads do not disturb an open block. */
export interface Engine {
  readonly chainId: bigint;
  /** Decodes a raw transaction for this rollup and finds out who signed it; says nothing of any state. */
  readTransaction(
    rawTransaction: Hex,
  ): Promise<
    | { readonly ok: true; readonly facts: TransactionFacts }
    | { readonly ok: false; readonly refusal: InvalidTransaction }
  >;
  open(parent: BlockHeader, env: BlockEnv): Promise<OpenBlock>;
  call(header: BlockHeader, request: CallRequest): Promise<CallOutcome>;
  /** Least gas limit with which the call succeeds. */
  estimateGas(
    header: BlockHeader,
    request: CallRequest,
  ): Promise<
    { readonly ok: true; readonly gas: bigint } | { readonly ok: false; readonly outcome: CallOutcome }
  >;
  account(stateRoot: Hex, address: Address): Promise<{ readonly balance: bigint; readonly nonce: bigint }>;
  code(stateRoot: Hex, address: Address): Promise<Hex>;
  storage(stateRoot: Hex, address: Address, slot: Hex): Promise<Hex>;
  proof(stateRoot: Hex, address: Address, slots: readonly Hex[]): Promise<AccountProof>;
}

// ---------------------------------------------------------------- groups

/** `supply` leaves the result of an action for the transaction that asks for it. */
export type LegKind = "user" | "action" | "supply" | "consume" | "relay" | "seal";

/** One transaction of a group. */
export type Leg = {
  readonly chainId: bigint;
  readonly transactionHash: Hex;
  readonly kind: LegKind;
  /** the channel leaf this leg completes, for actions and consumed messages */
  readonly leaf?: Hex;
  readonly gasUsed: bigint;
};

/** Why a group was dropped; `revertData` is exactly what the failing leg gave back. */
export type GroupFailure = {
  readonly chainId: bigint;
  readonly reason:
    | "invalid-transaction"
    | "action-reverted"
    | "depth-exceeded"
    | "gas-exceeded"
    | "unknown-chain"
    | "too-many-results"
    /**
     * the question is not the channel's next message: a plain trigger to the same rollup stands before it, whose action
     * comes after the answer, or it is asked again inside its own answer
     */
    | "result-out-of-order"
    /** what was supplied was not taken: the frame that read it reverted, or went another way with it */
    | "result-unused"
    | "sender-budget-exceeded"
    /** the producer lacks the ETH for the action, which is the operator's to mend */
    | "producer-unable";
  readonly target?: Address;
  readonly revertData: Hex;
  readonly detail: string;
};

/** A user transaction with everything it triggered; its id is the user transaction's hash. */
export type GroupRecord = {
  readonly id: Hex;
  readonly chainId: bigint;
  readonly superblock: bigint;
  /** the transaction it started with, then the others in the order in which they ran; those for results ran first */
  readonly legs: readonly Leg[];
};

export type DroppedGroup = {
  readonly id: Hex;
  readonly chainId: bigint;
  readonly atMs: number;
  readonly failure: GroupFailure;
};

export type SimulatedGroup =
  | { readonly status: "kept"; readonly returnData: Hex; readonly legs: readonly Leg[] }
  /** The call itself reverted: as a transaction it would be in the block, and nothing be triggered. */
  | { readonly status: "reverted"; readonly revertData: Hex; readonly legs: readonly Leg[] }
  | { readonly status: "dropped"; readonly failure: GroupFailure };

export type GroupGas =
  | { readonly status: "kept"; readonly gas: bigint }
  | Exclude<SimulatedGroup, { readonly status: "kept" }>;

export type TriggerRequest = {
  readonly srcChainId: bigint;
  readonly dstChainId: bigint;
  readonly from: Address;
  readonly target: Address;
  readonly data: Hex;
  /** wei to move along */
  readonly value?: bigint;
  /** asks for the action's result, of so many bytes at most */
  readonly maxResultBytes?: bigint;
  /** where the search for the gas limit begins */
  readonly maxGasLimit: bigint;
};

export type TriggerEstimate =
  | {
      readonly status: "kept";
      /** for the call on the destination */
      readonly gasLimit: bigint;
      /** to be sent with the trigger besides the value */
      readonly quoteWei: bigint;
      /** of the group with `maxGasLimit` */
      readonly legs: readonly Leg[];
    }
  | Exclude<SimulatedGroup, { readonly status: "kept" }>;

/** More simulations are asked for than can be run. */
export type SimulatorBusy = { readonly status: "busy" };

/** Runs groups on the head without keeping anything. */
export interface GroupSimulator {
  simulate(chainId: bigint, request: CallRequest): Promise<SimulatedGroup | SimulatorBusy>;
  /** A gas limit with which the call does what it does with plenty; for calls that ask for results. */
  estimateGas(chainId: bigint, request: CallRequest): Promise<GroupGas | SimulatorBusy>;
  estimateTrigger(request: TriggerRequest): Promise<TriggerEstimate | SimulatorBusy>;
}

// ---------------------------------------------------------------- store

export type SignedSuperblock = {
  readonly superblock: Superblock;
  readonly hash: Hex;
  /** ordered by chain id */
  readonly blocks: readonly BlockLeaf[];
  /** all channels, ordered by (source, destination) */
  readonly channels: readonly ChannelEntry[];
  /** messages from L1 consumed up to here, one per rollup, ordered by chain id */
  readonly consumed: readonly bigint[];
  /** absent at genesis, on a node's derived superblocks, and between journaling and signing */
  readonly signature?: Hex;
};

export type TransactionPlace = {
  readonly blockHash: Hex;
  readonly blockNumber: bigint;
  readonly index: number;
};

export type SentMessage = {
  readonly message: Message;
  readonly data: Hex;
  readonly blockNumber: bigint;
  readonly transactionHash: Hex;
};

export type StoredBlock = Omit<SealedBlock, "stateWrites">;

/** One database for all rollups; a superblock and its blocks become visible together or not at all. */
export interface Store {
  /** Appends the next superblock with its blocks, state and groups in one transaction. Number 0 is genesis. */
  append(superblock: SignedSuperblock, blocks: readonly SealedBlock[], groups: readonly GroupRecord[]): void;
  /** Adds the leader's signature to an appended superblock. */
  sign(number: bigint, signature: Hex): void;
  /** Takes back every superblock above `number`, with its blocks and indexes. */
  rollbackTo(number: bigint): void;
  /** Resolves when everything written so far has reached the disk. */
  flushed(): Promise<void>;
  head(): SignedSuperblock | undefined;
  superblock(number: bigint): SignedSuperblock | undefined;
  superblockByHash(hash: Hex): SignedSuperblock | undefined;
  block(chainId: bigint, number: bigint): StoredBlock | undefined;
  blockByHash(chainId: bigint, hash: Hex): StoredBlock | undefined;
  header(chainId: bigint, number: bigint): BlockHeader | undefined;
  transactionPlace(chainId: bigint, transactionHash: Hex): TransactionPlace | undefined;
  /** Of a superblock, in the order in which they were kept. */
  groups(number: bigint): readonly GroupRecord[];
  /** The group that a transaction of any kind belongs to. */
  group(transactionHash: Hex): GroupRecord | undefined;
  /** Leaves that a rollup sent over a channel (messenger's MessageSent), in order of nonce, the first `count`. */
  leaves(srcChainId: bigint, dstChainId: bigint, count: bigint): readonly Hex[];
  /** A message that a rollup sent, by channel and nonce. */
  sentMessage(srcChainId: bigint, dstChainId: bigint, nonce: bigint): SentMessage | undefined;
  /** Small records of services: poster, signer, miner. JSON with bigints kept. */
  readonly records: Records;
  /** Trie nodes and code of one rollup. */
  stateNode(chainId: bigint, key: Uint8Array): Uint8Array | undefined;
  close(): Promise<void>;
}

export interface Records {
  get<T>(key: string): T | undefined;
  put<T>(key: string, value: T): void;
  delete(key: string): void;
  /** Records whose key begins with `prefix`, ordered by key. */
  list<T>(prefix: string): readonly { readonly key: string; readonly value: T }[];
}

/** What happened to the head of the store, told after the store has it; `takingBack` is told before. */
export type HeadChange =
  | { readonly kind: "appended"; readonly superblock: SignedSuperblock }
  /** Superblocks above `to` are about to go, now they can still be read. `rolledBack` follows once they are gone. */
  | { readonly kind: "takingBack"; readonly to: bigint }
  /** Superblocks above `to` are gone. */
  | { readonly kind: "rolledBack"; readonly to: bigint };

/** Where parts that follow the head listen. Listeners return at once and do not throw. */
export interface HeadFeed {
  /** @returns how to stop listening */
  subscribe(listener: (change: HeadChange) => void): () => void;
}

// ---------------------------------------------------------------- feed

/** Where signed superblocks come from before L1 has them. */
export interface FeedSource {
  /** for logs and status */
  readonly url: string;
  /** What follows `from`, checked for its form and nothing else. Throws when the line breaks or goes silent. */
  follow(from: FeedPosition, signal: AbortSignal): AsyncIterable<FeedMessage>;
}

// ---------------------------------------------------------------- L1

export type L1Block = {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly timestamp: bigint;
};

/** A message in the Portal, for one rollup. */
export type L1Message = {
  readonly message: Message;
  readonly data: Hex;
  readonly l1BlockNumber: bigint;
  readonly sentAtSec: bigint;
};

/** A batch as it stands in the inbox. */
export type PostedBatch = {
  readonly batch: Batch;
  readonly hash: Hex;
  readonly l1Block: { readonly number: bigint; readonly hash: Hex };
  readonly transactionHash: Hex;
  /** posted in fallback: the checkpoint that it came with, whose miner made it unless the leader signed it */
  readonly checkpoint?: Hex;
  /** it lay aside in fallback: the checkpoint with which its branch took over, when its challenge window began */
  readonly stoodWith?: Hex;
};

/** A term and where it began: superblocks above `startNumber` count in it. */
export type StandingTerm = {
  readonly term: Hex;
  readonly startNumber: bigint;
  readonly startSuperblock: Hex;
};

/** What the name of a term is made of (`nextTerm`), so that its opening is dated. */
export type TermOpening = {
  /** the term before; the zero hash for the first */
  readonly previous: Hex;
  readonly startNumber: bigint;
  readonly startSuperblock: Hex;
  readonly openedAtSec: bigint;
};

/** What the inbox holds as of one L1 block. */
export type L1Standing = {
  readonly head: L1Block;
  /** in force */
  readonly term: StandingTerm;
  /** that stand, from index 1 on: neither rolled back by the inbox nor lost by a reorganisation */
  readonly batches: readonly PostedBatch[];
  /** while fallback is open; without it the inbox takes the leader's batches */
  readonly fallback?: FallbackTree | undefined;
};

/** Batches that anyone may post, each with its work; those that stand are the branch that the ledger leads with. */
export type FallbackTree = {
  /** the batch on which the tree grows: where fallback opened, or where a claim has taken it back to since */
  readonly base: { readonly index: bigint; readonly hash: Hex };
  /** leading checkpoint there; the zero hash before the first */
  readonly baseCheckpoint: Hex;
  /** of the term in force, in the order of acceptance, leading or not; each has its checkpoint */
  readonly nodes: readonly PostedBatch[];
};

/** What was posted with a batch, decoded from the transaction's input. */
export type PostedInput = {
  readonly tip: Superblock;
  /** undefined where a miner posted in fallback */
  readonly signature: Hex | undefined;
  readonly blocks: readonly BlockLeaf[];
  readonly channels: readonly ChannelEntry[];
  readonly consumed: readonly bigint[];
  readonly data: Uint8Array;
};

/** A checkpoint that the L1 ledger accepted. */
export type MinedCheckpoint = {
  readonly id: Hex;
  readonly parent: Hex;
  readonly superblock: Hex;
  readonly miner: Address;
  readonly nBits: number;
  readonly batchIndex: bigint;
  readonly number: bigint;
  /** its own, one more than its parent's */
  readonly height: number;
  /** its proof as L1 took it, calldata layout */
  readonly auxPow: Hex;
  readonly l1BlockNumber: bigint;
  readonly acceptedAtSec: bigint;
};

/** What the L1 contracts say, addressed by L1 block; a view never mixes two forks. */
export interface L1Reader {
  chainId(): Promise<bigint>;
  /** The newest block. */
  head(): Promise<L1Block>;
  block(number: bigint): Promise<L1Block | undefined>;
  /** Messages to a rollup from `fromNonce` on that stand in L1 blocks up to and including `upTo`. */
  messages(dstChainId: bigint, fromNonce: bigint, upTo: bigint): Promise<readonly L1Message[]>;
  /** Id of the leading checkpoint as of an L1 block; the zero hash before the first. */
  leadAt(l1BlockNumber: bigint): Promise<Hex>;
  /** The batch with index 0, which holds genesis only. */
  genesisBatch(): Promise<Batch>;
  /** Posted batches that stand, from `fromIndex` on, in order, up to the head. */
  batches(fromIndex: bigint): Promise<readonly PostedBatch[]>;
  input(batch: PostedBatch): Promise<PostedInput>;
  /** Accepted checkpoints, in order of acceptance. */
  checkpoints(): Promise<readonly MinedCheckpoint[]>;
  /** The leading checkpoint now; undefined before the first. */
  lead(): Promise<MinedCheckpoint | undefined>;
  /** Term in force. */
  term(): Promise<StandingTerm>;
  /** How a term was opened, in force or over; undefined for one that L1 has not opened. */
  termOpening(term: Hex): Promise<TermOpening | undefined>;
  /** The newest block with the term and the batches that stand there, from one view. */
  standing(): Promise<L1Standing>;
  /** Seconds that unmined batches have waited for work. */
  miningClock(): Promise<bigint>;
  /** Index of the newest final batch. */
  finalBatchIndex(): Promise<bigint>;
  /** Who may lead at a number now; undefined if nobody may. */
  leader(number: bigint): Promise<Address | undefined>;
}

export type L1Call = {
  readonly to: Address;
  readonly data: Hex;
  readonly value?: bigint;
  readonly gas?: bigint;
  /** whole EIP-4844 blobs that go with the transaction */
  readonly blobs?: readonly Uint8Array[];
};

export type L1SendOutcome =
  | {
      readonly ok: true;
      readonly transactionHash: Hex;
      readonly blockNumber: bigint;
      readonly gasUsed: bigint;
      readonly blobGasUsed?: bigint;
    }
  /** `error` is the decoded name of the contract's error, or "unknown" */
  | {
      readonly ok: false;
      readonly error: string;
      readonly args: readonly unknown[];
      readonly detail: string;
    };

/** Sends L1 transactions of one account, one after the other. */
export interface L1Sender {
  readonly address: Address;
  /** Sends, waits for inclusion and answers with what happened. Simulates first: a call that would revert is not sent. */
  send(call: L1Call, signal?: AbortSignal): Promise<L1SendOutcome>;
}

// ---------------------------------------------------------------- keys

/** Signs L2 transactions of the producer. */
export interface ProducerKey {
  readonly address: Address;
  signTransaction(tx: {
    readonly chainId: bigint;
    readonly nonce: bigint;
    readonly to: Address;
    readonly data: Hex;
    readonly value?: bigint;
    readonly gas: bigint;
    readonly maxFeePerGas: bigint;
  }): Promise<Hex>;
}

/** Signs superblocks for the leader. Refuses a second digest for a (term, number) and a lower number in a term. */
export interface SuperblockSigner {
  readonly address: Address;
  sign(
    superblock: Superblock,
  ): Promise<
    | { readonly ok: true; readonly signature: Hex }
    | { readonly ok: false; readonly reason: "second-digest" | "lower-number"; readonly detail: string }
  >;
}

// ---------------------------------------------------------------- what the roles offer each other

export type Rank = "soft" | "posted" | "mined" | "final";

/** Newest superblock number of each rank. */
export type Ranks = {
  readonly soft: bigint;
  readonly posted: bigint;
  readonly mined: bigint;
  readonly final: bigint;
};

/** Where parts that follow the ranks listen: told after one has moved, up or down. Listeners do not throw. */
export interface RankFeed {
  /** @returns how to stop listening */
  subscribe(listener: () => void): () => void;
}

export type SubmitOutcome =
  | { readonly ok: true; readonly hash: Hex }
  /** `detail` in geth's words, which wallets read */
  | { readonly ok: false; readonly reason: string; readonly detail: string };

/** Where user transactions wait. */
export interface TransactionPool {
  submit(chainId: bigint, rawTransaction: Hex): Promise<SubmitOutcome>;
  /** Raw transaction that waits, by hash. */
  pending(chainId: bigint, hash: Hex): Hex | undefined;
  /** Next nonce of a sender counting what waits, given the nonce in the state. */
  nextNonce(chainId: bigint, sender: Address, stateNonce: bigint): bigint;
  /** The group that a transaction was dropped with, if it was. */
  dropped(transactionHash: Hex): DroppedGroup | undefined;
  counts(chainId: bigint): { readonly pending: number; readonly queued: number };
}
