/** What a run begins with: courier, a receiver that refuses, tokens on all rollups, and users who own some of each. */
import {
  type Address,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  parseEther,
  zeroHash,
} from "viem";
import { crossRollupTokenBridgeAbi, sharedERC20Abi } from "../../../services/abi/index.ts";
import { TOKEN_BRIDGE } from "../../../services/protocol/systemAddresses.ts";
import { artifactOf } from "../artifact.ts";
import type { Effect } from "./effects.ts";
import { CLOSED_UNTIL_SEC, type Scene } from "./intents.ts";
import { type Unsigned, user } from "./users.ts";
import { priceOf } from "./visitTrees.ts";

/** Deploys everything, and holds the tokens that nobody else does. */
export const FOUNDER = 3;
export const USERS = [4, 5, 6, 7, 8, 9, 10, 11] as const;
export const SUPPLY = 10n ** 15n;
const SHARE = 10n ** 9n;
const COURIER_FUNDS = parseEther("5");
const MINT_GAS = 300_000n;

type Step = Omit<Unsigned, "nonce">;
export type Foundation = { readonly steps: readonly Step[]; readonly effects: readonly Effect[] };

const sink = (n: number): Address => `0x${(0x51_4b_00n + BigInt(n)).toString(16).padStart(40, "5")}`;
const founder = user(FOUNDER).address;

const terms = (homeChainId: bigint) => ({
  name: `Token of ${homeChainId}`,
  symbol: `T${homeChainId}`,
  decimals: 18,
  homeChainId,
  initialHolder: founder,
  initialSupply: SUPPLY,
  salt: zeroHash,
});

/** `tokenAddress` is the bridge's own answer, by home chain. */
export async function sceneOf(
  chainIds: readonly bigint[],
  tokenAddress: (data: Hex) => Promise<Address>,
): Promise<Scene> {
  const tokens: Address[] = [];
  for (const chainId of chainIds)
    tokens.push(
      await tokenAddress(
        encodeFunctionData({
          abi: crossRollupTokenBridgeAbi,
          functionName: "tokenAddress",
          args: [terms(chainId)],
        }),
      ),
    );
  return {
    chainIds,
    courier: getContractAddress({ from: founder, nonce: 0n }),
    closedReceiver: getContractAddress({ from: founder, nonce: 1n }),
    tokens,
    sinks: [1, 2, 3].map(sink),
  };
}

/** The founder's transactions on every rollup, in order. */
export function foundations({ chainIds, courier }: Scene): Foundation {
  const courierCode = artifactOf("Courier");
  const receiver = artifactOf("RefusingReceiver");
  const deployments = [
    { data: encodeDeployData(courierCode), gas: 2_000_000n },
    { data: encodeDeployData({ ...receiver, args: [CLOSED_UNTIL_SEC] }), gas: 2_000_000n },
    { to: courier, value: COURIER_FUNDS, gas: 50_000n },
  ];
  const tokens = chainIds.map((home) => ({
    to: TOKEN_BRIDGE,
    data: encodeFunctionData({
      abi: crossRollupTokenBridgeAbi,
      functionName: "createToken",
      args: [terms(home)],
    }),
    gas: 4_000_000n,
  }));
  return {
    steps: chainIds.flatMap((chainId) => [...deployments, ...tokens].map((step) => ({ chainId, ...step }))),
    effects: chainIds.map((chainId) => ({ kind: "eth", chainId, at: courier, wei: COURIER_FUNDS })),
  };
}

/** Every user's share of every token on every rollup, sent from its home. */
export function shares({ chainIds, tokens }: Scene): Foundation {
  const steps: Step[] = [];
  const effects: Effect[] = [];
  for (const [i, home] of chainIds.entries()) {
    const token = tokens[i]!;
    effects.push({ kind: "token", token, chainId: home, at: founder, amount: SUPPLY });
    for (const who of USERS)
      for (const chainId of chainIds) {
        const at = user(who).address;
        steps.push({ chainId: home, ...(chainId === home ? give(token, at) : send(token, chainId, at)) });
        effects.push(
          { kind: "token", token, chainId: home, at: founder, amount: -SHARE },
          { kind: "token", token, chainId, at, amount: SHARE },
        );
      }
  }
  return { steps, effects };
}

const give = (token: Address, to: Address) => ({
  to: token,
  data: encodeFunctionData({ abi: sharedERC20Abi, functionName: "transfer", args: [to, SHARE] }),
  gas: 100_000n,
});

const send = (token: Address, dst: bigint, to: Address) => ({
  to: TOKEN_BRIDGE,
  data: encodeFunctionData({
    abi: crossRollupTokenBridgeAbi,
    functionName: "burn",
    args: [token, dst, to, SHARE, "0x", MINT_GAS],
  }),
  value: priceOf(MINT_GAS),
  gas: 600_000n,
});
