/** Where all ETH and all tokens are at the end of a run. */
import { type Address, decodeFunctionResult, encodeFunctionData } from "viem";
import { sharedERC20Abi } from "../../../services/abi/index.ts";
import { MESSENGER_RESERVE_WEI } from "../../../services/execution/genesis.ts";
import { MESSENGER } from "../../../services/protocol/systemAddresses.ts";
import { producer } from "../lockstepRollups.ts";
import type { Parts } from "./auditGroups.ts";
import type { ChannelBooks } from "./channelBooks.ts";
import type { GroupsLife, GroupsWorld } from "./groupsWorld.ts";
import { FOUNDER, SUPPLY, USERS } from "./scene.ts";
import { user } from "./users.ts";

/** Every account that groups were to change has exactly what they add up to. */
export async function checkSums({ engine, header }: GroupsLife, { effects, scene }: Parts): Promise<void> {
  const spending = new Set<Address>([...USERS, FOUNDER].map((who) => user(who).address));
  for (const { effect, sum } of effects.sums) {
    const { kind, chainId, at } = effect;
    // Whoever pays for gas is looked at in the sum of all.
    if (kind === "eth" && spending.has(at)) continue;
    const has =
      kind === "eth"
        ? (await engine(chainId).account(header(chainId).stateRoot, at)).balance
        : await tokenRead({ engine, header }, chainId, effect.token, "balanceOf", [at]);
    same(`${kind} of ${at} on ${chainId}`, has, sum);
  }
  if (effects.sums.length < scene.sinks.length) throw new Error("nothing was compared");
}

export async function checkSupply(
  { chainIds }: GroupsWorld,
  life: GroupsLife,
  { scene }: Parts,
): Promise<void> {
  const holders = [...[...USERS, FOUNDER].map((who) => user(who).address), ...scene.sinks];
  for (const token of scene.tokens) {
    let all = 0n;
    for (const chainId of chainIds) {
      const supply = await tokenRead(life, chainId, token, "totalSupply", []);
      let held = 0n;
      for (const holder of holders) held += await tokenRead(life, chainId, token, "balanceOf", [holder]);
      same(`holders of ${token} on ${chainId}`, held, supply);
      all += supply;
    }
    same(`supply of ${token}`, all, SUPPLY);
  }
}

/**
 * What the messengers gave out of their reserves is what the Portal holds, less what no rollup has been told of,
 * less what was sent back to L1; and on each rollup all accounts together own the reserve, less the burnt fees.
 */
export async function checkEther(
  { chainIds }: GroupsWorld,
  { engine, header, store }: GroupsLife,
  parts: Parts & { readonly books: ChannelBooks; readonly burntWei: ReadonlyMap<bigint, bigint> },
): Promise<void> {
  const { deposits, books, burntWei, scene } = parts;
  let givenOut = 0n;
  let untold = 0n;
  const owners = [
    MESSENGER,
    producer.address,
    scene.courier,
    ...scene.sinks,
    ...[...USERS, FOUNDER].map((who) => user(who).address),
  ];
  for (const [i, chainId] of chainIds.entries()) {
    const balance = async (at: Address) =>
      (await engine(chainId).account(header(chainId).stateRoot, at)).balance;
    givenOut += MESSENGER_RESERVE_WEI - (await balance(MESSENGER));
    untold += deposits.waitingWei(chainId, store.head()!.consumed[i]!);
    let owned = 0n;
    for (const owner of owners) owned += await balance(owner);
    same(`ETH on ${chainId}`, owned, MESSENGER_RESERVE_WEI - burntWei.get(chainId)!);
  }
  same("ETH given out of the reserves", givenOut, deposits.allWei - untold - books.sentToL1Wei);
}

async function tokenRead(
  { engine, header }: Pick<GroupsLife, "engine" | "header">,
  chainId: bigint,
  token: Address,
  functionName: "balanceOf" | "totalSupply",
  args: readonly Address[],
): Promise<bigint> {
  const call = { abi: sharedERC20Abi, functionName, args } as never;
  const { returnData } = await engine(chainId).call(header(chainId), {
    to: token,
    data: encodeFunctionData(call),
  });
  return decodeFunctionResult({ abi: sharedERC20Abi, functionName, data: returnData }) as bigint;
}

function same(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what}: ${actual}, expected ${expected}`);
}
