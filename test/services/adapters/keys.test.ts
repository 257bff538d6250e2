import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { recoverAddress } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { createSuperblockSigner } from "../../../services/adapters/keys.ts";
import { ZERO_HASH } from "../../../services/protocol/merkleTree.ts";
import { hashSuperblock, type Superblock } from "../../../services/protocol/superblock/superblock.ts";

const account = mnemonicToAccount("test test test test test test test test test test test junk");
const domain = { l1ChainId: 31337n, inbox: "0x00000000000000000000000000000000000000AA" } as const;
const superblock: Superblock = {
  term: `0x${"01".repeat(32)}`,
  number: 7n,
  timestamp: 1_800_000_000n,
  producer: account.address,
  parent: ZERO_HASH,
  historyRoot: ZERO_HASH,
  blocksRoot: ZERO_HASH,
  channelsRoot: ZERO_HASH,
  l1OriginNumber: 3n,
  l1Origin: ZERO_HASH,
};

describe("superblock signer", () => {
  let folder: string;
  let path: string;
  const open = () => createSuperblockSigner({ account, domain, recordPath: path });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "signer-"));
    path = join(folder, "signed.jsonl");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("signs the EIP-712 digest and records it first", async () => {
    const signer = open();
    const signed = await signer.sign(superblock);
    if (!signed.ok) throw new Error(signed.detail);
    const digest = hashSuperblock(superblock, domain);
    expect(await recoverAddress({ hash: digest, signature: signed.signature })).to.equal(account.address);
    expect(JSON.parse(readFileSync(path, "utf8")).digest).to.equal(digest);
    signer.close();
  });

  it("signs the same superblock again after a restart", async () => {
    const first = open();
    const signed = await first.sign(superblock);
    first.close();
    const second = open();
    expect(await second.sign(superblock)).to.deep.equal(signed);
    second.close();
  });

  it("f12: refuses: second-digest, also after a restart", async () => {
    const first = open();
    await first.sign(superblock);
    first.close();
    const second = open();
    const outcome = await second.sign({ ...superblock, timestamp: superblock.timestamp + 1n });
    expect(outcome).to.include({ ok: false, reason: "second-digest" });
    second.close();
  });

  it("refuses: lower-number in a term, but not in a new one", async () => {
    const signer = open();
    await signer.sign(superblock);
    expect(await signer.sign({ ...superblock, number: 6n })).to.include({
      ok: false,
      reason: "lower-number",
    });
    expect(await signer.sign({ ...superblock, number: 6n, term: `0x${"02".repeat(32)}` })).to.include({
      ok: true,
    });
    signer.close();
  });

  it("f12: refuses in a term that came back what it refused before, also after a restart", async () => {
    const other = { ...superblock, term: `0x${"02".repeat(32)}` as const };
    const first = open();
    await first.sign(superblock);
    await first.sign(other);
    first.close();
    const second = open();
    const later = { ...superblock, timestamp: superblock.timestamp + 1n };
    expect(await second.sign(later)).to.include({ ok: false, reason: "second-digest" });
    expect(await second.sign({ ...superblock, number: 6n })).to.include({ reason: "lower-number" });
    expect(await second.sign({ ...superblock, number: 8n })).to.include({ ok: true });
    second.close();
  });

  it("cuts off a line that a crash left half written", async () => {
    const first = open();
    await first.sign(superblock);
    first.close();
    appendFileSync(path, '{"term":"0x01');
    const second = open();
    expect(second.last?.number).to.equal(7n);
    await second.sign({ ...superblock, number: 8n });
    second.close();
    const third = open();
    expect(third.last?.number).to.equal(8n);
    third.close();
  });
});
