/** The words of refusals: geth's own, and what viem and ethers make of them. */
import { expect } from "chai";
import { JsonRpcProvider, Network } from "ethers";
import {
  BaseError,
  concatHex,
  type Hex,
  parseSignature,
  serializeTransaction,
  type TransactionSerializable,
  toHex,
  toRlp,
  zeroAddress,
} from "viem";
import { type HDAccount, mnemonicToAccount } from "viem/accounts";
import { getNodeError } from "viem/utils";
import { checkAgainstState, decodeTransaction } from "../../../services/sequencer/admission.ts";
import { transactionReader } from "../../support/transactionReader.ts";

const CHAIN = 42101n;
const GWEI = 10n ** 9n;
const alice: HDAccount = mnemonicToAccount("test test test test test test test test test test test junk");
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const BASE = {
  type: "eip1559",
  chainId: Number(CHAIN),
  nonce: 0,
  to: zeroAddress,
  gas: 21_000n,
  maxFeePerGas: GWEI,
  maxPriorityFeePerGas: GWEI,
} as const;
const signed = (change: object): Promise<Hex> =>
  alice.signTransaction({ ...BASE, ...change } as TransactionSerializable as never);
const legacy = (change: object): Promise<Hex> =>
  alice.signTransaction({
    type: "legacy",
    nonce: 0,
    to: zeroAddress,
    gas: 21_000n,
    gasPrice: GWEI,
    ...change,
  });

/** The same signature with s on the other side of the curve, which EIP-2 forbids. */
async function withHighS(): Promise<Hex> {
  const { r, s, yParity } = parseSignature(await alice.sign({ hash: `0x${"11".repeat(32)}` }));
  return serializeTransaction(BASE, { r, s: toHex(ORDER - BigInt(s)), yParity: yParity === 0 ? 1 : 0 });
}

const delegation = () => alice.signAuthorization!({ chainId: Number(CHAIN), nonce: 1, address: zeroAddress });

/** Reason, transaction, exact text as geth would give it, and the class of error that viem makes of that. */
const REFUSALS: readonly [reason: string, raw: () => Promise<Hex>, text: string | RegExp, viem?: string][] = [
  [
    "unsupported-type",
    async () => concatHex(["0x03", "0xc0"]),
    "transaction type not supported: tx type 3 not supported by this pool",
  ],
  [
    "unsupported-type",
    async () => "0x7fc0",
    "transaction type not supported: tx type 127 not supported by this pool",
  ],
  ["malformed", async () => "0x02c0", /^invalid transaction: /],
  [
    "oversized-data",
    () => signed({ data: `0x${"00".repeat(98_304)}` }),
    /^oversized data: transaction size 98\d{3}, limit 98304$/,
  ],
  ["no-replay-protection", () => legacy({}), "only replay-protected (EIP-155) transactions allowed over RPC"],
  [
    "wrong-chain",
    () => legacy({ chainId: 1 }),
    "invalid sender: invalid chain id for signer: have 1 want 42101",
  ],
  ["invalid-sender", withHighS, "invalid sender: invalid transaction v, r, s values"],
  [
    "initcode-too-large",
    () => signed({ to: undefined, data: `0x${"00".repeat(49_153)}`, gas: 10_000_000n }),
    "max initcode size exceeded: code size 49153 limit 49152",
  ],
  [
    "fee-cap-very-high",
    // viem refuses to encode it, so it is put together here: nonce, price, gas, to, value, data, v, r, s.
    async () =>
      toRlp([
        "0x",
        toHex(2n ** 256n),
        toHex(21_000n),
        zeroAddress,
        "0x",
        "0x",
        toHex(2n * CHAIN + 35n),
        toHex(5n),
        toHex(7n),
      ]),
    "max fee per gas higher than 2^256-1",
    "FeeCapTooHighError",
  ],
  [
    "tip-above-fee-cap",
    async () => {
      // The tip stands before the cap.
      const raw = await signed({ maxFeePerGas: GWEI, maxPriorityFeePerGas: GWEI });
      const fee = toHex(GWEI).slice(2);
      const [before, , after] = raw.split(`84${fee}`);
      return `${before}84${toHex(GWEI + 1n).slice(2)}84${fee}${after}` as Hex;
    },
    "max priority fee per gas higher than max fee per gas",
    "TipAboveFeeCapError",
  ],
  [
    "intrinsic-gas-too-low",
    () => signed({ gas: 20_999n }),
    "intrinsic gas too low: gas 20999, minimum needed 21000",
    "IntrinsicGasTooLowError",
  ],
  [
    "intrinsic-gas-too-low",
    () => signed({ to: undefined, data: `0x${"01".repeat(33)}`, gas: 53_531n }),
    "intrinsic gas too low: gas 53531, minimum needed 53532",
    "IntrinsicGasTooLowError",
  ],
  [
    "intrinsic-gas-too-low",
    () =>
      signed({
        gas: 27_199n,
        accessList: [{ address: zeroAddress, storageKeys: [toHex(0, { size: 32 }), toHex(1, { size: 32 })] }],
      }),
    "intrinsic gas too low: gas 27199, minimum needed 27200",
    "IntrinsicGasTooLowError",
  ],
  [
    "intrinsic-gas-too-low",
    async () => signed({ type: "eip7702", gas: 45_999n, authorizationList: [await delegation()] }),
    "intrinsic gas too low: gas 45999, minimum needed 46000",
    "IntrinsicGasTooLowError",
  ],
  [
    "floor-data-gas-too-low",
    () => signed({ data: `0x${"01".repeat(100)}`, gas: 24_999n }),
    "insufficient gas for floor data gas cost: gas 24999, minimum needed 25000",
  ],
  [
    "no-authorization",
    () => signed({ type: "eip7702", authorizationList: [] }),
    "set code tx must have at least one authorization tuple",
  ],
];

