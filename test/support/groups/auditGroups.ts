/** What must hold at the end of a run, each of it found out another way than the builder's. */
import { Transaction } from "ethers";
import type { Address, Hex } from "viem";
import type { StoredBlock } from "../../../services/ports.ts";
import { importChains } from "../chainImport.ts";
import { L1_CHAIN_ID } from "../lockstepRollups.ts";
import { checkEther, checkSums, checkSupply } from "./auditMoney.ts";
import { ChannelBooks } from "./channelBooks.ts";
import type { Deposits } from "./deposits.ts";
import { type Effects, visitOf } from "./effects.ts";
import type { GroupsLife, GroupsWorld } from "./groupsWorld.ts";
import type { Scene } from "./intents.ts";
import { visitsIn } from "./visitTrees.ts";

export type GroupsAudit = {
  readonly superblocks: number;
  readonly transactions: number;
  /** blocks that the second implementation took to the same hash and state */
  readonly imported: number;
  readonly messages: number;
  readonly signatures: number;
};

export type Parts = {
  readonly deposits: Deposits;
  readonly effects: Effects;
  readonly gone: ReadonlySet<Hex>;
  readonly scene: Scene;
};

export async function auditGroups(world: GroupsWorld, life: GroupsLife, parts: Parts): Promise<GroupsAudit> {
  const { store } = life;
  checkAnnounced(world, life);
  const books = new ChannelBooks(L1_CHAIN_ID);
  const nonces = new Map<string, number>();
  const visits: string[] = [];
  const burntWei = new Map<bigint, bigint>();
  for (const blocks of superblocks(world, life)) {
    books.read(blocks);
    for (const block of blocks) {
      const { chainId, baseFee, gasUsed } = block.header;
      checkNonces(block, nonces, parts.gone);
      visits.push(...visitsIn(block, parts.scene.courier).map(({ id, wei }) => visitOf(chainId, id, wei)));
      burntWei.set(chainId, (burntWei.get(chainId) ?? 0n) + baseFee * gasUsed);
    }
  }
  const messages = checkChannels(life, books);
  await checkAccountNonces(life, nonces);
  checkConsumed(life, parts);
  same("visits", visits.toSorted().join("\n"), parts.effects.visits.join("\n"));
  await checkSums(life, parts);
  await checkSupply(world, life, parts);
  await checkEther(world, life, { ...parts, books, burntWei });
  const { accounts: genesisAccounts, rollups } = world.genesis;
  return {
    superblocks: Number(store.head()!.superblock.number),
    transactions: [...nonces.values()].reduce((sum, count) => sum + count, 0),
    imported: await importChains(store, { genesisAccounts, rollups }),
    messages,
    signatures: world.signed.length,
  };
}

function* superblocks({ chainIds }: GroupsWorld, { store }: GroupsLife): Generator<readonly StoredBlock[]> {
  for (let number = 1n; number <= store.head()!.superblock.number; number++)
    yield chainIds.map((chainId) => store.block(chainId, number)!);
}

/** Each number was announced once and stands; no number of a term has two signatures. */
function checkAnnounced({ announced, signed }: GroupsWorld, { store }: GroupsLife): void {
  for (const [i, { superblock, hash, signature }] of announced.entries()) {
    same("announced number", superblock.number, BigInt(i + 1));
    same(`superblock ${superblock.number}`, store.superblock(superblock.number)?.hash, hash);
    same(`signature of ${superblock.number}`, store.superblock(superblock.number)?.signature, signature);
  }
  same("announced", BigInt(announced.length), store.head()!.superblock.number);
  const signatures = new Map<string, Hex>();
  for (const { term, number, signature } of signed) {
    const key = `${term} ${number}`;
    same(`signature of ${key}`, signature, signatures.get(key) ?? signature);
    signatures.set(key, signature);
  }
}

function checkNonces(
  { header: { chainId }, transactions, receipts }: StoredBlock,
  nonces: Map<string, number>,
  gone: ReadonlySet<Hex>,
): void {
  for (const [i, raw] of transactions.entries()) {
    const { nonce, hash } = Transaction.from(raw);
    // Recovering the sender once more is left to the second implementation, which does it faster.
    const { from } = receipts[i]!;
    const key = `${chainId} ${from}`;
    same(`nonce of ${key}`, nonce, nonces.get(key) ?? 0);
    nonces.set(key, nonce + 1);
    same("hash", hash, receipts[i]!.transactionHash);
    if (gone.has(hash as Hex)) throw new Error(`transaction ${hash} was given up and is in a block`);
  }
}

async function checkAccountNonces(
  { engine, header }: GroupsLife,
  nonces: ReadonlyMap<string, number>,
): Promise<void> {
  for (const [key, count] of nonces) {
    const [chain, address] = key.split(" ") as [string, Address];
    const chainId = BigInt(chain);
    const { nonce } = await engine(chainId).account(header(chainId).stateRoot, address);
    same(`transactions of ${key}`, count, Number(nonce));
  }
}

/** Both ends of every channel are what the blocks say, and the superblock says the same. */
function checkChannels({ store }: GroupsLife, books: ChannelBooks): number {
  let messages = 0;
  for (const { srcChainId, dstChainId, count, root } of store.head()!.channels) {
    const ends = [
      ...(srcChainId === L1_CHAIN_ID ? [] : (["outbox"] as const)),
      ...(dstChainId === L1_CHAIN_ID ? [] : (["inbox"] as const)),
    ];
    for (const end of ends) {
      const book = books.book(end, srcChainId, dstChainId);
      same(`${end} of ${srcChainId} to ${dstChainId}`, `${book.count} ${book.root}`, `${count} ${root}`);
    }
    messages += Number(count);
  }
  return messages;
}

function checkConsumed({ store }: GroupsLife, { deposits, effects, scene }: Parts): void {
  for (const [i, consumed] of store.head()!.consumed.entries())
    for (const taken of deposits.taken(scene.chainIds[i]!, consumed)) effects.add(taken.effects);
}

function same(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what}: ${actual}, expected ${expected}`);
}
