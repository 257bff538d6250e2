/**
 * Deploying, sequencing and deriving as operators do: commands, files, a remote signer, a strict deployment with its
 * data in blobs, on an L1 that is not the development chain, so blobs come from where a user says and from nowhere else.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createPublicClient, http, type PublicClient } from "viem";
import { systemClock } from "../../services/adapters/systemClock.ts";
import { type Anvil, startAnvil } from "../support/anvil.ts";
import { person } from "../support/livePair.ts";
import { type LockstepProcess, startLockstep } from "../support/lockstepProcess.ts";
import { type FakeRemoteSigner, startRemoteSigner } from "../support/remoteSigner.ts";

const L1_CHAIN_ID = 900_900;
const FREE_PORTS = ["--rpc-port", "0", "--ops-port", "0"];

describe("the commands on an L1 with blobs", function () {
  this.timeout(240_000);
  let anvil: Anvil;
  let signer: FakeRemoteSigner;
  let folder: string;
  const running: LockstepProcess[] = [];
  const file = (name: string): string => join(folder, name);
  const start = (...args: readonly string[]): LockstepProcess => {
    const started = startLockstep(args);
    running.push(started);
    return started;
  };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "lockstep-commands-"));
    anvil = await startAnvil(["--hardfork", "osaka", "--block-time", "1", "--chain-id", String(L1_CHAIN_ID)]);
    signer = await startRemoteSigner(person(1));
    const parameters = JSON.parse(readFileSync("deploy/parameters/devnet.json", "utf8"));
    const own = { ...parameters, l1ChainId: L1_CHAIN_ID, strict: true };
    writeFileSync(file("parameters.json"), JSON.stringify(own));
    for (const [name, index] of [
      ["deployer.key", 0],
      ["producer.key", 2],
    ] as const) {
      const key = `0x${Buffer.from(person(index).getHdKey().privateKey!).toString("hex")}`;
      writeFileSync(file(name), key, { mode: 0o600 });
    }
    writeFileSync(file("password"), "lockstep", { mode: 0o600 });
  });
  after(async () => {
    for (const one of running) await one.kill();
    await signer?.close();
    await anvil?.stop();
    rmSync(folder, { recursive: true });
  });

  const deployed = () => ["--l1", anvil.url, "--deployment", file("deployment.json")];
  const sequence = (): LockstepProcess =>
    start(
      ...["sequencer", ...deployed(), "--state", file("sequencer"), ...FREE_PORTS],
      ...["--leader-signer", signer.url, "--producer-key-file", file("producer.key")],
      ...["--data", "blobs", "--archive-port", "0", "--batch-every-sec", "3"],
      ...["--mining-port", "0", "--feed-port", "0", "--mining-password-file", file("password")],
    );
  const urlsOf = async (role: LockstepProcess): Promise<readonly PublicClient[]> =>
    Promise.all(
      ["42101", "42102"].map(async (chainId) => {
        const [, url] = await role.says(new RegExp(`JSON-RPC of chain ${chainId} on (\\S+)`));
        return createPublicClient({ transport: http(url!), cacheTime: 0 });
      }),
    );
  const archiveOf = async (role: LockstepProcess): Promise<string> =>
    (await role.says(/archive of posted blobs on (\S+)/))[1]!;
  const lastPosted = (role: LockstepProcess): bigint =>
    BigInt([...role.errors().matchAll(/"last":(\d+),.*"batch posted"/g)].at(-1)![1]!);

  it("a node that knows L1, the deployment and a place for blobs has what the sequencer had, over kills of both", async () => {
    const where = ["--parameters", file("parameters.json"), "--out", file("deployment.json")];
    const key = ["--deployer-key-file", file("deployer.key"), "--state", file("deploy")];
    const deploy = start("deploy", "--l1", anvil.url, ...where, ...key);
    expect(await deploy.ended, deploy.errors()).to.equal(0);

    const first = sequence();
    await first.says(/"msg":"batch posted"/);
    const node = ["node", ...deployed(), "--state", file("node"), ...FREE_PORTS];
    const early = start(...node, "--archive", await archiveOf(first));
    await early.says(/batch 1 of \d+, superblock \d+/);
    await early.kill();
    await first.kill();

    const second = sequence();
    await second.says(/"msg":"batch posted"/);
    const late = start(...node, "--archive", await archiveOf(second));
    const [ours, theirs] = [await urlsOf(late), await urlsOf(second)];
    const number = lastPosted(second);
    expect(number > lastPosted(first)).to.equal(true);
    for (const [i, rollup] of ours.entries()) {
      while ((await rollup.getBlockNumber()) < number) await systemClock.sleep(200);
      expect(await fieldsOf(rollup, number)).to.deep.equal(await fieldsOf(theirs[i]!, number));
    }
    expect(signer.signed.length).to.be.greaterThan(Number(number));
    expect(await late.stop(), late.errors()).to.equal(0);
    expect(await second.stop(), second.errors()).to.equal(0);
  });

  const fieldsOf = async (client: PublicClient, blockNumber: bigint) => {
    const { hash, stateRoot } = await client.getBlock({ blockNumber });
    return { hash, stateRoot };
  };
});
