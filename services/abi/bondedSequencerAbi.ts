// Written by deploy/bindings.ts from contracts/l1/interfaces/IBondedSequencer.sol
export const bondedSequencerAbi = [
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "exitAtSec",
        "type": "uint64"
      }
    ],
    "name": "BondExitPending",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "exitAtSec",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "nowSec",
        "type": "uint64"
      }
    ],
    "name": "BondLocked",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "BondNoLeader",
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
    "name": "BondNotClaims",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "BondNotExiting",
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
    "name": "BondNotInbox",
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
    "name": "BondNotLeader",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "prover",
        "type": "address"
      }
    ],
    "name": "BondNothingOwed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "to",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "valueWei",
        "type": "uint256"
      }
    ],
    "name": "BondPaymentFailed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint16",
        "name": "shareBps",
        "type": "uint16"
      }
    ],
    "name": "BondShareOutOfRange",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "slashedAtSec",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "committedSinceSec",
        "type": "uint64"
      }
    ],
    "name": "BondSlashedSince",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "maximumWei",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "valueWei",
        "type": "uint256"
      }
    ],
    "name": "BondTooLarge",
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
        "name": "unbondingSec",
        "type": "uint64"
      }
    ],
    "name": "BondUnbondingTooShort",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "valueWei",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "stakeWei",
        "type": "uint256"
      }
    ],
    "name": "AbandonCharged",
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
        "name": "valueWei",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "stakeWei",
        "type": "uint256"
      }
    ],
    "name": "Bonded",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "exitAtSec",
        "type": "uint64"
      }
    ],
    "name": "ExitAnnounced",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [],
    "name": "ExitCancelled",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "prover",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "to",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "valueWei",
        "type": "uint256"
      }
    ],
    "name": "ShareCollected",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "prover",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "valueWei",
        "type": "uint256"
      }
    ],
    "name": "ShareOwed",
    "type": "event"
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
        "indexed": true,
        "internalType": "address",
        "name": "prover",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "stakeWei",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "shareWei",
        "type": "uint256"
      }
    ],
    "name": "Slashed",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "to",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "valueWei",
        "type": "uint256"
      }
    ],
    "name": "Withdrawn",
    "type": "event"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "number",
        "type": "uint64"
      }
    ],
    "name": "accountable",
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
    "inputs": [],
    "name": "announceExit",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "bond",
    "outputs": [
      {
        "components": [
          {
            "internalType": "uint128",
            "name": "stakeWei",
            "type": "uint128"
          },
          {
            "internalType": "uint64",
            "name": "exitAtSec",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "slashedAtSec",
            "type": "uint64"
          }
        ],
        "internalType": "struct IBondedSequencer.Bond",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "cancelExit",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address payable",
        "name": "to",
        "type": "address"
      }
    ],
    "name": "collect",
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
            "name": "leader",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "inbox",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "claims",
            "type": "address"
          },
          {
            "internalType": "uint128",
            "name": "minBondWei",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "abandonCostWei",
            "type": "uint128"
          },
          {
            "internalType": "uint64",
            "name": "unbondingSec",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "challengeWindowSec",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "revertDelaySec",
            "type": "uint64"
          },
          {
            "internalType": "uint16",
            "name": "proverShareBps",
            "type": "uint16"
          }
        ],
        "internalType": "struct IBondedSequencer.Config",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "isBonded",
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
        "name": "number",
        "type": "uint64"
      }
    ],
    "name": "leader",
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
        "internalType": "address",
        "name": "leader",
        "type": "address"
      }
    ],
    "name": "onAbandon",
    "outputs": [],
    "stateMutability": "nonpayable",
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
      },
      {
        "internalType": "address",
        "name": "prover",
        "type": "address"
      }
    ],
    "name": "onFault",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "prover",
        "type": "address"
      }
    ],
    "name": "owedWei",
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
    "name": "stake",
    "outputs": [],
    "stateMutability": "payable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address payable",
        "name": "to",
        "type": "address"
      }
    ],
    "name": "withdraw",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;
