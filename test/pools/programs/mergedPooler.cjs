/**
 * merged-pooler as a pool over a Bitcoin node and one auxiliary daemon.
 * Arguments: { stratumPort, address, difficulty, bitcoin, auxiliary } as JSON, both daemons { port, user, password }.
 * Prints one JSON line when miners can connect; its log goes to standard error.
 */
const { createPool } = require("merged-pooler");
const util = require("merged-pooler/lib/util.js");

// Written for a Node in which a buffer of a number and an encoding was an empty one; today that throws.
const { uint256BufferFromHash } = util;
util.uint256BufferFromHash = (hash) => uint256BufferFromHash(typeof hash === "number" ? "" : hash);

const { stratumPort, address, difficulty, bitcoin, auxiliary } = JSON.parse(process.argv[2]);
const daemon = (options) => ({ host: "127.0.0.1", ...options });
const log = (severity, text) => process.stderr.write(`${severity}: ${text}\n`);

const pool = createPool(
  {
    coin: { name: "Bitcoin", symbol: "BTC", algorithm: "sha256", reward: "POW" },
    auxes: [{ name: "Lockstep", symbol: "LSCP", algorithm: "sha256", daemons: [daemon(auxiliary)] }],
    address,
    rewardRecipients: {},
    blockRefreshInterval: 500,
    jobRebroadcastTimeout: 55,
    connectionTimeout: 600,
    banning: { enabled: false },
    ports: { [stratumPort]: { diff: difficulty } },
    daemons: [daemon(bitcoin)],
    p2p: { enabled: false },
  },
  (_ip, _port, _worker, _password, answer) => answer({ error: null, authorized: true, disconnect: false }),
);
pool.on("log", log);
pool.on("share", (valid, isBlock, share) =>
  log("share", JSON.stringify({ valid, isBlock, error: share.error })),
);
pool.on("block", (symbol, height, hash) => log("block", JSON.stringify({ symbol, height, hash })));
pool.on("started", () => process.stdout.write("{}\n"));
pool.start();
