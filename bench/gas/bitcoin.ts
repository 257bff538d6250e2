import { readFileSync } from "node:fs";
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { bytesToHex } from "viem";
import { type Call, loadContract } from "../../services/adapters/localContract.ts";
import { readAuxPowVectors } from "../../services/mining/auxPowVectors.ts";
import * as AuxPow from "../../services/protocol/bitcoin/auxPow.ts";
import * as BlockHeader from "../../services/protocol/bitcoin/blockHeader.ts";
import * as HeaderChain from "../../services/protocol/bitcoin/headerChain.ts";
import * as NamecoinAuxPow from "../../services/protocol/bitcoin/namecoinAuxPow.ts";
import { buildOutputAuxPow, EASY_BITS } from "../../test/support/mergedMining.ts";
import type { Measurement } from "../measurement.ts";

const HARNESS = "artifacts/test/contracts/harness/gas";
const AUXPOW_VECTORS = "test/vectors/auxpow.json";
const HEADER_VECTORS = "test/vectors/bitcoin-headers.json";

/** Time of block 822528, which opens the epoch of the run. */
const EPOCH_START_SEC = 1703311464;

const PEERS = {
  header: "Atomiq 1374, BtcPrism 1558, keep-network bitcoin-spv-sol 1871, summa 6190",
  headers10: "keep-network 17801, tBTC LightRelay 23032, summa 40909",
  headers144: "keep-network 248809, LightRelay 258870",
  headers2016: "keep-network 3521862, LightRelay 3597612",
  merkle12: "Atomiq 6254, keep-network 8471, summa 15428",
  syscoin430000: "Sysethereum 81393 (skips slot, size and branch checks)",
  namecoin19200: "Sysethereum 39919",
  namecoin37174: "Sysethereum reverts",
};

/** Gas of the frame of one external call: 21000 and calldata are not in it, ABI decoding is. */
export async function measure(): Promise<Measurement[]> {
  const load = (name: string) => loadContract(`${HARNESS}/${name}.sol/${name}.json`);
  return [
    ...(await measureAuxPow(await load("AuxPowGas"))),
    await measureHeader(await load("HeaderGas")),
    ...(await measureRuns(await load("HeaderRunGas"))),
    await measureMerkle(await load("MerkleGas")),
  ];
}

async function measureAuxPow(call: Call): Promise<Measurement[]> {
  const text = readFileSync(AUXPOW_VECTORS, "utf8");
  const headers = (JSON.parse(text) as { vectors: { auxHeaderHex: string }[] }).vectors;
  const read = readAuxPowVectors(text);
  if (!read.ok) throw new Error(read.detail);
  const measureOne = async (i: number, name: string, limit: number, peers: string): Promise<Measurement> => {
    const { auxHash, chainId, nBits, auxPow } = read.vectors[i]!;
    const proof = AuxPow.encode(NamecoinAuxPow.convert(auxHash, auxPow).proof!);
    const auxHeader = `0x${headers[i]!.auxHeaderHex}`;
    const { gas, result } = await call("verify", [auxHeader, chainId, nBits, bytesToHex(proof)]);
    if (result !== 0) throw new Error(`${name}: ${AuxPow.FAILURES[Number(result)]}`);
    return { name, gas, limit, peers };
  };
  return [
    await measureOne(0, "AuxPow Namecoin 19200 (coinbase 180, branches 5+0)", 7_500, PEERS.namecoin19200),
    await measureOne(2, "AuxPow Namecoin 37174 (coinbase 1238, branches 5+4)", 18_000, PEERS.namecoin37174),
    await measureOne(3, "AuxPow Syscoin 430000 (coinbase 341, branches 12+4)", 14_000, PEERS.syscoin430000),
    await measureOutputForm(call),
  ];
}

/** The second form on a coinbase of the same size and branches of the same length as Syscoin 430000. */
async function measureOutputForm(call: Call): Promise<Measurement> {
  const auxHeader = new Uint8Array(80);
  const auxHash = BlockHeader.hash(auxHeader);
  const auxPow = buildOutputAuxPow({
    auxHash,
    chainDepth: 4,
    coinbaseDepth: 12,
    script: () => new Uint8Array(100),
    outputs: ({ inOutput }) => [new Uint8Array(25), new Uint8Array(38), inOutput, new Uint8Array(45)],
  });
  const name = `AuxPow in an output (coinbase ${auxPow.coinbase.length}, branches 12+4)`;
  const proof = bytesToHex(NamecoinAuxPow.toCalldata(auxHash, auxPow).bytes);
  const { gas, result } = await call("verify", [bytesToHex(auxHeader), 1, EASY_BITS, proof]);
  if (result !== 0) throw new Error(`${name}: ${AuxPow.FAILURES[Number(result)]}`);
  return { name, gas };
}

function readHeaders(): { startHeight: number; headers: Uint8Array[] } {
  const { mainnetRun } = JSON.parse(readFileSync(HEADER_VECTORS, "utf8")) as {
    mainnetRun: { startHeight: number; headers: string[] };
  };
  return { ...mainnetRun, headers: mainnetRun.headers.map((hex) => hexToBytes(hex)) };
}

async function measureHeader(call: Call): Promise<Measurement> {
  const { gas, result } = await call("verify", [bytesToHex(readHeaders().headers[1]!)]);
  if ((result as [number])[0] !== 0) throw new Error(`header: ${result}`);
  return { name: "header, one", gas, limit: 1_200, peers: PEERS.header };
}

async function measureRuns(call: Call): Promise<Measurement[]> {
  const { startHeight, headers } = readHeaders();
  // The first header lies inside an epoch; runs of 10 and 144 stay in it, the run of 2016 crosses into the next.
  const hash = bytesToHex(BlockHeader.hash(headers[0]!));
  const fields = [
    startHeight,
    BlockHeader.timeSec(headers[0]!),
    BlockHeader.nBits(headers[0]!),
    EPOCH_START_SEC,
  ];
  const packed = fields.reduce((word, field) => (word << 32n) | BigInt(field), 0n);
  const run = async (
    form: "extend" | "extendCompact" | "extendEpoch",
    count: number,
    more: Partial<Measurement>,
  ) => {
    const isCompact = form === "extendCompact";
    const part = headers
      .slice(1, 1 + count)
      .map((header) => (isCompact ? HeaderChain.toCompact(header) : header));
    const place = form === "extendEpoch" ? BlockHeader.nBits(headers[0]!) : packed;
    const { gas, result } = await call(form, [hash, place, bytesToHex(concatBytes(...part))]);
    if ((result as [number])[0] !== 0) throw new Error(`${form} ${count}: ${result}`);
    const kind =
      form === "extendEpoch"
        ? ""
        : isCompact
          ? " on a tip with retarget, 44 bytes each"
          : " on a tip with retarget";
    return { name: `headers, run of ${count}${kind}`, gas, ...more };
  };
  return [
    await run("extendEpoch", 10, { limit: 8_500, peers: PEERS.headers10 }),
    await run("extend", 10, {}),
    await run("extendCompact", 10, {}),
    await run("extend", 144, { limit: 105_000, peers: PEERS.headers144 }),
    await run("extendCompact", 144, {}),
    await run("extend", 2016, { peers: PEERS.headers2016 }),
    await run("extendCompact", 2016, {}),
  ];
}

async function measureMerkle(call: Call): Promise<Measurement> {
  const branch = bytesToHex(new Uint8Array(12 * 32).fill(7));
  const { gas } = await call("root", [`0x${"11".repeat(32)}`, branch, 2730n]);
  return { name: "Merkle branch, depth 12", gas, limit: 6_000, peers: PEERS.merkle12 };
}
