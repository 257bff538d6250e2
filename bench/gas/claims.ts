/**
 * Gas of claims as whole transactions: the rollback of the inbox and the ledger, the slash and the prover's pay are in
 * it. Where the proofs are long, EIP-7623's floor of 40 gas a byte decides, not the work: nothing in the contract can
 * make those rows cheaper.
 */
import { type Hex, keccak256, size } from "viem";
import {
  SUPERBLOCK_TYPES,
  type Superblock,
  typedDomain,
} from "../../services/protocol/superblock/superblock.ts";
import { mine, rollBack, wait } from "../../test/support/l1/batches.ts";
import {
  channelArguments,
  headerArguments,
  headerLinkArguments,
  historyLinkArguments,
} from "../../test/support/l1/claimArguments.ts";
import { deepState } from "../../test/support/l1/deepState.ts";
import { alice, deployL1, L1, type L1Fixture, leader } from "../../test/support/l1/l1Fixture.ts";
import { type Lie, type ModelChain, postNext, startChain } from "../../test/support/l1/modelChain.ts";
import type { Measurement } from "../measurement.ts";

const WRONG: Hex = keccak256("0x77");

async function world(lie: Lie): Promise<{ fixture: L1Fixture; chain: ModelChain }> {
  const fixture = await deployL1();
  await wait(fixture, fixture.parameters.mining.minSpacingSec);
  const first = await postNext(await startChain(fixture));
  await mine(fixture, first.chain.batches[1]!.batch);
  // Not the first rollback of the deployment: that one fills a slot more.
  await rollBack(fixture, first.chain.batches[1]!.batch);
  const { chain } = await postNext(first.chain, { lie });
  return { fixture, chain };
}

async function row(
  { fixture }: { fixture: L1Fixture },
  name: string,
  call: readonly [string, readonly unknown[]],
  limit?: number,
): Promise<Measurement> {
  const { gasUsed } = await fixture.contracts.claims.write(...call, { account: alice });
  return { name: `claim: ${name}`, gas: Number(gasUsed), ...(limit && { limit }) };
}

async function channel(nodes: { account: number; storage: number }, limit?: number): Promise<Measurement> {
  const state = deepState(WRONG, nodes);
  const lying = await world({ leaf: () => ({ stateRoot: state.stateRoot }) });
  const [accused, blocks, channels, evidence] = channelArguments(lying.chain);
  const { accountProof, storageProof } = state;
  const bytes = [...accountProof, ...storageProof].reduce((sum, node) => sum + size(node), 0);
  const name = `channel, account ${nodes.account} and storage ${nodes.storage} nodes, ${bytes} bytes of proof`;
  const args = [accused, blocks, channels, { ...evidence, accountProof, storageProof }];
  return row(lying, name, ["claimChannel", args], limit);
}

async function equivocation(): Promise<Measurement> {
  const { fixture, chain } = await world({});
  const tip = chain.superblocks.at(-1)!.superblock;
  const signed = async (superblock: Superblock) => ({
    superblock,
    signature: await leader.signTypedData({
      domain: typedDomain({ l1ChainId: L1, inbox: fixture.deployment.addresses.inbox }),
      types: SUPERBLOCK_TYPES,
      primaryType: "Superblock",
      message: superblock,
    }),
  });
  const pair = [await signed(tip), await signed({ ...tip, historyRoot: WRONG })];
  const opening = { previous: WRONG, startNumber: 0n, startSuperblock: WRONG, openedAtSec: 0n };
  const args = [...pair, opening, chain.batches[1]!.batch];
  return row({ fixture }, "equivocation in the term in force", ["claimEquivocation", args], 120_000);
}

export async function measure(): Promise<Measurement[]> {
  const timestamp = (fields: Uint8Array[]) => fields.with(11, Uint8Array.of(9));
  const header = await world({ header: timestamp });
  const parentHash = (fields: Uint8Array[]) => fields.with(0, new Uint8Array(32).fill(7));
  const link = await world({ header: parentHash });
  const history = await world({ superblock: () => ({ historyRoot: WRONG }) });
  return [
    await channel({ account: 8, storage: 5 }),
    await channel({ account: 6, storage: 3 }),
    // A young rollup: some thousand accounts, some hundred slots of the messenger.
    await channel({ account: 4, storage: 3 }, 200_000),
    await row(
      header,
      "header against its superblock",
      ["claimHeader", headerArguments(header.chain)],
      120_000,
    ),
    await row(link, "header against its parent", ["claimHeaderLink", headerLinkArguments(link.chain)]),
    await row(history, "history root", ["claimHistoryLink", historyLinkArguments(history.chain)]),
    await equivocation(),
  ];
}
