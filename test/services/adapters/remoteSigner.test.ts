import { expect } from "chai";
import {
  parseTransaction,
  recoverMessageAddress,
  recoverTransactionAddress,
  recoverTypedDataAddress,
} from "viem";
import type { LocalAccount } from "viem/accounts";
import { connectRemoteSigner } from "../../../services/adapters/remoteSigner.ts";
import { SUPERBLOCK_TYPES, typedDomain } from "../../../services/protocol/superblock/superblock.ts";
import { person } from "../../support/livePair.ts";
import { type FakeRemoteSigner, startRemoteSigner } from "../../support/remoteSigner.ts";

const account = person(1);
const ZERO = `0x${"00".repeat(32)}` as const;
const superblock = {
  term: ZERO,
  number: 7n,
  timestamp: 1_800_000_000n,
  producer: account.address,
  parent: ZERO,
  historyRoot: ZERO,
  blocksRoot: ZERO,
  channelsRoot: ZERO,
  l1OriginNumber: 3n,
  l1Origin: ZERO,
};
const fees = { maxFeePerGas: 10n, maxPriorityFeePerGas: 1n };
const transaction = { ...fees, chainId: 31337, nonce: 3, to: account.address, gas: 21_000n, value: 5n };

let signer: FakeRemoteSigner;
beforeEach(async () => {
  signer = await startRemoteSigner(account);
});
afterEach(() => signer.close());

const kinds: Record<string, () => Promise<LocalAccount>> = {
  "held in this process": async () => account,
  "of a remote signer": () => connectRemoteSigner(signer.url, account.address),
};

for (const [name, open] of Object.entries(kinds)) {
  describe(`a key ${name}`, () => {
    it("signs a transaction that says what was asked", async () => {
      const signed = await (await open()).signTransaction({ ...transaction, type: "eip1559" });
      expect(parseTransaction(signed)).to.include({ ...transaction, to: account.address.toLowerCase() });
      expect(await recoverTransactionAddress({ serializedTransaction: signed as `0x02${string}` })).to.equal(
        account.address,
      );
    });

    it("signs the body of a blob transaction", async () => {
      const blobVersionedHashes = [`0x01${"ab".repeat(31)}`] as const;
      const blob = { ...transaction, type: "eip4844", maxFeePerBlobGas: 9n, blobVersionedHashes } as const;
      const signed = await (await open()).signTransaction(blob as never);
      expect(parseTransaction(signed)).to.deep.include({
        blobVersionedHashes,
        maxFeePerBlobGas: 9n,
        nonce: 3,
      });
      expect(await recoverTransactionAddress({ serializedTransaction: signed as `0x03${string}` })).to.equal(
        account.address,
      );
    });

    it("signs superblocks", async () => {
      const domain = typedDomain({ l1ChainId: 31337n, inbox: account.address });
      const typed = {
        domain,
        types: SUPERBLOCK_TYPES,
        primaryType: "Superblock",
        message: superblock,
      } as const;
      const signature = await (await open()).signTypedData(typed);
      expect(await recoverTypedDataAddress({ ...typed, signature })).to.equal(account.address);
    });

    it("signs messages", async () => {
      const signature = await (await open()).signMessage({ message: "lockstep" });
      expect(await recoverMessageAddress({ message: "lockstep", signature })).to.equal(account.address);
    });
  });
}

describe("connectRemoteSigner", () => {
  const refusal = async (job: Promise<unknown>): Promise<string> => {
    const error = await job.then(
      () => new Error("accepted"),
      (e: Error) => e,
    );
    return error.message.replaceAll(signer.url, "URL");
  };
  const signing = async () =>
    (await connectRemoteSigner(signer.url, account.address)).signTransaction({
      ...transaction,
      type: "eip1559",
    });

  it("takes signatures with a parity instead of 27 or 28", async () => {
    signer.answer = (signature) => ({
      status: 200,
      text: `${signature.slice(0, -2)}${signature.endsWith("1b") ? "00" : "01"}`,
    });
    const signed = (await signing()) as `0x02${string}`;
    expect(await recoverTransactionAddress({ serializedTransaction: signed })).to.equal(account.address);
  });

  it("refuses a signer without the key", async () => {
    expect(await refusal(connectRemoteSigner(signer.url, person(2).address))).to.equal(
      `the remote signer URL has no key of ${person(2).address}`,
    );
  });

  it("refuses a signature of another key or of other bytes", async () => {
    signer.answer = (signature) => ({ status: 200, text: signature.replace(/^0x../, "0x01") });
    expect(await refusal(signing())).to.match(/^the remote signer URL signed with .*, not 0x/);
  });

  it("refuses what is no signature", async () => {
    signer.answer = () => ({ status: 200, text: "0x1234" });
    expect(await refusal(signing())).to.equal(
      "the remote signer URL answered something other than a signature",
    );
  });

  it("tells what the signer refuses", async () => {
    signer.answer = () => ({ status: 500, text: "locked" });
    expect(await refusal(signing())).to.match(/HTTP 500 locked$/);
  });

  it("tells when nobody answers", async () => {
    expect(await refusal(connectRemoteSigner("http://127.0.0.1:1", account.address))).to.match(
      /^the remote signer does not answer at http:\/\/127.0.0.1:1/,
    );
  });
});
