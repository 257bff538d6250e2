// Written by deploy/bindings.ts from contracts/l1/interfaces/ISequencerPolicy.sol
export const sequencerPolicyAbi = [
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
  }
] as const;
