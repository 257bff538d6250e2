/**
 * Superblocks with whole headers and a true history over the model rollups, posted to the L1 contracts: what an honest
 * leader makes, and the same with one thing changed.
 */
import { createBlockHeaderFromRLP } from "@ethereumjs/block";
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { RLP } from "@ethereumjs/rlp";
import { bytesToHex, type Hex, hexToBytes, keccak256 } from "viem";
import * as Tree from "../../../services/protocol/appendOnlyTree.ts";
import { type ChannelEntry, channelsRoot } from "../../../services/protocol/channels/channel.ts";
import { nextBaseFee } from "../../../services/protocol/superblock/baseFee.ts";
import { derivePrevRandao } from "../../../services/protocol/superblock/l2Header.ts";
import {
  blocksRoot,
  hashHistoryLeaf,
  hashSuperblock,
  type Superblock,
} from "../../../services/protocol/superblock/superblock.ts";
import { type Draft, type DraftOptions, genesisParent, type Parent, post } from "./batches.ts";
import { L1, type L1Fixture, producer, ROLLUPS, ZERO_WORD } from "./l1Fixture.ts";
import { buildBlock, channelOf, emptyChannels, type ModelBlock, withEntries } from "./rollupModel.ts";

export type ModelSuperblock = {
  readonly superblock: Superblock;
  readonly hash: Hex;
  readonly blocks: readonly ModelBlock[];
  readonly channels: readonly ChannelEntry[];
};

/** By number, genesis first; `batches` by index. */
export type ModelChain = {
  readonly fixture: L1Fixture;
  readonly superblocks: readonly ModelSuperblock[];
  readonly batches: readonly Parent[];
};

/** A lie: changes of one superblock before what follows is built on it. */
export type Lie = {
  /** of which superblock of the range, from its first; the tip when absent */
  readonly at?: number;
  readonly superblock?: (honest: Superblock) => Partial<Superblock>;
  /** fields of the first rollup's header, as they are hashed */
  readonly header?: (fields: Uint8Array[]) => unknown[];
  /** the first rollup's leaf */
  readonly leaf?: (honest: ModelBlock["leaf"]) => Partial<ModelBlock["leaf"]>;
  /** in the place of the first rollup's header */
  readonly rawHeader?: Hex;
};

export type NextOptions = Pick<DraftOptions, "outboxes" | "claim" | "inState"> & {
  readonly superblocks?: number;
  readonly lie?: Lie;
  /** further words in the messengers */
  readonly words?: readonly (readonly [slot: Hex, word: Hex])[];
  readonly lead?: Hex;
};

const common = new Common({ chain: Mainnet, hardfork: Hardfork.Prague });

const domainOf = ({ deployment }: L1Fixture) => ({ l1ChainId: L1, inbox: deployment.addresses.inbox });

export const hashIn = (fixture: L1Fixture, superblock: Superblock): Hex =>
  hashSuperblock(superblock, domainOf(fixture));

export const historyOf = (chain: ModelChain): Hex[] =>
  chain.superblocks.map(({ hash }) => hashHistoryLeaf(hash));

/** Siblings of the leaf that comes after the first `count`. */
export const nextSiblings = (leaves: readonly Hex[], count: number): Hex[] =>
  Tree.siblings([...leaves.slice(0, count), ZERO_WORD], count);

export async function startChain(fixture: L1Fixture): Promise<ModelChain> {
  const superblock = fixture.deployment.genesisSuperblock;
  const channels = emptyChannels(L1, ROLLUPS);
  const { timestamp } = superblock;
  const blocks = await Promise.all(
    ROLLUPS.map((chainId) => buildBlock({ chainId, number: 0n, timestamp, channels })),
  );
  return {
    fixture,
    superblocks: [{ superblock, hash: hashIn(fixture, superblock), blocks, channels }],
    batches: [await genesisParent(fixture)],
  };
}

function withLie(block: ModelBlock, { header, leaf, rawHeader }: Lie): ModelBlock {
  const rlp = header
    ? bytesToHex(
        RLP.encode(header(RLP.decode(hexToBytes(block.proof.header)) as Uint8Array[]) as Uint8Array[]),
      )
    : (rawHeader ?? block.proof.header);
  const lied = { ...block.leaf, blockHash: keccak256(rlp) };
  return { ...block, leaf: { ...lied, ...leaf?.(lied) }, proof: { ...block.proof, header: rlp } };
}

