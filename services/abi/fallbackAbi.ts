// Written by deploy/bindings.ts from contracts/l1/interfaces/IFallback.sol
export const fallbackAbi = [
  {
    "inputs": [],
    "name": "FallbackAlreadyOpen",
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
        "name": "parentIndex",
        "type": "uint64"
      },
      {
        "internalType": "uint256",
        "name": "branchLength",
        "type": "uint256"
      }
    ],
    "name": "FallbackBelowFinal",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "index",
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
    "name": "FallbackBranchBroken",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "index",
        "type": "uint64"
      }
    ],
    "name": "FallbackBranchStands",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "index",
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
    "name": "FallbackForkNotThere",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "batchHash",
        "type": "bytes32"
      }
    ],
    "name": "FallbackKnown",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "leader",
        "type": "address"
      },
      {
        "internalType": "uint64",
        "name": "untilSec",
        "type": "uint64"
      }
    ],
    "name": "FallbackLeaderHasTime",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "headIndex",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "index",
        "type": "uint64"
      }
    ],
    "name": "FallbackNotHead",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "parentSuperblock",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "actual",
        "type": "bytes32"
      }
    ],
    "name": "FallbackNotLinked",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "FallbackNotOpen",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "batchHash",
        "type": "bytes32"
      }
    ],
    "name": "FallbackParentUnknown",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "FallbackProofsMissing",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "maxLagSec",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "sequencerTimeoutSec",
        "type": "uint64"
      }
    ],
    "name": "FallbackTimeoutTooShort",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "clockSec",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "timeoutSec",
        "type": "uint64"
      }
    ],
    "name": "FallbackWorkAwaited",
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
    "name": "FallbackWrongConsumed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "expected",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "actual",
        "type": "uint64"
      }
    ],
    "name": "FallbackWrongNumber",
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
    "name": "FallbackWrongParentCheckpoint",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "author",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "caller",
        "type": "address"
      }
    ],
    "name": "FallbackWrongPoster",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "miner",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "producer",
        "type": "address"
      }
    ],
    "name": "FallbackWrongProducer",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "leader",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "signer",
        "type": "address"
      }
    ],
    "name": "FallbackWrongSigner",
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
    "name": "FallbackWrongTarget",
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
    "name": "FallbackWrongTerm",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "index",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "batchHash",
        "type": "bytes32"
      }
    ],
    "name": "FallbackLeft",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint64",
        "name": "baseIndex",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "term",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "enum IFallback.Reason",
        "name": "reason",
        "type": "uint8"
      }
    ],
    "name": "FallbackOpened",
    "type": "event"
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
        "internalType": "bytes32",
        "name": "batchHash",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "checkpoint",
        "type": "bytes32"
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
        "indexed": false,
        "internalType": "struct Batch",
        "name": "batch",
        "type": "tuple"
      }
    ],
    "name": "FallbackPosted",
    "type": "event"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "batchHash",
        "type": "bytes32"
      }
    ],
    "name": "checkpointOf",
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
            "internalType": "uint64",
            "name": "sequencerTimeoutSec",
            "type": "uint64"
          }
        ],
        "internalType": "struct IFallback.Config",
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
        "name": "batchHash",
        "type": "bytes32"
      }
    ],
    "name": "isUnsigned",
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
        "name": "head",
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
        "name": "target",
        "type": "tuple"
      }
    ],
    "name": "open",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
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
                "internalType": "bytes32",
                "name": "superblock",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "consumedHash",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "bodyHash",
                "type": "bytes32"
              }
            ],
            "internalType": "struct ParentOpening",
            "name": "parent",
            "type": "tuple"
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
            "name": "tip",
            "type": "tuple"
          },
          {
            "internalType": "bytes32",
            "name": "r",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "vs",
            "type": "bytes32"
          },
          {
            "components": [
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
            "internalType": "struct TipBlock[]",
            "name": "blocks",
            "type": "tuple[]"
          },
          {
            "internalType": "bytes",
            "name": "channels",
            "type": "bytes"
          },
          {
            "internalType": "bytes",
            "name": "parentMessages",
            "type": "bytes"
          },
          {
            "internalType": "bytes",
            "name": "data",
            "type": "bytes"
          }
        ],
        "internalType": "struct Posting",
        "name": "posting",
        "type": "tuple"
      },
      {
        "components": [
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
            "name": "parent",
            "type": "tuple"
          },
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
            "internalType": "uint32",
            "name": "parentHeight",
            "type": "uint32"
          },
          {
            "internalType": "bytes",
            "name": "auxPow",
            "type": "bytes"
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
            "internalType": "struct Batch[]",
            "name": "branch",
            "type": "tuple[]"
          }
        ],
        "internalType": "struct IFallback.Work",
        "name": "work",
        "type": "tuple"
      }
    ],
    "name": "postFallback",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "batchHash",
        "type": "bytes32"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
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
                "internalType": "bytes32",
                "name": "superblock",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "consumedHash",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "bodyHash",
                "type": "bytes32"
              }
            ],
            "internalType": "struct ParentOpening",
            "name": "parent",
            "type": "tuple"
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
            "name": "tip",
            "type": "tuple"
          },
          {
            "internalType": "bytes32",
            "name": "r",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "vs",
            "type": "bytes32"
          },
          {
            "components": [
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
            "internalType": "struct TipBlock[]",
            "name": "blocks",
            "type": "tuple[]"
          },
          {
            "internalType": "bytes",
            "name": "channels",
            "type": "bytes"
          },
          {
            "internalType": "bytes",
            "name": "parentMessages",
            "type": "bytes"
          },
          {
            "internalType": "bytes",
            "name": "data",
            "type": "bytes"
          }
        ],
        "internalType": "struct Posting",
        "name": "posting",
        "type": "tuple"
      },
      {
        "components": [
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
            "name": "parent",
            "type": "tuple"
          },
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
            "internalType": "uint32",
            "name": "parentHeight",
            "type": "uint32"
          },
          {
            "internalType": "bytes",
            "name": "auxPow",
            "type": "bytes"
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
            "internalType": "struct Batch[]",
            "name": "branch",
            "type": "tuple[]"
          }
        ],
        "internalType": "struct IFallback.Work",
        "name": "work",
        "type": "tuple"
      },
      {
        "components": [
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
        "internalType": "struct TipProof[]",
        "name": "proofs",
        "type": "tuple[]"
      }
    ],
    "name": "postProvenFallback",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "batchHash",
        "type": "bytes32"
      }
    ],
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
        "name": "head",
        "type": "tuple"
      }
    ],
    "name": "silence",
    "outputs": [
      {
        "internalType": "uint64",
        "name": "heardAtSec",
        "type": "uint64"
      },
      {
        "internalType": "bool",
        "name": "isRefusing",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "batchHash",
        "type": "bytes32"
      }
    ],
    "name": "standsSinceSec",
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
