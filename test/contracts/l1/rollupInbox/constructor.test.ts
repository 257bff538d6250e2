import { expect } from "chai";
import type { Hex } from "viem";
import { hashBatch, hashConsumed } from "../../../../services/protocol/batch/batch.ts";
import { entriesFrom } from "../../../../services/protocol/batch/packedChannels.ts";
import { nextTerm } from "../../../../services/protocol/superblock/superblock.ts";
import type { Refusal } from "../../../support/contracts.ts";
import { createChain } from "../../../support/contracts.ts";
import { genesisParent } from "../../../support/l1/batches.ts";
import { type Head, OTHER_WORD } from "../../../support/l1/inboxDrafts.ts";
import { A, B, compiled, deployL1, L1, planOn, ZERO_WORD } from "../../../support/l1/l1Fixture.ts";

describe("RollupInbox.constructor", () => {
  it("opens the first term at genesis and keeps the genesis batch", async () => {
    const fixture = await deployL1();
    const { contracts, deployment, chain } = fixture;
    const { inbox } = contracts;
    const genesis = await genesisParent(fixture);
    const hash = await inbox.read<Hex>("genesisSuperblock");
    expect(genesis.batch.superblock).equal(hash);
    expect(genesis.batch.index).equal(0n);
    expect(genesis.batch.timestamp).equal(deployment.genesisTimestamp);
    expect(genesis.batch.consumedHash).equal(hashConsumed(entriesFrom(genesis.channels, L1)));
    expect(await inbox.read<Hex>("batchHash", [0n])).equal(hashBatch(genesis.batch));

    const opened = (await chain.client.getBlock({ blockNumber: 3n })).timestamp;
    expect(genesis.batch.postedAtSec).equal(opened);
    expect(await inbox.read<Hex>("term")).equal(nextTerm(ZERO_WORD, 0n, hash, opened));
    expect(await inbox.read<Head>("head")).deep.equal({
      index: 0n,
      number: 0n,
      timestamp: deployment.genesisTimestamp,
      unminedSinceSec: 0n,
    });
    expect(await inbox.read<bigint>("miningClock")).equal(0n);
  });

  it("shows its parameters whole", async () => {
    const { contracts, chain, deployment } = await deployL1();
    const config = await contracts.inbox.read<Record<string, unknown>>("config");
    expect(config.rollups).deep.equal(
      deployment.rollups.map(({ chainId, genesisHash }) => ({ chainId, genesisHash })),
    );
    expect(config.genesis).deep.equal(deployment.genesisSuperblock);
    expect(config.ledger).equal(contracts.ledger.address);
    expect(config.portal).equal(contracts.portal.address);
    expect(config.sequencerPolicy).equal(contracts.sequencerPolicy.address);
    expect(config.dataPolicy).equal(contracts.dataPolicy.address);
    expect(config.maxLagSec).equal(deployment.limits.maxLagSec);
    expect(config.strict).equal(false);
    expect(config.maxUnminedSuperblocks).equal(deployment.limits.maxUnminedSuperblocks);
    expect(await chain.client.getChainId()).equal(Number(L1));
  });

  const rollups = (ids: readonly bigint[]) => ids.map((chainId) => ({ chainId, genesisHash: OTHER_WORD }));
  const refused: [string, bigint[], Refusal][] = [
    ["RollupSetTooSmall: one rollup", [A], { errorName: "RollupSetTooSmall", args: [2n, 1n] }],
    ["RollupSetNotAscending: B before A", [B, A], { errorName: "RollupSetNotAscending", args: [B, A] }],
    ["RollupSetNotAscending: the same twice", [A, A], { errorName: "RollupSetNotAscending", args: [A, A] }],
    [
      "RollupSetTooLarge: eight rollups",
      [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n],
      { errorName: "RollupSetTooLarge", args: [7n, 8n] },
    ],
    ["RollupSetHoldsL1", [L1, A], { errorName: "RollupSetHoldsL1", args: [L1] }],
  ];
  for (const [title, ids, expected] of refused) {
    it(title, async () => {
      const chain = await createChain();
      const { args } = await planOn(chain);
      const { abi, bytecode } = await compiled("RollupInbox");
      const inbox = { ...args.inbox, rollups: rollups(ids) };
      expect(await chain.deployRefusal(abi, bytecode, [inbox])).deep.equal(expected);
    });
  }

  it("InboxMaxUnminedTooLarge: more than the head has room for", async () => {
    const chain = await createChain();
    const { args } = await planOn(chain);
    const { abi, bytecode } = await compiled("RollupInbox");
    const inbox = { ...args.inbox, maxUnminedSuperblocks: 2n ** 24n };
    expect(await chain.deployRefusal(abi, bytecode, [inbox])).deep.equal({
      errorName: "InboxMaxUnminedTooLarge",
      args: [2n ** 24n - 1n, 2n ** 24n],
    });
  });
});
