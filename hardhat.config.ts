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

const settings = (viaIR: boolean) => ({
  evmVersion: "prague",
  viaIR,
  optimizer: { enabled: true, runs: 1_000_000 },
  outputSelection: { "*": { "*": ["storageLayout"] } },
});

export default defineConfig({
  plugins: [hardhatViem, hardhatMocha, hardhatIgnitionViem],
  solidity: {
    profiles: {
      // What is tested, measured and deployed is the same code: through the IR, cheaper to run, slower to compile.
      default: { ...solc, settings: settings(true) },
      // For the edit loop of whoever writes contracts: hardhat test solidity --build-profile fast
      fast: { ...solc, settings: settings(false) },
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
