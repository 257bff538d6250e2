import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { toHex } from "viem";
import { openKey } from "../../../services/adapters/openKey.ts";
import { person } from "../../support/livePair.ts";
import { startRemoteSigner } from "../../support/remoteSigner.ts";

const account = person(1);
const KEY = toHex(account.getHdKey().privateKey!);
const refusal = (job: Promise<unknown>): Promise<string> =>
  job.then(
    () => "accepted",
    (error: Error) => error.message,
  );

describe("openKey", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "lockstep-key-"));
  });
  after(() => rmSync(folder, { recursive: true }));
  const none = { file: undefined, signer: undefined };

  it("takes the key from a file, or leaves it in a signer", async () => {
    const file = join(folder, "leader.key");
    writeFileSync(file, `${KEY}\n`);
    chmodSync(file, 0o600);
    expect((await openKey("leader", account.address, { ...none, file })).address).to.equal(account.address);
    const signer = await startRemoteSigner(account);
    const remote = await openKey("leader", account.address, { ...none, signer: signer.url });
    expect(remote.address).to.equal(account.address);
    await signer.close();
  });

  it("refuses a key in the configuration itself, without repeating it", async () => {
    const said = await refusal(openKey("leader", account.address, { ...none, file: KEY }));
    expect(said).to.equal("a private key was given where the name of its file belongs: put it into a file");
  });

  it("refuses both places, and none", async () => {
    expect(await refusal(openKey("producer", account.address, { file: "x", signer: "http://y" }))).to.equal(
      "the producer's key is in a file or in a signer: give one of the two",
    );
    expect(await refusal(openKey("producer", account.address, none))).to.equal(
      "the producer's key is missing: give --producer-key-file or --producer-signer",
    );
  });
});
