/** What the leader has done that it must not: kept on the disk, counted, reported, and remembered over a restart. */
import { isAddressEqual } from "viem";
import { keepEvidence, readEvidence } from "../adapters/evidenceFolder.ts";
import type { Misconduct } from "../api/readiness.ts";
import type { Finding } from "../node/feedFollower.ts";
import type { Deployment } from "../protocol/deployment.ts";
import type { Equivocation, EquivocationRecord } from "../protocol/superblock/equivocation.ts";
import type { Logger } from "../runtime/logger.ts";

export type MisconductOptions = {
  readonly deployment: Pick<Deployment, "l1ChainId" | "addresses" | "leader">;
  readonly evidenceDir: string;
  readonly log: Logger;
};

export type Counted = { equivocations: number; falseSuperblocks: number };

/** Keeps, counts and reports; the same thing found again is not news. */
export function recordMisconduct(options: MisconductOptions) {
  const { deployment, evidenceDir, log } = options;
  const count: Counted = { equivocations: 0, falseSuperblocks: 0 };
  const found = new Map<string, Misconduct & { readonly ofTerm?: string }>();
  const proofs: Equivocation[] = [];
  let term = "";
  const keep = (file: string, evidence: Equivocation): void => {
    const { term: ofTerm, number } = evidence.first.superblock;
    found.set(file, { reason: "equivocation", term: ofTerm, number, evidence: file });
    proofs.push(evidence);
  };
  for (const { file, record } of readEvidence(evidenceDir))
    if (isOurs(record, deployment)) keep(file, record);
  const equivocation = (evidence: Equivocation): void => {
    const { l1ChainId, addresses, leader } = deployment;
    const file = keepEvidence(evidenceDir, {
      kind: "equivocation",
      l1ChainId,
      inbox: addresses.inbox,
      leader,
      ...evidence,
    });
    if (found.has(file)) return;
    keep(file, evidence);
    count.equivocations++;
    log.error({ evidence, file }, "the leader has signed two superblocks for one number");
  };
  const finding = (what: Finding): void => {
    if (what.kind === "equivocation") {
      equivocation(what.evidence);
      return;
    }
    const { at, mismatch } = what;
    if (found.has(at.hash)) return;
    found.set(at.hash, { reason: "superblock-false", ...at, why: mismatch.reason, ofTerm: term });
    count.falseSuperblocks++;
    log.error({ ...at, mismatch }, "signed superblock is not what execution gives");
  };
  return {
    count,
    equivocation,
    finding,
    /** The term in force; what was done in another one is history. */
    inTerm: (current: string): void => {
      term = current;
    },
    /** Of every term, for claims on L1. */
    equivocations: (): readonly Equivocation[] => proofs,
    present: (): readonly Misconduct[] =>
      [...found.values()]
        .filter((one) => (one.reason === "equivocation" ? one.term : one.ofTerm) === term)
        .map(({ ofTerm: _, ...one }) => one as Misconduct),
  };
}

/** The folder may be shared by nodes of several deployments. */
const isOurs = (
  { l1ChainId, inbox }: EquivocationRecord,
  { l1ChainId: ourChainId, addresses }: MisconductOptions["deployment"],
): boolean => l1ChainId === ourChainId && isAddressEqual(inbox, addresses.inbox);
