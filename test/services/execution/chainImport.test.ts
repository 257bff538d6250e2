import { expect } from "chai";
import { encodeFunctionData, type Hex, parseEther } from "viem";
import { crossRollupMessengerAbi } from "../../../services/abi/index.ts";
import { encodeBlock } from "../../../services/api/rawBlock.ts";
import type { StoredBlock } from "../../../services/ports.ts";
import { MESSENGER } from "../../../services/protocol/systemAddresses.ts";
import { createChainImport, importChains } from "../../support/chainImport.ts";
import { L1_CHAIN_ID, signedBy, testAccount } from "../../support/lockstepRollups.ts";
import { sentFrom } from "../../support/messages.ts";
import { createSequencerBench, type SequencerBench } from "../../support/sequencerBench.ts";

const [ALICE, BOB] = [4, 5] as const;

describe("a second implementation of Ethereum's block import", function () {
  this.timeout(60_000);
  let bench: SequencerBench;
  after(() => bench?.close());

  const deposit = (dstChainId: bigint) =>
    sentFrom(L1_CHAIN_ID, dstChainId, {
      nonce: 0n,
      value: parseEther("1"),
      target: testAccount(ALICE).address,
      refundTo: testAccount(ALICE).address,
      deadline: 1_900_000_000n,
    }).message;
  const accountsOf = (chainId: bigint) => [
    ...bench.rollups.genesis.accounts,
    ...bench.rollups.genesis.rollups.find((rollup) => rollup.chainId === chainId)!.accounts,
  ];
  const deployment = () => ({ ...bench.rollups.genesis, genesisAccounts: bench.rollups.genesis.accounts });

  before(async () => {
    bench = await createSequencerBench();
    const [A, B] = bench.rollups.chainIds as [bigint, bigint];
    for (const chainId of [A, B]) bench.l1.post(deposit(chainId));
    bench.l1.grow(5);
    bench.start();
    await bench.slots(1);
    const args = [B, testAccount(BOB).address, "0x", 100_000n] as const;
    const data = encodeFunctionData({ abi: crossRollupMessengerAbi, functionName: "trigger", args });
    const trigger = { chainId: A, from: ALICE, nonce: 0, to: MESSENGER, value: 10n ** 15n, data };
    const raws: readonly (readonly [bigint, Hex])[] = [
      [A, await signedBy(trigger)],
      [B, await signedBy({ chainId: B, from: ALICE, nonce: 0, to: testAccount(BOB).address, value: 7n })],
      // Reverts, and is in the block all the same.
      [B, await signedBy({ chainId: B, from: ALICE, nonce: 1, to: MESSENGER, data: "0xdeadbeef" })],
      [B, await signedBy({ chainId: B, from: ALICE, nonce: 2, data: "0x600160005500" })],
    ];
    for (const [chainId, raw] of raws) {
      const submitted = await bench.pool.submit(chainId, raw);
      if (!submitted.ok) throw new Error(submitted.detail);
    }
    await bench.slots(3);
  });

  it("takes every block of both rollups from genesis on, to the same hashes and states", async () => {
    const { number } = bench.head();
    expect(number).to.equal(4n);
    const [A, B] = bench.rollups.chainIds as [bigint, bigint];
    const kinds = [A, B].map((id) => bench.store.block(id, 2n)!.receipts.map(({ success }) => success));
    expect(kinds, "trigger and seal; action, users' three, seal").to.deep.equal([
      [true, true],
      [true, true, false, true, true],
    ]);
    expect(await importChains(bench.store, deployment())).to.equal(2 * Number(number));
  });

  describe("refuses a block", () => {
    const importing = async (change: (block: StoredBlock) => StoredBlock): Promise<string> => {
      const [, B] = bench.rollups.chainIds as [bigint, bigint];
      const chain = await createChainImport(B, accountsOf(B), bench.store.header(B, 0n)!.rlp);
      await chain.import(encodeBlock(bench.store.block(B, 1n)!));
      return chain.import(encodeBlock(change(bench.store.block(B, 2n)!))).then(
        () => "taken",
        () => "refused",
      );
    };
    /** One nibble of a header's RLP changed where a value stands. */
    const flipped = (block: StoredBlock, value: Hex): StoredBlock => {
      const { rlp } = block.header;
      const at = rlp.indexOf(value.slice(2)) + value.length - 3;
      const digit = (Number.parseInt(rlp[at]!, 16) ^ 1).toString(16);
      return {
        ...block,
        header: { ...block.header, rlp: `${rlp.slice(0, at)}${digit}${rlp.slice(at + 1)}` as Hex },
      };
    };

    for (const field of [
      "parentHash",
      "stateRoot",
      "transactionsRoot",
      "receiptsRoot",
      "requestsHash",
    ] as const)
      it(`with another ${field}`, async () => {
        expect(await importing((block) => flipped(block, block.header[field]))).to.equal("refused");
      });

    it("without one of its transactions, or with two in another order", async () => {
      const with_ = (transactions: readonly Hex[]) => (block: StoredBlock) => ({ ...block, transactions });
      const { transactions } = bench.store.block(bench.rollups.chainIds[1]!, 2n)!;
      expect(await importing(with_(transactions))).to.equal("taken");
      expect(await importing(with_(transactions.slice(1)))).to.equal("refused");
      expect(await importing(with_(transactions.toReversed()))).to.equal("refused");
    });
  });
});
