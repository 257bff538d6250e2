import { createRequire } from "node:module";
import hardhatIgnitionViem from "@nomicfoundation/hardhat-ignition-viem";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatViem from "@nomicfoundation/hardhat-viem";
import { defineConfig } from "hardhat/config";

// The compiler comes from the lock file, so a build needs no download and is the same everywhere.
const solc = {
  version: "0.8.37",
  path: createRequire(import.meta.url).resolve("solc/soljson.js"),
};

const settings = (runs: number) => ({
  evmVersion: "prague",
  optimizer: { enabled: true, runs },
  outputSelection: { "*": { "*": ["storageLayout"] } },
});

export default defineConfig({
  plugins: [hardhatViem, hardhatMocha, hardhatIgnitionViem],
  solidity: {
    profiles: {
      default: { ...solc, settings: settings(1_000_000) },
    },
  },
  paths: {
    sources: "./contracts",
    tests: { mocha: "./test", solidity: "./test/contracts" },
    ignition: "./deploy",
  },
  networks: {
    // In-process chain of the contract tests.
    default: { type: "edr-simulated", chainType: "l1", chainId: 31337, hardfork: "prague" },
  },
});
