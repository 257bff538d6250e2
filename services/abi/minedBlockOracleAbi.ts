// Written by deploy/bindings.ts from contracts/l2/interfaces/IMinedBlockOracle.sol
export const minedBlockOracleAbi = [
  {
    "inputs": [],
    "name": "OracleAnchorTimeMissing",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "OracleEmptyRun",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "fields",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "extraDataBytes",
        "type": "uint256"
      }
    ],
    "name": "OracleHeaderMalformed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      },
      {
        "internalType": "bytes32",
        "name": "expected",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "actual",
        "type": "bytes32"
      }
    ],
    "name": "OracleHeaderUnknown",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "checkpoints",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "proofs",
        "type": "uint256"
      }
    ],
    "name": "OracleLengthMismatch",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "chainId",
        "type": "uint256"
      }
    ],
    "name": "OracleNoBlockHere",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "OracleNoValue",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "laterNumber",
        "type": "uint64"
      }
    ],
    "name": "OracleNotInHistory",
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
    "name": "OracleNotLeading",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "expected",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "extraData",
        "type": "bytes32"
      }
    ],
    "name": "OracleNotOnThisChain",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "uint256",
        "name": "height",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "leadHeight",
        "type": "uint256"
      }
    ],
    "name": "OracleNotSettled",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "miner",
        "type": "address"
      }
    ],
    "name": "OracleNothingOwed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "index",
        "type": "uint256"
      },
      {
        "internalType": "enum CheckpointRules.Failure",
        "name": "failure",
        "type": "uint8"
      }
    ],
    "name": "OracleRefused",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "miner",
        "type": "address"
      }
    ],
    "name": "OracleTransferFailed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "expected",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "actual",
        "type": "bytes32"
      }
    ],
    "name": "OracleWrongBlocksRoot",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "expected",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "actual",
        "type": "bytes32"
      }
    ],
    "name": "OracleWrongSuperblock",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "blockHash",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "checkpoint",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "work",
        "type": "uint256"
      }
    ],
    "name": "BlockMined",
    "type": "event"
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
        "name": "id",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "miner",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amountWei",
        "type": "uint256"
      }
    ],
    "name": "CreditClaimed",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "miner",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amountWei",
        "type": "uint256"
      }
    ],
    "name": "CreditWithdrawn",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "from",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amountWei",
        "type": "uint256"
      }
    ],
    "name": "PotFunded",
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
        "internalType": "bytes32[]",
        "name": "ids",
        "type": "bytes32[]"
      }
    ],
    "name": "claim",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "miner",
        "type": "address"
      }
    ],
    "name": "creditOf",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "fund",
    "outputs": [],
    "stateMutability": "payable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
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
            "internalType": "bytes32",
            "name": "blockHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "checkpoint",
            "type": "bytes32"
          },
          {
            "internalType": "uint256",
            "name": "work",
            "type": "uint256"
          }
        ],
        "internalType": "struct IMinedBlockOracle.MinedBlock",
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
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "name": "link",
    "outputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "parent",
            "type": "bytes32"
          },
          {
            "internalType": "uint120",
            "name": "totalWork",
            "type": "uint120"
          },
          {
            "internalType": "uint96",
            "name": "creditedWork",
            "type": "uint96"
          },
          {
            "internalType": "uint32",
            "name": "nBits",
            "type": "uint32"
          },
          {
            "internalType": "uint160",
            "name": "note",
            "type": "uint160"
          },
          {
            "internalType": "uint40",
            "name": "acceptedAtSec",
            "type": "uint40"
          },
          {
            "internalType": "uint32",
            "name": "height",
            "type": "uint32"
          },
          {
            "internalType": "uint24",
            "name": "ordinal",
            "type": "uint24"
          }
        ],
        "internalType": "struct CheckpointChain.Link",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "pot",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "unpromisedWei",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "nextShareWei",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "height",
        "type": "uint256"
      }
    ],
    "name": "promisedWei",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "rules",
    "outputs": [
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
        "internalType": "struct Checkpoint[]",
        "name": "checkpoints",
        "type": "tuple[]"
      },
      {
        "internalType": "bytes[]",
        "name": "auxPows",
        "type": "bytes[]"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "term",
            "type": "bytes32"
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
            "internalType": "address",
            "name": "producer",
            "type": "address"
          },
          {
            "internalType": "bytes32",
            "name": "parent",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "historyRoot",
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
            "internalType": "uint64",
            "name": "l1OriginNumber",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "l1Origin",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Superblock",
        "name": "superblock",
        "type": "tuple"
      },
      {
        "internalType": "bytes",
        "name": "nextHeader",
        "type": "bytes"
      }
    ],
    "name": "submit",
    "outputs": [],
    "stateMutability": "payable",
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
        "internalType": "struct Checkpoint[]",
        "name": "checkpoints",
        "type": "tuple[]"
      },
      {
        "internalType": "bytes[]",
        "name": "auxPows",
        "type": "bytes[]"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "term",
            "type": "bytes32"
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
            "internalType": "address",
            "name": "producer",
            "type": "address"
          },
          {
            "internalType": "bytes32",
            "name": "parent",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "historyRoot",
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
            "internalType": "uint64",
            "name": "l1OriginNumber",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "l1Origin",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Superblock",
        "name": "superblock",
        "type": "tuple"
      },
      {
        "components": [
          {
            "components": [
              {
                "internalType": "bytes32",
                "name": "term",
                "type": "bytes32"
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
                "internalType": "address",
                "name": "producer",
                "type": "address"
              },
              {
                "internalType": "bytes32",
                "name": "parent",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "historyRoot",
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
                "internalType": "uint64",
                "name": "l1OriginNumber",
                "type": "uint64"
              },
              {
                "internalType": "bytes32",
                "name": "l1Origin",
                "type": "bytes32"
              }
            ],
            "internalType": "struct Superblock",
            "name": "later",
            "type": "tuple"
          },
          {
            "internalType": "bytes",
            "name": "nextHeader",
            "type": "bytes"
          },
          {
            "internalType": "bytes32[]",
            "name": "siblings",
            "type": "bytes32[]"
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
          }
        ],
        "internalType": "struct IMinedBlockOracle.HistoryOpening",
        "name": "opening",
        "type": "tuple"
      }
    ],
    "name": "submitOld",
    "outputs": [],
    "stateMutability": "payable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "miner",
        "type": "address"
      }
    ],
    "name": "withdraw",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;
