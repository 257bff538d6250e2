// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {IMinedBlockOracle} from "./interfaces/IMinedBlockOracle.sol";

/// @title What a block's header says of its parent.
/// @custom:source Ethereum yellow paper section 4.4; execution-specs, Header
library ChildHeader {
    using Memory for Memory.Slice;

    uint256 private constant PARENT_HASH = 0;
    uint256 private constant EXTRA_DATA = 12;
    /// @dev One RLP length byte before the 32 bytes.
    uint256 private constant EXTRA_DATA_ITEM_BYTES = 33;

    struct Fields {
        bytes32 parentHash;
        bytes32 extraData;
    }

    /// @param header RLP whose hash the caller has compared with a block's hash
    function read(bytes memory header) internal pure returns (Fields memory) {
        Memory.Slice[] memory items = RLP.decodeList(header);
        uint256 extraDataBytes = items.length > EXTRA_DATA ? items[EXTRA_DATA].length() : 0;
        require(
            extraDataBytes == EXTRA_DATA_ITEM_BYTES,
            IMinedBlockOracle.OracleHeaderMalformed(items.length, extraDataBytes)
        );
        return Fields(RLP.readBytes32(items[PARENT_HASH]), RLP.readBytes32(items[EXTRA_DATA]));
    }
}
