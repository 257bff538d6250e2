// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CompactTarget} from "../../../../contracts/bitcoin/CompactTarget.sol";
import {HeaderChain} from "../../../../contracts/bitcoin/HeaderChain.sol";
import {HeaderRun} from "../../../../contracts/bitcoin/HeaderRun.sol";

/// @notice What `npm run gas` measures: runs of headers on a tip as a relay would store it.
contract HeaderRunGas {
    /// @param packed Height, time, nBits and start of the epoch.
    function extend(
        bytes32 hash,
        uint256 packed,
        bytes calldata headers
    ) external view returns (HeaderRun.Failure failure, bytes32, uint256) {
        HeaderChain.Tip memory tip = _unpack(hash, packed);
        (failure, ) = HeaderChain.tryExtend(tip, headers);
        return (failure, tip.hash, tip.workTotal);
    }

    function extendCompact(
        bytes32 hash,
        uint256 packed,
        bytes calldata headers
    ) external view returns (HeaderRun.Failure failure, bytes32, uint256) {
        HeaderChain.Tip memory tip = _unpack(hash, packed);
        (failure, ) = HeaderChain.tryExtendCompact(tip, headers);
        return (failure, tip.hash, tip.workTotal);
    }

    function extendEpoch(
        bytes32 hash,
        uint32 nBits,
        bytes calldata headers
    ) external view returns (HeaderRun.Failure failure, bytes32 tipHash, uint256 workTotal) {
        (failure, workTotal, tipHash) = HeaderChain.tryExtendEpoch(hash, nBits, headers);
        workTotal *= CompactTarget.work(CompactTarget.decode(nBits));
    }

    function _unpack(bytes32 hash, uint256 packed) private pure returns (HeaderChain.Tip memory) {
        return
            HeaderChain.Tip({
                hash: hash,
                height: uint64(packed >> 96),
                timeSec: uint32(packed >> 64),
                nBits: uint32(packed >> 32),
                epochStartSec: uint32(packed),
                workTotal: 0
            });
    }
}
