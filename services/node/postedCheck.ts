/**
 * What L1 has against what the feed brought, before derivation takes its turn. A batch whose tip this node has executed
 * already is not executed again, but its data must say the same: whoever has nothing but L1 derives from them.
 */
import type { L1Reader, PostedBatch, PostedInput, Store } from "../ports.ts";
import { decodeBatchData } from "../protocol/batch/batchData.ts";
import type { Equivocation } from "../protocol/superblock/equivocation.ts";
import { ServiceError } from "../runtime/serviceError.ts";
import { signedAt } from "./signedMemory.ts";

export type PostedCheckDeps = {
  readonly store: Store;
  readonly l1: Pick<L1Reader, "batches" | "input">;
  /** ascending */
  readonly rollups: readonly bigint[];
  readonly takeBack: (to: bigint) => Promise<void>;
  readonly onEquivocation: (evidence: Equivocation) => void;
};

export interface PostedCheck {
  /** Takes back what no data on L1 give, so that derivation executes it and says what is wrong. */
  check(): Promise<void>;
  /** Derivation has had its turn: what agrees now was executed from the data. */
  derived(): void;
  /** number of the newest superblock that L1 has and we agree with */
  readonly posted: bigint;
}

const BEGUN = "node/checked";
const keyOf = (index: bigint): string => `${BEGUN}/${index.toString().padStart(20, "0")}`;

export function createPostedCheck(deps: PostedCheckDeps): PostedCheck {
  const { store, l1 } = deps;
  let batches: readonly PostedBatch[] = [];
  let posted = 0n;
  const isAgreed = ({ batch }: PostedBatch): boolean =>
    store.superblock(batch.number)?.hash === batch.superblock;
  const isChecked = ({ batch, hash }: PostedBatch): boolean => store.records.get(keyOf(batch.index)) === hash;
  const mark = ({ batch, hash }: PostedBatch): void => store.records.put(keyOf(batch.index), hash);

  /** How many batches, from the first on, need no look any more. */
  function checkedCount(): number {
    let count = batches.length;
    while (count > 0 && !(isAgreed(batches[count - 1]!) && isChecked(batches[count - 1]!))) count--;
    return count;
  }

  /** A store from before there was a feed holds nothing that was not derived from data. */
  function begin(): void {
    if (store.records.get(BEGUN) !== undefined) return;
    for (const batch of batches) if (isAgreed(batch)) mark(batch);
    store.records.put(BEGUN, true);
  }

  const settle = (): void => {
    posted = batches.findLast(isAgreed)?.batch.number ?? 0n;
  };

  return {
    get posted() {
      return posted;
    },
    check: async () => {
      batches = await l1.batches(0n);
      if (store.head() === undefined) return;
      begin();
      for (const batch of batches.slice(checkedCount())) {
        await compareTips(deps, batch);
        if (!isAgreed(batch)) break;
        if (await isReproduced(deps, batch)) mark(batch);
        else {
          await deps.takeBack(batch.batch.firstNumber - 1n);
          break;
        }
      }
      settle();
    },
    derived: () => {
      for (const batch of batches.slice(checkedCount())) if (isAgreed(batch)) mark(batch);
      settle();
    },
  };
}

/** Two signed superblocks of one place: one in the batch, one that we had from a feed. */
async function compareTips(
  { store, l1, onEquivocation }: PostedCheckDeps,
  posted: PostedBatch,
): Promise<void> {
  const { number, superblock: hash } = posted.batch;
  const others = signedAt(store, number).filter((known) => known.hash !== hash);
  if (others.length === 0) return;
  const input = await inputOf(l1, posted);
  if (input === undefined) return;
  const { tip, signature } = input;
  const other = others.find(({ superblock }) => superblock.term === tip.term);
  // What a miner posted in fallback nobody signed.
  if (other === undefined || signature === undefined) return;
  const first = { superblock: other.superblock, signature: other.signature };
  onEquivocation({ first, second: { superblock: tip, signature } });
}

async function isReproduced({ store, l1, rollups }: PostedCheckDeps, posted: PostedBatch): Promise<boolean> {
  const { firstNumber, number } = posted.batch;
  const parent = store.superblock(firstNumber - 1n)!.superblock;
  const input = await inputOf(l1, posted);
  if (input === undefined) return false;
  const decoded = decodeBatchData(input.data, { ...parent, rollups });
  if (!decoded.ok || BigInt(decoded.superblocks.length) !== number - firstNumber + 1n) return false;
  return decoded.superblocks.every(({ timestamp, producer, l1OriginNumber, transactions }, i) => {
    const at = firstNumber + BigInt(i);
    const { superblock } = store.superblock(at)!;
    return (
      superblock.timestamp === timestamp &&
      superblock.producer.toLowerCase() === producer.toLowerCase() &&
      superblock.l1OriginNumber === l1OriginNumber &&
      rollups.every((chainId, rollup) => {
        const here = store.block(chainId, at)!.transactions;
        const there = transactions[rollup]!;
        return here.length === there.length && here.every((raw, n) => raw === there[n]);
      })
    );
  });
}

const UNREAD: ReadonlySet<string> = new Set(["l1-data-withheld", "l1-call-unreadable"]);

/** undefined when nobody has the data, or can read them: derivation says so, as it does without a feed. */
async function inputOf(l1: PostedCheckDeps["l1"], posted: PostedBatch): Promise<PostedInput | undefined> {
  try {
    return await l1.input(posted);
  } catch (err) {
    if (err instanceof ServiceError && UNREAD.has(err.code)) return undefined;
    throw err;
  }
}