const ACCEPTED: readonly [what: string, raw: () => Promise<Hex>][] = [
  ["a legacy transaction with EIP-155", () => legacy({ chainId: Number(CHAIN) })],
  [
    "an access list",
    () =>
      signed({ type: "eip2930", gasPrice: GWEI, maxFeePerGas: undefined, maxPriorityFeePerGas: undefined }),
  ],
  ["exactly the gas that is needed", () => signed({ data: `0x${"01".repeat(100)}`, gas: 25_000n })],
  [
    "a delegation",
    async () => signed({ type: "eip7702", gas: 46_000n, authorizationList: [await delegation()] }),
  ],
  [
    "the largest init code",
    () => signed({ to: undefined, data: `0x${"00".repeat(49_152)}`, gas: 10_000_000n }),
  ],
];

const viemError = (text: string): string =>
  getNodeError(new BaseError("request failed", { details: text }), {}).name;

describe("admission", () => {
  for (const [reason, raw, text, name = "UnknownNodeError"] of REFUSALS)
    it(`refuses: ${reason} (${text})`, async () => {
      const refused = await decodeTransaction(await raw(), transactionReader(CHAIN));
      if (refused.ok) throw new Error("accepted");
      expect(refused.reason).to.equal(reason);
      if (typeof text === "string") expect(refused.detail).to.equal(text);
      else expect(refused.detail).to.match(text);
      expect(viemError(refused.detail)).to.equal(name);
    });

  for (const [what, raw] of ACCEPTED)
    it(`takes ${what}`, async () => {
      const decoded = await decodeTransaction(await raw(), transactionReader(CHAIN));
      expect(decoded.ok ? decoded.transaction.sender : decoded.detail).to.equal(alice.address);
    });

  describe("against the state", () => {
    const tx = { nonce: 3n, gasLimit: 30_000_000n, costWei: 5n };
    const check = (change: object, state: { nonce: bigint; balance: bigint }): string => {
      const outcome = checkAgainstState({ ...tx, ...change }, state, [], 30_000_000n);
      return outcome.ok ? "accepted" : outcome.detail;
    };

    it("has geth's words, and viem knows them", () => {
      expect(check({}, { nonce: 3n, balance: 5n })).to.equal("accepted");
      const low = check({}, { nonce: 5n, balance: 5n });
      expect([low, viemError(low)]).to.deep.equal([
        "nonce too low: next nonce 5, tx nonce 3",
        "NonceTooLowError",
      ]);
      const poor = check({}, { nonce: 3n, balance: 4n });
      expect([poor, viemError(poor)]).to.deep.equal([
        "insufficient funds for gas * price + value: balance 4, tx cost 5, overshot 1",
        "InsufficientFundsError",
      ]);
      const large = check({ gasLimit: 30_000_001n }, { nonce: 3n, balance: 5n });
      expect(large).to.equal("exceeds block gas limit");
    });

    it("counts what waits above the state's nonce, not what stands in the head already", () => {
      const waiting = [2n, 3n, 4n].map((nonce) => ({ nonce, costWei: 5n }));
      const at = (balance: bigint) =>
        checkAgainstState({ ...tx, nonce: 5n }, { nonce: 3n, balance }, waiting, 30_000_000n).ok;
      expect([at(14n), at(15n)]).to.deep.equal([false, true]);
    });
  });

  it("says what ethers makes of the pool's own words", async () => {
    const provider = new JsonRpcProvider("http://127.0.0.1:9", Network.from(42101), {
      staticNetwork: Network.from(42101),
    });
    const raw = await signed({});
    const codeOf = (message: string): unknown =>
      (
        provider.getRpcError(
          { method: "eth_sendRawTransaction", params: [raw], id: 1, jsonrpc: "2.0" },
          { id: 1, error: { code: -32000, message } },
        ) as { code?: unknown }
      ).code;
    expect(codeOf("nonce too low: next nonce 5, tx nonce 3")).to.equal("NONCE_EXPIRED");
    expect(codeOf("insufficient funds for gas * price + value: balance 4, tx cost 5, overshot 1")).to.equal(
      "INSUFFICIENT_FUNDS",
    );
    expect(codeOf("replacement transaction underpriced")).to.equal("REPLACEMENT_UNDERPRICED");
    // What pays too little for a place at all replaces nothing.
    expect(codeOf("transaction underpriced: gas tip cap 1, minimum needed 1000000")).to.equal(
      "UNKNOWN_ERROR",
    );
    provider.destroy();
  });
});
