// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICrossRollupMessenger} from "../../../contracts/l2/interfaces/ICrossRollupMessenger.sol";
import {SystemAddresses} from "../../../contracts/superblock/SlotLayout.sol";

/// @dev Stands at the same address on every rollup and hops along a path of chain ids; tests of nested groups.
contract Hopper {
    ICrossRollupMessenger private constant MESSENGER = ICrossRollupMessenger(SystemAddresses.MESSENGER);

    uint64[] public visits;

    error HopperRefused(uint64 chainId);

    receive() external payable {}

    /// @notice Notes the visit, then goes on to every first element of `paths` with the rest of that path.
    function hop(uint64 tag, uint64[][] calldata paths, uint64 gasLimit) external payable {
        if (tag == 13) revert HopperRefused(uint64(block.chainid));
        visits.push(tag);
        for (uint256 i = 0; i < paths.length; ++i) {
            if (paths[i].length == 0) continue;
            uint64 next = paths[i][0];
            uint64[][] memory rest = new uint64[][](1);
            rest[0] = new uint64[](paths[i].length - 1);
            for (uint256 j = 1; j < paths[i].length; ++j) rest[0][j - 1] = paths[i][j];
            bytes memory call = abi.encodeCall(this.hop, (uint64(tag * 10 + i), rest, gasLimit));
            uint256 fee = MESSENGER.quote(next, gasLimit);
            MESSENGER.trigger{value: fee}(next, address(this), call, gasLimit);
        }
    }

    function visitCount() external view returns (uint256) {
        return visits.length;
    }
}
