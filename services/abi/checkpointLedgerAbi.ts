// Written by deploy/bindings.ts from contracts/l1/interfaces/ICheckpointLedger.sol
export const checkpointLedgerAbi = [
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "name": "LedgerFallen",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "name": "LedgerNotHeavier",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "caller",
        "type": "address"
      }
    ],
    "name": "LedgerNotInbox",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "parentNumber",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      }
    ],
    "name": "LedgerNotLater",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "enum ICheckpointLedger.SettlementFailure",
        "name": "failure",
        "type": "uint8"
      }
    ],
    "name": "LedgerNotSettled",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "enum CheckpointRules.Failure",
        "name": "failure",
        "type": "uint8"
      }
    ],
    "name": "LedgerRefused",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "earliestTimestamp",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "timestamp",
        "type": "uint64"
      }
    ],
    "name": "LedgerTooClose",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "name": "LedgerUnknown",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "batchTip",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "checkpointSuperblock",
        "type": "bytes32"
      }
    ],
    "name": "LedgerWrongSuperblock",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "parent",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "uint64",
        "name": "batchIndex",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "superblock",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "address",
        "name": "miner",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint32",
        "name": "nBits",
        "type": "uint32"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "uint32",
        "name": "height",
        "type": "uint32"
      },
      {
        "indexed": false,
        "internalType": "bool",
        "name": "leads",
        "type": "bool"
      },
      {
        "indexed": false,
        "internalType": "bytes",
        "name": "auxPow",
        "type": "bytes"
      }
    ],
    "name": "CheckpointAccepted",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "lead",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "batchIndex",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      }
    ],
    "name": "LeadChanged",
    "type": "event"
  },
  {
    "inputs": [],
    "name": "age",
    "outputs": [
      {
        "internalType": "uint64",
        "name": "",
        "type": "uint64"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "uint64",
            "name": "index",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "firstNumber",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "number",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "timestamp",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "l1OriginNumber",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "postedAtSec",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "parent",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "blocksRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "channelsRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "dataHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "term",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "superblock",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "consumedHash",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Batch",
        "name": "batch",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "uint64",
            "name": "chainId",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "number",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "blockHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "stateRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "traceRoot",
            "type": "bytes32"
          }
        ],
        "internalType": "struct BlockLeaf[]",
        "name": "blocks",
        "type": "tuple[]"
      },
      {
        "components": [
          {
            "internalType": "uint64",
            "name": "chainId",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "blockHash",
            "type": "bytes32"
          }
        ],
        "internalType": "struct ICheckpointLedger.SettledBlock",
        "name": "settled",
        "type": "tuple"
      },
      {
        "internalType": "uint64",
        "name": "maxAgeSec",
        "type": "uint64"
      }
    ],
    "name": "allowSettlement",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "config",
    "outputs": [
      {
        "components": [
          {
            "internalType": "address",
            "name": "inbox",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "fallbackMode",
            "type": "address"
          },
          {
            "components": [
              {
                "internalType": "uint32",
                "name": "anchorBits",
                "type": "uint32"
              },
              {
                "internalType": "uint64",
                "name": "anchorTimeSec",
                "type": "uint64"
              },
              {
                "internalType": "uint32",
                "name": "spacingSec",
                "type": "uint32"
              },
              {
                "internalType": "uint32",
                "name": "halfLifeSec",
                "type": "uint32"
              },
              {
                "internalType": "uint32",
                "name": "auxChainId",
                "type": "uint32"
              }
            ],
            "internalType": "struct CheckpointRules.Rules",
            "name": "rules",
            "type": "tuple"
          },
          {
            "internalType": "uint64",
            "name": "minSpacingSec",
            "type": "uint64"
          },
          {
            "internalType": "uint32",
            "name": "checkpointsKept",
            "type": "uint32"
          },
          {
            "internalType": "bytes32",
            "name": "genesisSuperblock",
            "type": "bytes32"
          }
        ],
        "internalType": "struct ICheckpointLedger.Config",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "uint32",
        "name": "height",
        "type": "uint32"
      }
    ],
    "name": "isLeading",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "uint64",
            "name": "index",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "firstNumber",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "number",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "timestamp",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "l1OriginNumber",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "postedAtSec",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "parent",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "blocksRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "channelsRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "dataHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "term",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "superblock",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "consumedHash",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Batch",
        "name": "batch",
        "type": "tuple"
      }
    ],
    "name": "isMined",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "lastMined",
    "outputs": [
      {
        "components": [
          {
            "internalType": "uint32",
            "name": "height",
            "type": "uint32"
          },
          {
            "internalType": "uint64",
            "name": "batchIndex",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "number",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "timestamp",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptedAtSec",
            "type": "uint64"
          }
        ],
        "internalType": "struct ICheckpointLedger.Mined",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "lead",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint32",
        "name": "height",
        "type": "uint32"
      }
    ],
    "name": "leadingAt",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "components": [
          {
            "internalType": "uint32",
            "name": "height",
            "type": "uint32"
          },
          {
            "internalType": "uint64",
            "name": "batchIndex",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "number",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "timestamp",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptedAtSec",
            "type": "uint64"
          }
        ],
        "internalType": "struct ICheckpointLedger.Mined",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "uint32",
        "name": "height",
        "type": "uint32"
      }
    ],
    "name": "node",
    "outputs": [
      {
        "components": [
          {
            "internalType": "bool",
            "name": "isKnown",
            "type": "bool"
          },
          {
            "internalType": "bool",
            "name": "isLeading",
            "type": "bool"
          },
          {
            "internalType": "uint32",
            "name": "height",
            "type": "uint32"
          },
          {
            "internalType": "uint120",
            "name": "totalWork",
            "type": "uint120"
          },
          {
            "internalType": "bytes32",
            "name": "batchHash",
            "type": "bytes32"
          },
          {
            "components": [
              {
                "internalType": "uint32",
                "name": "batchIndex",
                "type": "uint32"
              },
              {
                "internalType": "uint40",
                "name": "number",
                "type": "uint40"
              },
              {
                "internalType": "uint32",
                "name": "timestamp",
                "type": "uint32"
              },
              {
                "internalType": "uint32",
                "name": "acceptedAtSec",
                "type": "uint32"
              },
              {
                "internalType": "uint32",
                "name": "nBits",
                "type": "uint32"
              },
              {
                "internalType": "uint88",
                "name": "creditedWork",
                "type": "uint88"
              }
            ],
            "internalType": "struct CheckpointTree.Mark",
            "name": "mark",
            "type": "tuple"
          }
        ],
        "internalType": "struct CheckpointTree.Node",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "batchIndex",
        "type": "uint64"
      }
    ],
    "name": "onRollback",
    "outputs": [
      {
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "name": "promote",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "uint64",
            "name": "index",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "firstNumber",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "number",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "timestamp",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "l1OriginNumber",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "postedAtSec",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "parent",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "blocksRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "channelsRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "dataHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "term",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "superblock",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "consumedHash",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Batch",
        "name": "batch",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "uint64",
            "name": "chainId",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "number",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "blockHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "stateRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "traceRoot",
            "type": "bytes32"
          }
        ],
        "internalType": "struct BlockLeaf[]",
        "name": "blocks",
        "type": "tuple[]"
      },
      {
        "components": [
          {
            "internalType": "uint64",
            "name": "chainId",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "blockHash",
            "type": "bytes32"
          }
        ],
        "internalType": "struct ICheckpointLedger.SettledBlock",
        "name": "settled",
        "type": "tuple"
      },
      {
        "internalType": "uint64",
        "name": "maxAgeSec",
        "type": "uint64"
      }
    ],
    "name": "requireSettlement",
    "outputs": [],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "parent",
        "type": "bytes32"
      },
      {
        "internalType": "uint32",
        "name": "height",
        "type": "uint32"
      }
    ],
    "name": "requiredBits",
    "outputs": [
      {
        "internalType": "uint32",
        "name": "",
        "type": "uint32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "uint32",
        "name": "height",
        "type": "uint32"
      }
    ],
    "name": "stands",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "uint32",
            "name": "auxChainId",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "nBits",
            "type": "uint32"
          },
          {
            "internalType": "bytes32",
            "name": "parentCheckpoint",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "superblock",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "miner",
            "type": "address"
          }
        ],
        "internalType": "struct Checkpoint",
        "name": "checkpoint",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "uint64",
            "name": "index",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "firstNumber",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "number",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "timestamp",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "l1OriginNumber",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "postedAtSec",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "parent",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "blocksRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "channelsRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "dataHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "term",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "superblock",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "consumedHash",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Batch",
        "name": "batch",
        "type": "tuple"
      },
      {
        "internalType": "uint32",
        "name": "parentHeight",
        "type": "uint32"
      },
      {
        "internalType": "bytes",
        "name": "auxPow",
        "type": "bytes"
      }
    ],
    "name": "submitCheckpoint",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;
