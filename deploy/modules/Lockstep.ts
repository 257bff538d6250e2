/**
 * All L1 contracts, one after the other: each waits for the one before, so the deployer's nonce alone fixes every
 * address. That is how contracts that name each other in their constructors, and a genesis that names the inbox,
 * are possible.
 */
import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/** In the order of deployment. */
export const DEPLOYMENT_ORDER = [
  "BondedSequencer",
  "L1Data",
  "RollupInbox",
  "CheckpointLedger",
  "Settlement",
  "Portal",
  "Claims",
  "Fallback",
] as const;

export default buildModule("Lockstep", (m) => {
  const sequencerPolicy = m.contract("BondedSequencer", [m.getParameter("sequencer")]);
  const dataPolicy = m.contract("L1Data", [], { after: [sequencerPolicy] });
  const inbox = m.contract("RollupInbox", [m.getParameter("inbox")], { after: [dataPolicy] });
  const ledger = m.contract("CheckpointLedger", [m.getParameter("ledger")], { after: [inbox] });
  const settlement = m.contract("Settlement", [m.getParameter("settlement")], { after: [ledger] });
  const portal = m.contract("Portal", [m.getParameter("portal")], { after: [settlement] });
  const claims = m.contract("Claims", [m.getParameter("claims")], { after: [portal] });
  const fallback = m.contract("Fallback", [m.getParameter("fallback")], { after: [claims] });
  return { sequencerPolicy, dataPolicy, inbox, ledger, settlement, portal, claims, fallback };
});
