// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {StrictRlp} from "./StrictRlp.sol";

/// @title The header of an Ethereum block with Prague's fields, in calldata.
/// @dev Nothing here reverts, whatever the bytes are.
/// @custom:source Ethereum yellow paper, section 4.4; EIP-1559, EIP-4895, EIP-4844, EIP-4788, EIP-7685
library EthereumHeader {
    /// @dev In the order in which they are hashed.
    enum Field {
        ParentHash,
        Ommers,
        Coinbase,
        StateRoot,
        TransactionsRoot,
        ReceiptsRoot,
        LogsBloom,
        Difficulty,
        Number,
        GasLimit,
        GasUsed,
        Timestamp,
        ExtraData,
        PrevRandao,
        Nonce,
        BaseFee,
        WithdrawalsRoot,
        BlobGasUsed,
        ExcessBlobGas,
        BeaconRoot,
        RequestsHash
    }

    uint256 private constant FIELDS = 21;
    /// @dev Each field as a number; of the bloom filter nothing.
    struct Header {
        uint256[FIELDS] fields;
    }

    /// @dev keccak256 of the empty list.
    bytes32 internal constant NO_OMMERS = 0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347;

    /// @dev Bytes of each field in `Field`'s order; 0 for a number, 1 for the bloom filter. An extraData of other than
    /// 32 bytes is no header of ours, and of L1's we read only what stands before it.
    bytes32 private constant WIDTHS = 0x2020142020200100000000002020080020000020200000000000000000000000;
    uint256 private constant BLOOM = 1;
    /// @dev Head of a string of 256 bytes.
    uint256 private constant BLOOM_HEAD = 0xb90100;
    uint256 private constant BLOOM_ITEM_BYTES = 259;

    /// @notice Reads a header whose extraData has 32 bytes.
    /// @return wellFormed whether it is one list of exactly these fields, in the shortest form
    function tryRead(bytes calldata header) internal pure returns (bool wellFormed, Header memory read) {
        uint256 pos = _start(header);
        uint256 end = pos + header.length;
        pos = StrictRlp.listContent(pos, header.length);
        uint256 widths = uint256(WIDTHS);
        unchecked {
            // 21 bytes of 32.
            for (uint256 i = 0; i < FIELDS; ++i) {
                if (pos == 0) return (false, read);
                (pos, read.fields[i]) = _field(pos, widths >> 248);
                widths <<= 8;
            }
        }
        return (pos == end, read);
    }

    function get(Header memory header, Field field) internal pure returns (uint256) {
        return header.fields[uint256(field)];
    }

    /// @notice State root of any chain's header.
    function tryStateRoot(bytes calldata header) internal pure returns (bool readable, bytes32 stateRoot) {
        uint256 pos = StrictRlp.listContent(_start(header), header.length);
        uint256 value;
        for (uint256 i = 0; i <= uint256(Field.StateRoot); ++i) {
            if (pos == 0) return (false, 0);
            (pos, value) = _field(pos, uint8(WIDTHS[i]));
        }
        return (pos != 0, bytes32(value));
    }

    /// @return next just behind the field; 0 if something else stands there
    function _field(uint256 pos, uint256 width) private pure returns (uint256 next, uint256 value) {
        unchecked {
            // Offsets in calldata; a width is at most 32.
            uint256 head = StrictRlp.word(pos);
            if (width == BLOOM) return (head >> 232 == BLOOM_HEAD ? pos + BLOOM_ITEM_BYTES : 0, 0);
            if (width != 0) {
                if (head >> 248 != 0x80 + width) return (0, 0);
                return (pos + 1 + width, StrictRlp.word(pos + 1) >> (256 - 8 * width));
            }
            next = StrictRlp.passNumber(pos, 32);
            if (next < pos + 2) return (next, head >> 248 == 0x80 ? 0 : head >> 248);
            return (next, StrictRlp.word(pos + 1) >> (256 - 8 * (next - pos - 1)));
        }
    }

    function _start(bytes calldata header) private pure returns (uint256 start) {
        assembly ("memory-safe") {
            start := header.offset
        }
    }
}
