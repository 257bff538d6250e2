/** What Ignition needs from outside: a provider that signs with the deployer's key, and the compiled contracts. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Artifact, ArtifactResolver, BuildInfo, EIP1193Provider } from "@nomicfoundation/ignition-core";
import type { Address, Hex } from "viem";
import { DeployError } from "./deployError.ts";
import type { L1Connection } from "./l1Connection.ts";

const ARTIFACTS = join(import.meta.dirname, "..", "artifacts");
const PLACES = ["contracts/l1", "contracts/l1/policies"];

type SendParams = {
  readonly to?: Address;
  readonly data?: Hex;
  readonly value?: Hex;
  readonly gas: Hex;
  readonly nonce: Hex;
  readonly gasPrice?: Hex;
  readonly maxFeePerGas?: Hex;
  readonly maxPriorityFeePerGas?: Hex;
};

const quantity = (value: Hex | undefined): bigint | undefined =>
  value === undefined ? undefined : BigInt(value);

/**
 * Passes everything on to the node except sending, which is signed here. `beforeSend` runs with the signed
 * transaction before it leaves.
 */
export function createIgnitionProvider(
  connection: L1Connection,
  beforeSend: (signed: Hex) => void = () => {},
): EIP1193Provider {
  const { account, reader, writer } = connection;
  const send = async (tx: SendParams): Promise<Hex> => {
    const fees =
      tx.maxFeePerGas === undefined
        ? { gasPrice: quantity(tx.gasPrice) ?? 0n }
        : {
            maxFeePerGas: BigInt(tx.maxFeePerGas),
            maxPriorityFeePerGas: quantity(tx.maxPriorityFeePerGas) ?? 0n,
          };
    const serialized = await account.signTransaction({
      chainId: Number(connection.chainId),
      ...(tx.to === undefined ? {} : { to: tx.to }),
      data: tx.data ?? "0x",
      value: quantity(tx.value) ?? 0n,
      gas: BigInt(tx.gas),
      nonce: Number(BigInt(tx.nonce)),
      ...fees,
    });
    beforeSend(serialized);
    return await writer.sendRawTransaction({ serializedTransaction: serialized });
  };
  const request = reader.request as (args: { method: string; params?: unknown }) => Promise<unknown>;
  return {
    request: async ({ method, params }) => {
      if (method === "eth_accounts") return [account.address.toLowerCase()];
      if (method === "eth_sendTransaction") return await send((params as readonly [SendParams])[0]);
      return await request(params === undefined ? { method } : { method, params });
    },
  };
}

/** Reads what `hardhat build` wrote. */
export function createArtifactResolver(): ArtifactResolver {
  const load = async (contractName: string): Promise<Artifact> => {
    for (const place of PLACES) {
      const path = join(ARTIFACTS, place, `${contractName}.sol`, `${contractName}.json`);
      const text = await readFile(path, "utf8").catch(() => undefined);
      if (text !== undefined) return JSON.parse(text) as Artifact;
    }
    throw new DeployError("contracts-not-built", `${contractName} is not compiled: run npm run build`);
  };
  return {
    loadArtifact: load,
    getBuildInfo: async (contractName) => {
      const { buildInfoId } = await load(contractName);
      if (buildInfoId === undefined) return undefined;
      return JSON.parse(
        await readFile(join(ARTIFACTS, "build-info", `${buildInfoId}.json`), "utf8"),
      ) as BuildInfo;
    },
  };
}
