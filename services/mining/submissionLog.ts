/** What became of submissions since the start: why the last one for a hash was refused, counts by reason and account. */
import type { Address, Hex } from "viem";

export type Rejection = { readonly id: Hex; readonly reason: string; readonly atMs: number };

export type AccountCounts = {
  readonly accepted: number;
  /** accepted work handed in again */
  readonly repeated: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly lastAcceptedAtMs: number | undefined;
  readonly lastRejection: Rejection | undefined;
};

const MAX_REJECTIONS = 1_000;
/** The account that was heard of longest ago is forgotten above this. */
const MAX_ACCOUNTS = 1_000;
const NOTHING: AccountCounts = {
  accepted: 0,
  repeated: 0,
  rejected: {},
  lastAcceptedAtMs: undefined,
  lastRejection: undefined,
};

export interface SubmissionLog {
  accepted(miner: Address, atMs: number): void;
  repeated(miner: Address): void;
  /** `miner` is not known when the hash is not. */
  rejected(rejection: Rejection, miner: Address | undefined): void;
  lastRejection(id: Hex): Rejection | undefined;
  ofAccount(miner: Address): AccountCounts;
  readonly counts: { readonly accepted: number; readonly rejected: Readonly<Record<string, number>> };
}

export function createSubmissionLog(): SubmissionLog {
  const rejections = new Map<Hex, Rejection>();
  const accounts = new Map<string, AccountCounts>();
  let accepted = 0;
  let rejected: Readonly<Record<string, number>> = {};
  const ofAccount = (miner: Address): AccountCounts => accounts.get(miner.toLowerCase()) ?? NOTHING;
  const note = (miner: Address, change: Partial<AccountCounts>): void => {
    const counts = { ...ofAccount(miner), ...change };
    accounts.delete(miner.toLowerCase());
    accounts.set(miner.toLowerCase(), counts);
    if (accounts.size > MAX_ACCOUNTS) accounts.delete(accounts.keys().next().value!);
  };
  return {
    ofAccount,
    lastRejection: (id) => rejections.get(id),
    get counts() {
      return { accepted, rejected };
    },
    accepted: (miner, atMs) => {
      accepted++;
      note(miner, { accepted: ofAccount(miner).accepted + 1, lastAcceptedAtMs: atMs });
    },
    repeated: (miner) => note(miner, { repeated: ofAccount(miner).repeated + 1 }),
    rejected: (rejection, miner) => {
      rejected = plusOne(rejected, rejection.reason);
      rejections.delete(rejection.id);
      rejections.set(rejection.id, rejection);
      if (rejections.size > MAX_REJECTIONS) rejections.delete(rejections.keys().next().value!);
      if (miner === undefined) return;
      const before = ofAccount(miner).rejected;
      note(miner, { rejected: plusOne(before, rejection.reason), lastRejection: rejection });
    },
  };
}

const plusOne = (counts: Readonly<Record<string, number>>, reason: string) => ({
  ...counts,
  [reason]: (counts[reason] ?? 0) + 1,
});
