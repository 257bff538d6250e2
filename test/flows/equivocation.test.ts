/** A leader that signs two superblocks for one number: a node finds it out, proves it on L1, and so does a file alone. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createPublicClient, type Hex, http } from "viem";
import { bondedSequencerAbi } from "../../services/abi/index.ts";
import { createL1Sender } from "../../services/adapters/l1/l1Sender.ts";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { runClaimRole } from "../../services/roles/claimRole.ts";
import { openNodeClaims } from "../../services/roles/nodeClaims.ts";
import { nodeSchema } from "../../services/runtime/config.ts";
import { writeDeployment } from "../../services/runtime/deploymentFile.ts";
import { createLifecycle } from "../../services/runtime/lifecycle.ts";
import { createEquivocationClaimer } from "../../services/settlement/claims/equivocationClaimer.ts";
import { createSettlement } from "../../services/settlement/settlementLoop.ts";
import { createSpokenFeed, resigned, startFollowingNode, told } from "../support/followingNode.ts";
import { type LivePair, person, quiet, startLivePair } from "../support/livePair.ts";

const LIMITS = { maxSuperblocks: 120n, everySec: 0n, maxLagSec: 60n, maxDataBytes: 120_000 };
const noSignal = new AbortController().signal;

describe("an equivocation and a claim key", function () {
  this.timeout(60_000);
  let pair: LivePair;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "lockstep-equivocation-"));
    pair = await startLivePair();
    for (let batch = 0; batch < 2; batch++) {
      await pair.produce();
      await settlement().step(noSignal);
    }
    await pair.mine((await pair.l1.batches(1n))[0]!);
    await pair.produce();
    const key = `0x${Buffer.from(person(9).getHdKey().privateKey!).toString("hex")}`;
    writeFileSync(join(folder, "claim.key"), key, { mode: 0o600 });
    writeDeployment(join(folder, "deployment.json"), pair.deployment);
  });
  afterEach(async () => {
    await pair.stop();
    rmSync(folder, { recursive: true });
  });

  const settlement = () =>
    createSettlement({
      ...pair,
      sender: pair.poster,
      clock: systemClock,
      log: quiet,
      limits: LIMITS,
      everyMs: 100,
    });
  const files = () => ({
    l1Url: pair.url,
    deployment: join(folder, "deployment.json"),
    claimKey: join(folder, "claim.key"),
  });
  /** A node that has heard the leader say two things of its newest number. */
  const hear = async () => {
    const feed = createSpokenFeed(pair.deployment);
    const node = await startFollowingNode(pair, [feed.source], { evidenceDir: join(folder, "evidence") });
    await node.derive();
    const soft = told(pair.store, 3n);
    feed.say(soft, await resigned(pair.deployment, soft, { timestamp: 2_000_000_000n }));
    await node.listen();
    return node;
  };
  const bond = () =>
    createPublicClient({ transport: http(pair.url) }).readContract({
      address: pair.deployment.addresses.sequencerPolicy,
      abi: bondedSequencerAbi,
      functionName: "bond",
    });
  const expectFallen = async (before: Hex): Promise<void> => {
    const { term, batches } = await pair.l1.standing();
    expect(term.term).not.equal(before);
    expect(
      batches.map(({ batch }) => batch.index),
      "the mined batch stands",
    ).deep.equal([1n]);
    expect((await bond()).stakeWei).equal(0n);
  };

  it("a node proves it by itself: back to the last mined batch, bond slashed", async () => {
    const { term } = await pair.l1.term();
    const node = await hear();
    const lifecycle = createLifecycle(quiet);
    const config = nodeSchema.parse(files());
    const claims = openNodeClaims({ ...pair, config, clock: systemClock, log: quiet, lifecycle })!;
    const slashed = new Promise<void>((resolve) => {
      let looks = 0;
      // The second look is after the first claim.
      claims.watch(() => {
        if (++looks === 2) resolve();
        return node.following.equivocations();
      });
    });
    await slashed;
    await lifecycle.stop();
    node.stop();
    await expectFallen(term);
  });

  it("`lockstep claim` proves it from the node's file; the second time the leader is punished already", async () => {
    const { term } = await pair.l1.term();
    const node = await hear();
    const [found] = node.following.misconduct();
    if (found?.reason !== "equivocation") throw new Error("nothing found");
    node.stop();
    const claim = () =>
      runClaimRole({
        config: { ...files(), evidence: found.evidence, logLevel: "silent" },
        clock: systemClock,
        log: quiet,
        signal: noSignal,
      });
    expect(await claim()).include({ result: "sent" });
    await expectFallen(term);
    expect(await claim()).deep.equal({ result: "punished" });
  });

  it("refuses a file that is no evidence, and one about another deployment", async () => {
    const evidence = join(folder, "evidence.json");
    const refusal = async (text: string): Promise<string> => {
      writeFileSync(evidence, text);
      const config = { ...files(), evidence, logLevel: "silent" } as const;
      return runClaimRole({ config, clock: systemClock, log: quiet, signal: noSignal }).then(
        () => "taken",
        (error: Error) => error.message,
      );
    };
    expect(await refusal("{}")).match(/is no evidence of an equivocation/);
    const [first, second] = [told(pair.store, 3n), told(pair.store, 2n)].map(({ superblock, signature }) => ({
      superblock,
      signature,
    }));
    const record = {
      kind: "equivocation",
      l1ChainId: 31337n,
      inbox: person(7).address,
      leader: person(1).address,
      first,
      second,
    };
    const text = (changed: object) =>
      JSON.stringify({ ...record, ...changed }, (_key, value) =>
        typeof value === "bigint" ? String(value) : value,
      );
    expect(await refusal(text({}))).match(/is about inbox 0x.* the deployment's is 0x/);
    expect(await refusal(text({ inbox: pair.deployment.addresses.inbox, l1ChainId: 1n }))).match(
      /on chain 1,/,
    );
  });

  it("tells what L1 says of a wrong accusation, and of a term that L1 does not know", async () => {
    const sender = createL1Sender({ url: pair.url, account: person(9), clock: systemClock, log: quiet });
    const { claim } = createEquivocationClaimer({ ...pair, sender, log: quiet });
    const [first, second] = [told(pair.store, 3n), told(pair.store, 2n)];
    expect(await claim({ first, second })).include({ result: "refused", error: "ClaimsNoEquivocation" });
    const term: Hex = `0x${"5a".repeat(32)}`;
    const elsewhere = { ...first, superblock: { ...first.superblock, term } };
    expect(await claim({ first: elsewhere, second: elsewhere })).deep.equal({ result: "unknown-term", term });
    expect((await bond()).slashedAtSec).equal(0n);
  });
});
