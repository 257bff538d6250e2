// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDataPolicy} from "../interfaces/IDataPolicy.sol";

/// @title The simplest data policy: the data are in the L1 transaction, in its input or in its blobs.
/// @dev Sound because the inbox takes batches from direct calls only: every L1 node has the input, and the blobs of
/// the transaction belong to this batch and no other.
contract L1Data is IDataPolicy {
    error L1DataMissing();
    error L1DataTwice(uint256 inputBytes, bytes32 firstBlob);

    /// @dev First byte of what is hashed: tells where the data are.
    bytes1 private constant IN_INPUT = 0x00;
    bytes1 private constant IN_BLOBS = 0x01;

    /// @inheritdoc IDataPolicy
    /// @dev In the input: keccak256(0x00 ‖ data). In blobs, all of the transaction's in their order:
    /// keccak256(0x01 ‖ versioned hashes).
    /// @custom:source EIP-4844 (BLOBHASH gives zero beyond the last blob; a versioned hash is never zero)
    function commit(bytes calldata data) external view returns (bytes32 dataHash) {
        bytes32 blob = blobhash(0);
        if (data.length != 0) {
            require(blob == 0, L1DataTwice(data.length, blob));
            return keccak256(bytes.concat(IN_INPUT, data));
        }
        require(blob != 0, L1DataMissing());
        bytes memory hashes = bytes.concat(IN_BLOBS, blob);
        for (uint256 i = 1; (blob = blobhash(i)) != 0; ++i) hashes = bytes.concat(hashes, blob);
        return keccak256(hashes);
    }
}
