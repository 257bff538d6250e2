/**
 * The last signed transaction of a deployment, kept before it leaves. Ignition writes down a transaction's hash only
 * after the node has answered; after a crash in between it would not know whether to send again.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { trackTransaction } from "@nomicfoundation/ignition-core";
import { type Hex, keccak256, parseTransaction } from "viem";
import { DeployError } from "./deployError.ts";
import { createIgnitionProvider } from "./ignitionAdapters.ts";
import type { L1Connection } from "./l1Connection.ts";

const FILE = "last-sent.hex";

export function recordSent(deploymentDir: string, signed: Hex): void {
  writeFileSync(join(deploymentDir, FILE), signed, { flush: true });
}

/** Sends the last transaction once more (the same bytes, so it counts once) and tells Ignition its hash. */
export async function recoverLastSent(
  connection: L1Connection,
  deploymentDir: string,
  ignitionDir: string,
): Promise<void> {
  const path = join(deploymentDir, FILE);
  if (!existsSync(path)) return;
  const signed = readFileSync(path, "utf8") as Hex;
  const hash = keccak256(signed);
  const { account, reader, writer } = connection;
  if ((await known(connection, hash)) === undefined) {
    const { nonce = 0 } = parseTransaction(signed);
    if ((await reader.getTransactionCount({ address: account.address })) > nonce)
      throw new DeployError(
        "deployment-mismatch",
        `the deployer sent other transactions since the deployment was planned: begin anew in an empty folder`,
      );
    await writer.sendRawTransaction({ serializedTransaction: signed }).catch((cause: unknown) => {
      throw new DeployError("deployment-failed", `transaction ${hash} could not be sent again: try later`, {
        cause,
      });
    });
  }
  // Ignition refuses a hash that it has written down already, which is the ordinary case.
  await trackTransaction(ignitionDir, hash, createIgnitionProvider(connection)).catch(() => undefined);
}

const known = async ({ reader }: L1Connection, hash: Hex) =>
  await reader.getTransaction({ hash }).catch(() => undefined);
