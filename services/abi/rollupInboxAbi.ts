// Written by deploy/bindings.ts from contracts/l1/interfaces/IRollupInbox.sol
export const rollupInboxAbi = [
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
    "name": "InboxAccountProofInvalid",
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
    "name": "InboxBatchNotThere",
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
    "name": "InboxCannotRollBack",
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
    "name": "InboxChannelsDiffer",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "firstNumber",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      }
    ],
    "name": "InboxEmptyRange",
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
        "name": "nonce",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "dueAtSec",
        "type": "uint64"
      }
    ],
    "name": "InboxForcedMessageOverdue",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InboxInFallback",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "maximum",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "asked",
        "type": "uint64"
      }
    ],
    "name": "InboxMaxUnminedTooLarge",
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
        "name": "previous",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "count",
        "type": "uint64"
      }
    ],
    "name": "InboxMessageCountFell",
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
        "name": "sent",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "count",
        "type": "uint64"
      }
    ],
    "name": "InboxMessagesUnknown",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InboxNoProducer",
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
        "name": "headIndex",
        "type": "uint64"
      }
    ],
    "name": "InboxNoRoom",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "caller",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "origin",
        "type": "address"
      }
    ],
    "name": "InboxNotDirectCall",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "fallbackMode",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "caller",
        "type": "address"
      }
    ],
    "name": "InboxNotFallback",
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
        "name": "caller",
        "type": "address"
      }
    ],
    "name": "InboxNotLeader",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "ledger",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "caller",
        "type": "address"
      }
    ],
    "name": "InboxNotLedger",
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
    "name": "InboxNotLinked",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "previous",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      }
    ],
    "name": "InboxOriginDecreased",
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
    "name": "InboxOriginUnknown",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InboxProofsMissing",
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
    "name": "InboxStorageProofInvalid",
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
    "name": "InboxTargetBelowFinal",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "previous",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "timestamp",
        "type": "uint64"
      }
    ],
    "name": "InboxTimestampNotLater",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "earliest",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "timestamp",
        "type": "uint64"
      }
    ],
    "name": "InboxTimestampTooEarly",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "latest",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "timestamp",
        "type": "uint64"
      }
    ],
    "name": "InboxTimestampTooLate",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "minimum",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "asked",
        "type": "uint64"
      }
    ],
    "name": "InboxTooFewKept",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "maximum",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "unmined",
        "type": "uint64"
      }
    ],
    "name": "InboxTooManyUnmined",
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
    "name": "InboxWorkOverdue",
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
    "name": "InboxWrongBlocksRoot",
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
    "name": "InboxWrongChannelsRoot",
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
    "name": "InboxWrongConsumedCounts",
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
    "name": "InboxWrongMessageRoot",
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
    "name": "InboxWrongParent",
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
        "name": "caller",
        "type": "address"
      }
    ],
    "name": "InboxWrongPoster",
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
    "name": "InboxWrongProofCount",
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
    "name": "InboxWrongRollupCount",
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
    "name": "InboxWrongSigner",
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
    "name": "InboxWrongTerm",
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
        "internalType": "bytes32",
        "name": "batchHash",
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
    "name": "BatchPosted",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint64",
        "name": "fromIndex",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "bytes32[]",
        "name": "batchHashes",
        "type": "bytes32[]"
      }
    ],
    "name": "ChainSwitched",
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
        "internalType": "enum IRollupInbox.Cause",
        "name": "cause",
        "type": "uint8"
      }
    ],
    "name": "RolledBack",
    "type": "event"
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
        "name": "startNumber",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "startSuperblock",
        "type": "bytes32"
      }
    ],
    "name": "TermOpened",
    "type": "event"
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
    "name": "abandonTerm",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "fromIndex",
        "type": "uint64"
      },
      {
        "internalType": "bytes32[]",
        "name": "batchHashes",
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
        "name": "tip",
        "type": "tuple"
      }
    ],
    "name": "adopt",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "index",
        "type": "uint64"
      }
    ],
    "name": "batchHash",
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
            "internalType": "contract ISequencerPolicy",
            "name": "sequencerPolicy",
            "type": "address"
          },
          {
            "internalType": "contract IDataPolicy",
            "name": "dataPolicy",
            "type": "address"
          },
          {
            "internalType": "contract ICheckpointLedger",
            "name": "ledger",
            "type": "address"
          },
          {
            "internalType": "contract IPortal",
            "name": "portal",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "settlement",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "claims",
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
                "internalType": "uint64",
                "name": "chainId",
                "type": "uint64"
              },
              {
                "internalType": "bytes32",
                "name": "genesisHash",
                "type": "bytes32"
              }
            ],
            "internalType": "struct IRollupInbox.Rollup[]",
            "name": "rollups",
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
            "name": "genesis",
            "type": "tuple"
          },
          {
            "internalType": "uint64",
            "name": "maxLagSec",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "maxLeadSec",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "forceDelaySec",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "forcedGasPerSuperblock",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "miningTimeoutSec",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "maxUnminedSuperblocks",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "batchesKept",
            "type": "uint64"
          },
          {
            "internalType": "bool",
            "name": "strict",
            "type": "bool"
          }
        ],
        "internalType": "struct IRollupInbox.Config",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "domainSeparator",
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
    "name": "freshSinceSec",
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
    "inputs": [],
    "name": "genesisBatch",
    "outputs": [
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
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "genesisSuperblock",
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
    "name": "head",
    "outputs": [
      {
        "components": [
          {
            "internalType": "uint64",
            "name": "index",
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
            "name": "unminedSinceSec",
            "type": "uint64"
          }
        ],
        "internalType": "struct IRollupInbox.Head",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "isFallback",
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
    "name": "miningClock",
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
        "name": "number",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "sinceSec",
        "type": "uint64"
      }
    ],
    "name": "onLead",
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
      }
    ],
    "name": "postBatch",
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
    "name": "postProvenBatch",
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
        "name": "batch",
        "type": "tuple"
      }
    ],
    "name": "requireBatch",
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
        "internalType": "uint64",
        "name": "index",
        "type": "uint64"
      },
      {
        "internalType": "bytes32",
        "name": "hash",
        "type": "bytes32"
      }
    ],
    "name": "requireHash",
    "outputs": [],
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
        "name": "before",
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
        "name": "wrong",
        "type": "tuple"
      },
      {
        "internalType": "enum IRollupInbox.Cause",
        "name": "cause",
        "type": "uint8"
      }
    ],
    "name": "rollBackFrom",
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
      },
      {
        "internalType": "enum IRollupInbox.Cause",
        "name": "cause",
        "type": "uint8"
      }
    ],
    "name": "rollBackTo",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "term",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  }
] as const;
