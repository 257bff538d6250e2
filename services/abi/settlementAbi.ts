// Written by deploy/bindings.ts from contracts/l1/interfaces/ISettlement.sol
export const settlementAbi = [
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "chainId",
        "type": "uint64"
      },
      {
        "internalType": "enum TriePath.Failure",
        "name": "failure",
        "type": "uint8"
      }
    ],
    "name": "SettlementAccountProofInvalid",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "endsAtSec",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "nowSec",
        "type": "uint64"
      }
    ],
    "name": "SettlementChallengeOpen",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "chainId",
        "type": "uint64"
      },
      {
        "internalType": "bytes32",
        "name": "claimed",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "proven",
        "type": "bytes32"
      }
    ],
    "name": "SettlementChannelsDiffer",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "sumOfOthersSec",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "exitDelaySec",
        "type": "uint64"
      }
    ],
    "name": "SettlementExitDelayTooShort",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "chainId",
        "type": "uint64"
      }
    ],
    "name": "SettlementHeaderMalformed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint32",
        "name": "checkpointHeight",
        "type": "uint32"
      }
    ],
    "name": "SettlementNotLeading",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "finalIndex",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "index",
        "type": "uint64"
      }
    ],
    "name": "SettlementNotNewer",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "revertDelaySec",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "clockSec",
        "type": "uint64"
      }
    ],
    "name": "SettlementNotOverdue",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "headIndex",
        "type": "uint64"
      }
    ],
    "name": "SettlementNothingToRevert",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "miningTimeoutSec",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "revertDelaySec",
        "type": "uint64"
      }
    ],
    "name": "SettlementRevertDelayTooShort",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "leadAcceptedAtSec",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "nowSec",
        "type": "uint64"
      }
    ],
    "name": "SettlementStale",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "chainId",
        "type": "uint64"
      },
      {
        "internalType": "enum TriePath.Failure",
        "name": "failure",
        "type": "uint8"
      }
    ],
    "name": "SettlementStorageProofInvalid",
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
    "name": "SettlementWrongBlocksRoot",
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
    "name": "SettlementWrongChannelsRoot",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "expectedBatch",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "actualBatch",
        "type": "uint64"
      }
    ],
    "name": "SettlementWrongCheckpoint",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "chainId",
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
    "name": "SettlementWrongHeader",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "expected",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "actual",
        "type": "uint256"
      }
    ],
    "name": "SettlementWrongProofCount",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "chainId",
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
    "name": "SettlementWrongStateRoot",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "expectedIndex",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "actualIndex",
        "type": "uint64"
      }
    ],
    "name": "SettlementWrongTarget",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint64",
        "name": "index",
        "type": "uint64"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "superblock",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "checkpoint",
        "type": "bytes32"
      }
    ],
    "name": "BatchFinalized",
    "type": "event"
  },
  {
    "inputs": [],
    "name": "config",
    "outputs": [
      {
        "components": [
          {
            "internalType": "contract IRollupInbox",
            "name": "inbox",
            "type": "address"
          },
          {
            "internalType": "contract ICheckpointLedger",
            "name": "ledger",
            "type": "address"
          },
          {
            "internalType": "contract IFallback",
            "name": "fallbackMode",
            "type": "address"
          },
          {
            "internalType": "uint64",
            "name": "challengeWindowSec",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "miningTimeoutSec",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "revertDelaySec",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "exitDelaySec",
            "type": "uint64"
          }
        ],
        "internalType": "struct ISettlement.Config",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "finalBatchIndex",
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
        "internalType": "uint64",
        "name": "chainId",
        "type": "uint64"
      }
    ],
    "name": "finalOutbox",
    "outputs": [
      {
        "components": [
          {
            "internalType": "uint64",
            "name": "count",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "root",
            "type": "bytes32"
          }
        ],
        "internalType": "struct ISettlement.FinalOutbox",
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
        "name": "checkpointHeight",
        "type": "uint32"
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
            "name": "srcChainId",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "dstChainId",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "count",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "root",
            "type": "bytes32"
          }
        ],
        "internalType": "struct ChannelEntry[]",
        "name": "channels",
        "type": "tuple[]"
      },
      {
        "components": [
          {
            "internalType": "bytes",
            "name": "header",
            "type": "bytes"
          },
          {
            "internalType": "bytes[]",
            "name": "accountProof",
            "type": "bytes[]"
          },
          {
            "internalType": "bytes[]",
            "name": "storageProof",
            "type": "bytes[]"
          }
        ],
        "internalType": "struct ISettlement.RollupProof[]",
        "name": "proofs",
        "type": "tuple[]"
      }
    ],
    "name": "finalize",
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
        "name": "target",
        "type": "tuple"
      }
    ],
    "name": "revertUnmined",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "securedBatchIndex",
    "outputs": [
      {
        "internalType": "uint64",
        "name": "",
        "type": "uint64"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  }
] as const;
