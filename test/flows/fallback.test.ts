/** Nobody leads: miners build the chain, everything that users have goes on, and the leader comes back. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { encodeFunctionData, parseEther } from "viem";
import { crossRollupTokenBridgeAbi, portalAbi } from "../../services/abi/index.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { TOKEN_BRIDGE } from "../../services/protocol/systemAddresses.ts";
import { createEquivocationClaimer } from "../../services/settlement/claims/equivocationClaimer.ts";
import { createFallbackOpener } from "../../services/settlement/fallbackOpener.ts";
import { type StoryContext, sendAndWait } from "../../services/story/context.ts";
import { ACTION_GAS, balanceOf, createToken, quote, supplies } from "../../services/story/storyToken.ts";
import { type FallbackStage, setStage } from "../support/fallbackStage.ts";
import { resigned } from "../support/followingNode.ts";
import { person, quiet } from "../support/livePair.ts";
import { postLie } from "../support/lyingProducer.ts";
import { type RpcProxy, startRpcProxy } from "../support/rpcProxy.ts";

const BOB = person(5).address;

describe("fallback", function () {
  this.timeout(300_000);
  let stage: FallbackStage;
  beforeEach(async () => {
    stage = await setStage();
  });
  const proxies: RpcProxy[] = [];
  afterEach(async () => {
    await stage.clear();
    for (const proxy of proxies.splice(0)) await proxy.close();
  });

  /** The leader's word against its own: what it posted, and another superblock in its place. */
  const equivocate = async () => {
    const posted = (await stage.l1.batches(1n)).at(-1)!;
    const { tip, signature } = await stage.l1.input(posted);
    const first = { superblock: tip, signature: signature! };
    const other = { ...first, transactions: [] } as never;
    const second = await resigned(stage.deployment, other, { timestamp: tip.timestamp + 1n });
    const claimer = createEquivocationClaimer({ ...stage, sender: stage.anyone, log: quiet });
    const { superblock, signature: again } = second;
    const claimed = await claimer.claim({ first, second: { superblock, signature: again } });
    expect(claimed.result).to.equal("sent");
  };

  const deposit = async (users: StoryContext, valueWei: bigint) => {
    const { portal } = stage.deployment.addresses;
    const gasLimit = 100_000n;
    const fee = await users.l1.reader.readContract({
      ...{ address: portal, abi: portalAbi, functionName: "quote", args: [gasLimit] },
    });
    const args = [users.a.chainId, BOB, "0x", gasLimit, 0n, BOB] as const;
    const data = encodeFunctionData({ abi: portalAbi, functionName: "send", args });
    await stage.send({ to: portal, data, value: valueWei + fee });
  };

  it("after an equivocation: miners go on from the mined superblock, with deposits and tokens between rollups; the leader returns", async () => {
    const sequencer = await stage.startSequencer();
    const miner = stage.startMiner(sequencer.miningUrl);
    const before = stage.users(sequencer.rpcUrls);
    for (const chain of [before.a, before.b])
      await stage.until("Alice's ETH", async () => {
        return (await chain.reader.getBalance({ address: person(4).address })) > 0n;
      });
    const token = await createToken(before);
    await stage.until("a mined batch", async () => ((await stage.l1.lead())?.batchIndex ?? 0n) >= 2n);
    await equivocate();
    const producer = await stage.startProducer(3, { open: true });
    const { batches, fallback } = await stage.untilStands("fallback", (now) => now.fallback !== undefined);
    expect(batches.length).to.equal(Number(fallback!.base.index));

    const users = stage.users(producer.rpcUrls);
    await stage.untilStands("three superblocks", (now) => (now.fallback?.nodes.length ?? 0) >= 3);
    const [had, supply] = [await users.a.reader.getBalance({ address: BOB }), await supplies(users, token)];
    await deposit(users, parseEther("3"));
    await stage.until("the deposit", async () => {
      return (await users.a.reader.getBalance({ address: BOB })) === had + parseEther("3");
    });
    const amount = parseEther("25");
    await sendAndWait(users.a, "alice", {
      to: TOKEN_BRIDGE,
      data: encodeFunctionData({
        abi: crossRollupTokenBridgeAbi,
        functionName: "burn",
        args: [token, users.b.chainId, BOB, amount, "0x", ACTION_GAS],
      }),
      value: await quote(users.a, users.b),
    });
    expect(await balanceOf(users.b, token, BOB)).to.equal(amount);
    expect((await supplies(users, token)).total).to.equal(supply.total);

    const halted = (await before.a.reader.request({ method: "lockstep_status" as never })) as {
      reasons: readonly { reason: string }[];
    };
    expect(halted.reasons.map(({ reason }) => reason)).to.include("fallback");

    await producer.stop();
    await stage.send(stage.bond());
    const back = await stage.untilStands("the leader", (now) => now.fallback === undefined);
    const returned = back.batches.at(-1)!;
    expect((await stage.l1.input(returned)).signature).to.not.equal(undefined);
    await stage.untilStands("the leader's batches", (now) => now.batches.length > back.batches.length + 1);
    await miner.stop();

    const number = (await stage.l1.batches(0n)).at(-1)!.batch.number;
    const derived = (await stage.derive()).filter((block) => BigInt(block.number) === number);
    for (const chain of [before.a, before.b]) {
      const { hash } = await chain.reader.getBlock({ blockNumber: number });
      expect(derived.find(({ chainId }) => BigInt(chainId) === chain.chainId)?.hash).to.equal(hash);
    }
    expect(await balanceOf(before.b, token, BOB)).to.equal(amount);
  });

  /** The leader has a batch mined and then says nothing for longer than it may. */
  const fallSilent = async (): Promise<void> => {
    const sequencer = await stage.startSequencer();
    const miner = stage.startMiner(sequencer.miningUrl);
    await stage.until("a mined batch", async () => ((await stage.l1.lead())?.batchIndex ?? 0n) >= 2n);
    await miner.stop();
    await sequencer.stop();
    await stage.pass(100);
  };
  const openFallback = async (): Promise<void> => {
    const opener = createFallbackOpener({ ...stage, sender: stage.anyone, clock: systemClock, log: quiet });
    await opener.step(new AbortController().signal);
    expect(opener.waitsFor).to.equal(undefined);
  };

  it("after silence: a false superblock that leads is built around, and orphaned by more work", async () => {
    await fallSilent();
    await openFallback();
    const lie = await postLie(stage);
    expect(lie.ok, lie.ok ? "" : lie.error).to.equal(true);
    const led = (await stage.l1.standing()).batches.at(-1)!;
    expect(led.checkpoint, "the lie leads").to.not.equal(undefined);

    const producer = await stage.startProducer(3);
    const { batches } = await stage.untilStands("the truth to lead", (now) => {
      const index = Number(led.batch.index);
      return now.batches.length > index && now.batches[index - 1]!.hash !== led.hash;
    });
    const metrics = await (await fetch(`${producer.opsUrl}/metrics`)).text();
    expect(metrics).to.match(/^lockstep_producer_false_batches 1$/m);
    await producer.stop();
    const { number } = batches.at(-1)!.batch;
    const derived = (await stage.derive()).filter((block) => BigInt(block.number) === number);
    const known = new Set((await stage.l1.standing()).batches.map(({ batch }) => batch.superblock));
    expect(known.has(led.batch.superblock)).to.equal(false);
    expect(derived.map(({ chainId }) => BigInt(chainId))).to.deep.equal([...producer.rpcUrls.keys()]);
  });

  it("a producer that is killed between finding work and posting posts that very work when it is back", async () => {
    await fallSilent();
    await openFallback();
    const proxy = await startRpcProxy(stage.l1Url);
    proxies.push(proxy);
    proxy.breakAfter(0);
    const key = join(stage.folder, "producer.key");
    writeFileSync(key, `0x${Buffer.from(person(3).getHdKey().privateKey!).toString("hex")}`, { mode: 0o600 });
    const produce = () =>
      stage.startCommand([
        ...["produce", "--l1", proxy.url, "--deployment", stage.deploymentFile, "--key-file", key],
        ...["--state", join(stage.folder, "producer"), "--rpc-port", "0", "--ops-port", "0"],
      ]);
    const first = produce();
    const [, found] = await first.says(/"checkpoint":"(0x[0-9a-f]{64})".*"msg":"work accepted"/);
    await first.kill();
    expect((await stage.l1.standing()).fallback!.nodes).to.deep.equal([]);

    proxy.breakAfter(Number.POSITIVE_INFINITY);
    const second = produce();
    const { fallback } = await stage.untilStands("the work", (now) => now.fallback!.nodes.length > 0);
    expect(fallback!.nodes[0]!.checkpoint).to.equal(found);
    expect(await second.stop(), second.errors()).to.equal(0);
  });
});
