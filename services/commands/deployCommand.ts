/** `lockstep deploy`. */
import { readPrivateKeyFile } from "../adapters/keyFile.ts";
import { runDeployRole } from "../roles/deployRole.ts";
import { deploySchema, readConfig } from "../runtime/config.ts";
import { type Command, hint } from "./command.ts";

export const deployCommand: Command = {
  name: "deploy",
  summary: "deploy the contracts to an L1",
  schema: deploySchema,
  run: async (argv) => {
    const config = readConfig(deploySchema, argv);
    const deployerKey = readPrivateKeyFile(config.deployerKeyFile);
    await runDeployRole({ config, deployerKey, progress: hint });
    return 0;
  },
};
