// Written by deploy/bindings.ts from contracts/l1/interfaces/IPortal.sol
export const portalAbi = [
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
      }
    ],
    "name": "PortalAlreadyClaimed",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "PortalBurnFailed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes",
        "name": "returnData",
        "type": "bytes"
      }
    ],
    "name": "PortalCallFailed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint16",
        "name": "capBps",
        "type": "uint16"
      }
    ],
    "name": "PortalCapOutOfRange",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "maximum",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "length",
        "type": "uint256"
      }
    ],
    "name": "PortalDataTooLong",
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
        "name": "deadline",
        "type": "uint64"
      }
    ],
    "name": "PortalDeadlineTooSoon",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "requiredWei",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "sentWei",
        "type": "uint256"
      }
    ],
    "name": "PortalFeeTooLow",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "refundTo",
        "type": "address"
      }
    ],
    "name": "PortalForbiddenRefund",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "target",
        "type": "address"
      }
    ],
    "name": "PortalForbiddenTarget",
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
        "name": "maximum",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "gasLimit",
        "type": "uint64"
      }
    ],
    "name": "PortalGasLimitOutOfRange",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "requiredGas",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "availableGas",
        "type": "uint256"
      }
    ],
    "name": "PortalNotEnoughGas",
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
        "name": "finalCount",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "nonce",
        "type": "uint64"
      }
    ],
    "name": "PortalNotFinal",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "PortalNotInClaim",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "leaf",
        "type": "bytes32"
      }
    ],
    "name": "PortalProofInvalid",
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
    "name": "PortalUnknownRollup",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "capWei",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "askedWei",
        "type": "uint256"
      }
    ],
    "name": "PortalWithdrawCapReached",
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
    "name": "PortalWrongData",
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
    "name": "PortalWrongDestination",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint8",
        "name": "kind",
        "type": "uint8"
      }
    ],
    "name": "PortalWrongKind",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint64",
        "name": "srcChainId",
        "type": "uint64"
      },
      {
        "indexed": true,
        "internalType": "uint64",
        "name": "nonce",
        "type": "uint64"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "target",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "value",
        "type": "uint256"
      }
    ],
    "name": "MessageClaimed",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint64",
        "name": "dstChainId",
        "type": "uint64"
      },
      {
        "indexed": true,
        "internalType": "uint64",
        "name": "nonce",
        "type": "uint64"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "leaf",
        "type": "bytes32"
      },
      {
        "components": [
          {
            "internalType": "uint8",
            "name": "kind",
            "type": "uint8"
          },
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
            "name": "nonce",
            "type": "uint64"
          },
          {
            "internalType": "address",
            "name": "sender",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "target",
            "type": "address"
          },
          {
            "internalType": "uint256",
            "name": "value",
            "type": "uint256"
          },
          {
            "internalType": "uint64",
            "name": "gasLimit",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "deadline",
            "type": "uint64"
          },
          {
            "internalType": "address",
            "name": "refundTo",
            "type": "address"
          },
          {
            "internalType": "bytes32",
            "name": "dataHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "resultHash",
            "type": "bytes32"
          }
        ],
        "indexed": false,
        "internalType": "struct Message",
        "name": "message",
        "type": "tuple"
      },
      {
        "indexed": false,
        "internalType": "bytes",
        "name": "data",
        "type": "bytes"
      }
    ],
    "name": "MessageSent",
    "type": "event"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "uint8",
            "name": "kind",
            "type": "uint8"
          },
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
            "name": "nonce",
            "type": "uint64"
          },
          {
            "internalType": "address",
            "name": "sender",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "target",
            "type": "address"
          },
          {
            "internalType": "uint256",
            "name": "value",
            "type": "uint256"
          },
          {
            "internalType": "uint64",
            "name": "gasLimit",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "deadline",
            "type": "uint64"
          },
          {
            "internalType": "address",
            "name": "refundTo",
            "type": "address"
          },
          {
            "internalType": "bytes32",
            "name": "dataHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "resultHash",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Message",
        "name": "message",
        "type": "tuple"
      },
      {
        "internalType": "bytes",
        "name": "data",
        "type": "bytes"
      },
      {
        "internalType": "bytes32[]",
        "name": "siblings",
        "type": "bytes32[]"
      }
    ],
    "name": "claim",
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
            "internalType": "address",
            "name": "settlement",
            "type": "address"
          },
          {
            "internalType": "uint64[]",
            "name": "rollups",
            "type": "uint64[]"
          },
          {
            "internalType": "uint64",
            "name": "forceDelaySec",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "maxLagSec",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "maxGasPerMessage",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "maxDataBytes",
            "type": "uint64"
          },
          {
            "internalType": "uint256",
            "name": "gasPriceWei",
            "type": "uint256"
          },
          {
            "internalType": "uint64",
            "name": "withdrawWindowSec",
            "type": "uint64"
          },
          {
            "internalType": "uint16",
            "name": "withdrawCapBps",
            "type": "uint16"
          }
        ],
        "internalType": "struct IPortal.Config",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "crossChainId",
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
    "name": "crossSender",
    "outputs": [
      {
        "internalType": "address",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "srcChainId",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "nonce",
        "type": "uint64"
      }
    ],
    "name": "isClaimed",
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
        "internalType": "uint64",
        "name": "gasLimit",
        "type": "uint64"
      }
    ],
    "name": "quote",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "feeWei",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "dstChainId",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "count",
        "type": "uint64"
      }
    ],
    "name": "record",
    "outputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "root",
            "type": "bytes32"
          },
          {
            "internalType": "uint64",
            "name": "sentAtSec",
            "type": "uint64"
          },
          {
            "internalType": "uint128",
            "name": "gasTotal",
            "type": "uint128"
          }
        ],
        "internalType": "struct IPortal.Record",
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
        "name": "dstChainId",
        "type": "uint64"
      },
      {
        "internalType": "address",
        "name": "target",
        "type": "address"
      },
      {
        "internalType": "bytes",
        "name": "data",
        "type": "bytes"
      },
      {
        "internalType": "uint64",
        "name": "gasLimit",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "deadline",
        "type": "uint64"
      },
      {
        "internalType": "address",
        "name": "refundTo",
        "type": "address"
      }
    ],
    "name": "send",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "leaf",
        "type": "bytes32"
      }
    ],
    "stateMutability": "payable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "dstChainId",
        "type": "uint64"
      }
    ],
    "name": "sentCount",
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
