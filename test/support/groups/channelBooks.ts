/**
 * The channels' trees once more, from blocks alone: leaves decoded and hashed by ethers, trees built level by level.
 * Nothing of the builder, the messenger's state or the protocol folder takes part.
 */
import { AbiCoder, concat, Interface, keccak256, type Log, Transaction } from "ethers";
import type { Hex } from "viem";
import { crossRollupMessengerAbi } from "../../../services/abi/index.ts";
import type { StoredBlock } from "../../../services/ports.ts";
import { MESSENGER } from "../../../services/protocol/systemAddresses.ts";

const messenger = new Interface(crossRollupMessengerAbi as never);
const FIELDS = [
  "kind",
  "srcChainId",
  "dstChainId",
  "nonce",
  "sender",
  "target",
  "value",
  "gasLimit",
  "deadline",
  "refundTo",
  "dataHash",
  "resultHash",
];
const TYPES = [
  "uint8",
  "uint64",
  "uint64",
  "uint64",
  "address",
  "address",
  "uint256",
  "uint64",
  "uint64",
  "address",
  "bytes32",
  "bytes32",
];
const DEPTH = 32;
const ZERO = `0x${"00".repeat(32)}`;

export type Book = { readonly count: number; readonly root: string };
type Decoded = { readonly [field: string]: unknown };
type End = "outbox" | "inbox";

export class ChannelBooks {
  readonly #l1ChainId: bigint;
  readonly #leaves = new Map<string, string[]>();
  /** wei that rollups sent towards L1, bounces included */
  sentToL1Wei = 0n;

  constructor(l1ChainId: bigint) {
    this.#l1ChainId = l1ChainId;
  }

  /** The blocks of one superblock: results that were supplied on one rollup belong to actions on another. */
  read(blocks: readonly StoredBlock[]): void {
    const results = new Map(blocks.flatMap(suppliedIn));
    for (const block of blocks) this.#read(block, results);
  }

  #read({ header: { chainId }, transactions, receipts }: StoredBlock, results: Results): void {
    for (const [i, raw] of transactions.entries()) {
      const receipt = receipts[i]!;
      if (!receipt.success) continue;
      const { to, data } = Transaction.from(raw);
      if (to?.toLowerCase() === MESSENGER.toLowerCase()) this.#receive(chainId, data, results);
      for (const { address, topics, data: logged } of receipt.logs)
        if (address.toLowerCase() === MESSENGER.toLowerCase()) this.#send(chainId, { topics, data: logged });
    }
  }

  /** A tree as one end of a channel must have it. */
  book(end: End, srcChainId: bigint, dstChainId: bigint): Book {
    const leaves = this.#leaves.get(`${end} ${srcChainId} ${dstChainId}`) ?? [];
    return { count: leaves.length, root: rootOf(leaves) };
  }

  #send(chainId: bigint, log: Pick<Log, "data"> & { readonly topics: readonly Hex[] }): void {
    const parsed = messenger.parseLog(log);
    if (parsed?.name !== "MessageSent") return;
    const message = parsed.args.message as Decoded;
    this.#append("outbox", chainId, message);
    if (message.dstChainId === this.#l1ChainId) this.sentToL1Wei += message.value as bigint;
  }

  /** The producer's own transactions tell what came in; who else calls these functions fails. */
  #receive(chainId: bigint, data: string, results: Results): void {
    const call = messenger.parseTransaction({ data });
    if (call === null || !TAKING.includes(call.name)) return;
    const message = fieldsOf(call.args.message as Decoded);
    const result = call.name === "actionForResult" ? results.get(hashOf(message)) : undefined;
    if (call.name === "actionForResult" && result === undefined) throw new Error("a result that nobody has");
    this.#append("inbox", chainId, result ? { ...message, resultHash: keccak256(result) } : message);
  }

  #append(end: End, chainId: bigint, message: Decoded): void {
    const { srcChainId, dstChainId, nonce } = message;
    if ((end === "outbox" ? srcChainId : dstChainId) !== chainId)
      throw new Error(`${end} of ${chainId} has a message from ${srcChainId} to ${dstChainId}`);
    const key = `${end} ${srcChainId} ${dstChainId}`;
    const leaves = this.#leaves.get(key) ?? [];
    if (BigInt(leaves.length) !== nonce) throw new Error(`${key}: nonce ${nonce} at place ${leaves.length}`);
    leaves.push(hashOf(message));
    this.#leaves.set(key, leaves);
  }
}

const TAKING = ["action", "actionForResult", "consume"];
/** by the hash of the message that asks */
type Results = ReadonlyMap<string, string>;

const suppliedIn = ({ transactions }: StoredBlock): [string, string][] =>
  transactions.flatMap((raw) => {
    const { to, data } = Transaction.from(raw);
    const call = to?.toLowerCase() === MESSENGER.toLowerCase() ? messenger.parseTransaction({ data }) : null;
    return call?.name === "supply" ? [[call.args.request as string, call.args.result as string]] : [];
  });

const fieldsOf = (message: Decoded): Decoded =>
  Object.fromEntries(FIELDS.map((field) => [field, message[field]]));

const hashOf = (message: Decoded): string =>
  keccak256(
    concat([
      "0x00",
      AbiCoder.defaultAbiCoder().encode(
        TYPES,
        FIELDS.map((field) => message[field]),
      ),
    ]),
  );

/** Every level in full, padded with the root of an empty subtree of its height. */
function rootOf(leaves: readonly string[]): string {
  let level = leaves;
  let empty = ZERO;
  for (let height = 0; height < DEPTH; height++) {
    const above: string[] = [];
    for (let i = 0; i < level.length; i += 2) above.push(node(level[i]!, level[i + 1] ?? empty));
    empty = node(empty, empty);
    level = above;
  }
  return level[0] ?? empty;
}

const node = (left: string, right: string): string => keccak256(concat(["0x01", left, right]));