type Making = {
  readonly term: Hex;
  readonly timestamp: bigint;
  readonly origin: { number: bigint; hash: Hex };
};

async function nextSuperblock(
  chain: ModelChain,
  { term, timestamp, origin }: Making,
  { lie, ...options }: NextOptions,
): Promise<ModelSuperblock> {
  const { fixture, superblocks } = chain;
  const parent = superblocks.at(-1)!;
  const number = BigInt(superblocks.length);
  const toL1 = ROLLUPS.map((rollup, i) => channelOf(rollup, L1, options.outboxes?.[i] ?? []));
  const honest = options.outboxes ? withEntries(parent.channels, toL1) : parent.channels;
  const channels = options.claim?.(honest) ?? honest;
  const built = await Promise.all(
    ROLLUPS.map((chainId, i) => {
      const { trueHeader, leaf } = parent.blocks[i]!;
      const before = createBlockHeaderFromRLP(hexToBytes(trueHeader), { common, setHardfork: false });
      return buildBlock({
        chainId,
        number,
        timestamp,
        channels: options.inState?.(channels, chainId) ?? channels,
        words: options.words ?? [],
        env: {
          coinbase: producer,
          parentHash: leaf.blockHash,
          parentBeaconBlockRoot: origin.hash,
          extraData: parent.hash,
          mixHash: derivePrevRandao(bytesToHex(before.mixHash), options.lead ?? ZERO_WORD, number),
          baseFeePerGas: nextBaseFee({
            baseFee: before.baseFeePerGas!,
            gasUsed: before.gasUsed,
            gasLimit: before.gasLimit,
          }),
        },
      });
    }),
  );
  const blocks = lie ? [withLie(built[0]!, lie), ...built.slice(1)] : built;
  const made: Superblock = {
    term,
    number,
    timestamp,
    producer,
    parent: parent.hash,
    historyRoot: Tree.root(historyOf(chain).reduce(Tree.append, Tree.emptyTree)),
    blocksRoot: blocksRoot(blocks.map(({ leaf }) => leaf)),
    channelsRoot: channelsRoot(channels),
    l1OriginNumber: origin.number,
    l1Origin: origin.hash,
  };
  const superblock = { ...made, ...lie?.superblock?.(made) };
  return { superblock, hash: hashIn(fixture, superblock), blocks, channels };
}

/** The next batch, not posted. Its superblocks are a second apart. */
export async function draftNext(
  chain: ModelChain,
  options: NextOptions = {},
): Promise<{ readonly chain: ModelChain; readonly draft: Draft }> {
  const { chain: l1, contracts } = chain.fixture;
  const count = options.superblocks ?? 1;
  const parent = chain.batches.at(-1)!;
  const now = await l1.now();
  const later = parent.batch.timestamp + BigInt(count);
  const tipTime = now > later ? now : later;
  const head = await l1.client.getBlock();
  const block = await l1.client.getBlock({ blockNumber: head.number - 1n });
  const origin = { number: block.number, hash: block.hash };
  const term = await contracts.inbox.read<Hex>("term");
  let next = chain;
  for (let i = 0; i < count; i++) {
    const { lie, ...rest } = options;
    const isFalse = lie !== undefined && (lie.at ?? count - 1) === i;
    const timestamp = tipTime - BigInt(count - 1 - i);
    const made = await nextSuperblock(
      next,
      { term, timestamp, origin },
      { ...rest, ...(isFalse && { lie }) },
    );
    next = { ...next, superblocks: [...next.superblocks, made] };
  }
  const tip = next.superblocks.at(-1)!;
  const draft: Draft = {
    parent,
    tip: tip.superblock,
    blocks: tip.blocks.map(({ leaf }) => leaf),
    channels: tip.channels,
    proofs: tip.blocks.map(({ proof }) => proof),
    consumed: parent.consumed,
    data: "0x01c0ffee",
  };
  return { chain: next, draft };
}

export async function postNext(chain: ModelChain, options: NextOptions = {}) {
  const { chain: next, draft } = await draftNext(chain, options);
  const posted = await post(chain.fixture, draft);
  return { chain: { ...next, batches: [...next.batches, posted] }, draft };
}
