/** A Hardhat node in a process of its own: the development network behind `hardhat node`. Ends when its parent does. */
import { network } from "hardhat";

const chainId = Number(process.argv[2]);
const intervalMs = Number(process.argv[3]);
process.once("disconnect", () => process.exit());
const mining = intervalMs > 0 ? { auto: false, interval: intervalMs } : { auto: true, interval: 0 };
const server = await network.createServer({ override: { chainId, mining } }, "127.0.0.1", 0);
const { address, port } = await server.listen();
process.send!({ urls: [`http://${address}:${port}`], chainIds: [chainId] });
