// Written by deploy/bindings.ts from contracts/l1/interfaces/IClaims.sol
export const claimsAbi = [
  {
    "inputs": [
      {
        "internalType": "enum ChannelClaim.Failure",
        "name": "failure",
        "type": "uint8"
      },
      {
        "internalType": "enum TriePath.Failure",
        "name": "proof",
        "type": "uint8"
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
    "name": "ClaimsChannelNotFalse",
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
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      }
    ],
    "name": "ClaimsHeaderNotFalse",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      }
    ],
    "name": "ClaimsHistoryNotFalse",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "historyRoot",
        "type": "bytes32"
      }
    ],
    "name": "ClaimsHistoryNotOpened",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "enum TriePath.Failure",
        "name": "failure",
        "type": "uint8"
      }
    ],
    "name": "ClaimsLeadProofInvalid",
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
        "name": "leaf",
        "type": "bytes32"
      }
    ],
    "name": "ClaimsLeafNotThere",
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
        "internalType": "uint64",
        "name": "batchNumber",
        "type": "uint64"
      }
    ],
    "name": "ClaimsLeafUnrelated",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "enum EquivocationClaim.Failure",
        "name": "failure",
        "type": "uint8"
      }
    ],
    "name": "ClaimsNoEquivocation",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "enum HistoryClaim.Failure",
        "name": "failure",
        "type": "uint8"
      },
      {
        "internalType": "uint256",
        "name": "position",
        "type": "uint256"
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
    "name": "ClaimsNotInBatch",
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
    "name": "ClaimsNotLeader",
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
    "name": "ClaimsNotParent",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "l1Origin",
        "type": "bytes32"
      }
    ],
    "name": "ClaimsOriginUnreadable",
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
        "internalType": "uint64",
        "name": "parentChainId",
        "type": "uint64"
      }
    ],
    "name": "ClaimsParentRollupDiffers",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "count",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "position",
        "type": "uint256"
      }
    ],
    "name": "ClaimsUnknownRollup",
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
    "name": "ClaimsWrongBlocksRoot",
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
    "name": "ClaimsWrongChannelsRoot",
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
    "name": "ClaimsWrongHeader",
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
    "name": "ClaimsWrongOrigin",
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
    "name": "ClaimsWrongParent",
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
    "name": "ClaimsWrongTarget",
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
    "name": "ClaimsWrongTerm",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "term",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "leader",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "prover",
        "type": "address"
      }
    ],
    "name": "EquivocationProven",
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
        "indexed": true,
        "internalType": "address",
        "name": "prover",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "enum IRollupInbox.Cause",
        "name": "cause",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "uint8",
        "name": "lie",
        "type": "uint8"
      }
    ],
    "name": "LieProven",
    "type": "event"
  },
  {
    "inputs": [
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
            "name": "batch",
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
            "name": "before",
            "type": "tuple"
          }
        ],
        "internalType": "struct IClaims.Accused",
        "name": "accused",
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
            "internalType": "uint256",
            "name": "rollup",
            "type": "uint256"
          },
          {
            "internalType": "enum ChannelClaim.Slot",
            "name": "slot",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "peer",
            "type": "uint64"
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
        "internalType": "struct ChannelClaim.Evidence",
        "name": "evidence",
        "type": "tuple"
      }
    ],
    "name": "claimChannel",
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
            "name": "signature",
            "type": "bytes"
          }
        ],
        "internalType": "struct EquivocationClaim.Signed",
        "name": "first",
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
            "name": "superblock",
            "type": "tuple"
          },
          {
            "internalType": "bytes",
            "name": "signature",
            "type": "bytes"
          }
        ],
        "internalType": "struct EquivocationClaim.Signed",
        "name": "second",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "previous",
            "type": "bytes32"
          },
          {
            "internalType": "uint64",
            "name": "startNumber",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "startSuperblock",
            "type": "bytes32"
          },
          {
            "internalType": "uint64",
            "name": "openedAtSec",
            "type": "uint64"
          }
        ],
        "internalType": "struct IClaims.TermOpening",
        "name": "opening",
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
    "name": "claimEquivocation",
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
            "name": "before",
            "type": "tuple"
          }
        ],
        "internalType": "struct IClaims.Accused",
        "name": "accused",
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
            "internalType": "struct Superblock[]",
            "name": "superblocks",
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
            "internalType": "uint256",
            "name": "rollup",
            "type": "uint256"
          },
          {
            "internalType": "bytes",
            "name": "header",
            "type": "bytes"
          }
        ],
        "internalType": "struct IClaims.OpenBlock",
        "name": "blockOpened",
        "type": "tuple"
      }
    ],
    "name": "claimHeader",
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
            "name": "before",
            "type": "tuple"
          }
        ],
        "internalType": "struct IClaims.Accused",
        "name": "accused",
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
            "internalType": "struct Superblock[]",
            "name": "superblocks",
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
            "internalType": "uint256",
            "name": "rollup",
            "type": "uint256"
          },
          {
            "internalType": "bytes",
            "name": "header",
            "type": "bytes"
          }
        ],
        "internalType": "struct IClaims.OpenBlock",
        "name": "child",
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
            "name": "superblock",
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
            "internalType": "bytes",
            "name": "header",
            "type": "bytes"
          }
        ],
        "internalType": "struct IClaims.OpenParent",
        "name": "parent",
        "type": "tuple"
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
        "internalType": "struct IClaims.LeadProof",
        "name": "lead",
        "type": "tuple"
      }
    ],
    "name": "claimHeaderLink",
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
            "name": "before",
            "type": "tuple"
          }
        ],
        "internalType": "struct IClaims.Accused",
        "name": "accused",
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
        "internalType": "struct Superblock[]",
        "name": "superblocks",
        "type": "tuple[]"
      }
    ],
    "name": "claimHistory",
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
            "name": "before",
            "type": "tuple"
          }
        ],
        "internalType": "struct IClaims.Accused",
        "name": "accused",
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
        "components": [
          {
            "internalType": "uint64",
            "name": "index",
            "type": "uint64"
          },
          {
            "internalType": "bytes32",
            "name": "leaf",
            "type": "bytes32"
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
            "name": "earlier",
            "type": "tuple"
          }
        ],
        "internalType": "struct IClaims.HistoryLeaf",
        "name": "opened",
        "type": "tuple"
      }
    ],
    "name": "claimHistoryLeaf",
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
            "name": "before",
            "type": "tuple"
          }
        ],
        "internalType": "struct IClaims.Accused",
        "name": "accused",
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
        "internalType": "struct Superblock[]",
        "name": "superblocks",
        "type": "tuple[]"
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
        "name": "parent",
        "type": "tuple"
      },
      {
        "internalType": "bytes32[]",
        "name": "siblings",
        "type": "bytes32[]"
      }
    ],
    "name": "claimHistoryLink",
    "outputs": [],
    "stateMutability": "nonpayable",
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
            "internalType": "contract ISettlement",
            "name": "settlement",
            "type": "address"
          },
          {
            "internalType": "contract ISequencerPolicy",
            "name": "sequencerPolicy",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "ledger",
            "type": "address"
          },
          {
            "internalType": "contract IFallback",
            "name": "fallbackMode",
            "type": "address"
          }
        ],
        "internalType": "struct IClaims.Config",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  }
] as const;
