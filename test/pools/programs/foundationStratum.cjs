/**
 * foundation-stratum as a pool over a Bitcoin node and one auxiliary daemon.
 * Arguments: { stratumPort, address, difficulty, bitcoin, auxiliary } as JSON, both daemons { port, user, password }.
 * Prints one JSON line when miners can connect; its log goes to standard error.
 */
const stratum = require("foundation-stratum");

const { stratumPort, address, difficulty, bitcoin, auxiliary } = JSON.parse(process.argv[2]);
const daemon = ({ port, user, password }) => ({ host: "127.0.0.1", port, username: user, password });
const log = (severity, text) => process.stderr.write(`${severity}: ${text}\n`);

const pool = stratum.create(
  {
    name: "Lockstep test pool",
    coins: ["Bitcoin", "Lockstep"],
    debug: true,
    banning: { time: 600, invalidPercent: 0.5, checkThreshold: 500, purgeInterval: 300 },
    ports: [
      {
        port: stratumPort,
        enabled: true,
        tls: false,
        difficulty: {
          initial: difficulty,
          minimum: difficulty,
          maximum: difficulty,
          targetTime: 15,
          retargetTime: 3600,
          variance: 0.3,
        },
      },
    ],
    p2p: { enabled: false },
    settings: {
      blockRefreshInterval: 500,
      jobRebroadcastTimeout: 60,
      connectionTimeout: 600,
      tcpProxyProtocol: false,
    },
    statistics: {},
    primary: {
      address,
      coin: {
        name: "Bitcoin",
        symbol: "BTC",
        algorithms: { mining: "sha256d", block: "sha256d", coinbase: "sha256d" },
        asicboost: true,
        getinfo: false,
        hybrid: false,
        segwit: true,
        version: 1,
        rewards: { type: "", addresses: [] },
        mainnet: {},
        testnet: {},
      },
      daemons: [daemon(bitcoin)],
      recipients: [],
    },
    auxiliary: {
      enabled: true,
      coin: { name: "Lockstep", symbol: "LSCP", header: "fabe6d6d" },
      daemons: [daemon(auxiliary)],
    },
  },
  { identifier: "" },
  (_ip, _port, _primary, _auxiliary, _password, answer) =>
    answer({ error: null, authorized: true, disconnect: false }),
  (text) => {
    if (text === true) process.stdout.write("{}\n");
  },
);
pool.on("log", log);
pool.on("share", (share, type, accepted) =>
  log("share", JSON.stringify({ type, block: share.blockType, accepted, error: share.error })),
);
pool.setupPool();
