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

const MANY_RUNS = 1_000_000;

const settings = (viaIR: boolean, runs = MANY_RUNS) => ({
  evmVersion: "prague",
  viaIR,
  optimizer: { enabled: true, runs },
  outputSelection: { "*": { "*": ["storageLayout"] } },
});

/** Fewer runs where the code would outgrow what a chain takes (EIP-170); the inbox is called most, so it keeps more. */
const overrides = {
  "contracts/l1/RollupInbox.sol": { ...solc, settings: settings(true, 10_000) },
  "contracts/l1/Fallback.sol": { ...solc, settings: settings(true, 1_000) },
};

export default defineConfig({
  plugins: [hardhatViem, hardhatMocha, hardhatIgnitionViem],
  solidity: {
    profiles: {
      // What is tested, measured and deployed is the same code: through the IR, cheaper to run, slower to compile.
      default: { compilers: [{ ...solc, settings: settings(true) }], overrides },
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
