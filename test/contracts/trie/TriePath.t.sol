// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TriePath} from "../../../contracts/trie/TriePath.sol";
import {PlainTrie} from "../harness/PlainTrie.sol";

/// @notice The walk in calldata, with all its assembly, equals its plain twin, also on nodes that are well hashed but
/// badly formed.
contract TriePathTest {
    struct Draw {
        bytes32 seed;
        uint256 count;
    }

    function testFuzz_equalsTwin(bytes32 seed) public view {
        _compare(seed, false);
    }

    function testFuzz_equalsTwinOnBrokenNodes(bytes32 seed) public view {
        _compare(seed, true);
    }

    /// @dev A branch over a leaf, and every head in it changed in turn.
    function testFuzz_equalsTwinWhateverHeadOfABranchIsChanged(bytes32 seed) public view {
        Draw memory draw = Draw(seed, 0);
        bytes32 key = keccak256(abi.encode(seed));
        bytes[] memory proof = new bytes[](2);
        proof[1] = _list(abi.encodePacked(_path(key, 1, 63, true), _value(draw)));
        bytes memory child = abi.encodePacked(uint8(0xa0), keccak256(proof[1]));
        proof[0] = _branch(draw, child, PlainTrie.nibble(abi.encodePacked(key), 0));
        _requireSame(keccak256(proof[0]), key, proof);
        (, , uint256 place, ) = PlainTrie.head(proof[0], 0);
        for (uint256 heads = 0; heads < 17; ++heads) {
            bytes1 kept = proof[0][place];
            (, , , uint256 next) = PlainTrie.head(proof[0], place);
            proof[0][place] = kept ^ bytes1(uint8(1 << _draw(draw, 8)));
            _requireSame(keccak256(proof[0]), key, proof);
            proof[0][place] = kept;
            place = next;
        }
        require(place == proof[0].length, "heads");
    }

    function find(
        bytes32 root,
        bytes32 key,
        bytes[] calldata proof
    ) external pure returns (TriePath.Failure failure, bytes memory value) {
        (TriePath.Failure why, uint256 start, uint256 length) = TriePath.tryFind(root, key, proof);
        return (why, why == TriePath.Failure.None ? msg.data[start:start + length] : bytes(""));
    }

    function _compare(bytes32 seed, bool isBroken) private view {
        Draw memory draw = Draw(seed, 0);
        bytes32 key = keccak256(abi.encode(seed));
        (bytes32 root, bytes[] memory proof) = _chain(draw, key, isBroken);
        // Sometimes another key, which parts from the path somewhere.
        if (_draw(draw, 3) == 0) key = bytes32(uint256(key) ^ (1 << _draw(draw, 256)));
        if (_draw(draw, 8) == 0) proof = _cut(proof, _draw(draw, proof.length + 1));
        _requireSame(root, key, proof);
    }

    function _requireSame(bytes32 root, bytes32 key, bytes[] memory proof) private view {
        (bool ok, bytes memory expected) = PlainTrie.find(root, key, proof);
        (TriePath.Failure failure, bytes memory value) = this.find(root, key, proof);
        require((failure == TriePath.Failure.None) == ok, "verdict");
        require(keccak256(value) == keccak256(expected), "value");
    }

    /// @dev A path from leaf to root: up to nine branches and extensions over one leaf.
    function _chain(
        Draw memory draw,
        bytes32 key,
        bool isBroken
    ) private pure returns (bytes32 root, bytes[] memory proof) {
        uint256 depth = _draw(draw, 6) == 0 ? 64 : _draw(draw, 10);
        uint256 nodes = 1;
        bytes[] memory upwards = new bytes[](80);
        bytes memory node = _list(abi.encodePacked(_path(key, depth, 64 - depth, true), _value(draw)));
        while (true) {
            if (isBroken && _draw(draw, 5) == 0) node = _break(draw, node);
            upwards[nodes - 1] = node;
            if (depth == 0) break;
            bytes memory child = node.length < 32 ? node : abi.encodePacked(uint8(0xa0), keccak256(node));
            uint256 length = 1 + _draw(draw, depth > 3 ? 3 : depth);
            if (_draw(draw, 4) != 0 || depth > 60) {
                depth -= 1;
                node = _branch(draw, child, PlainTrie.nibble(abi.encodePacked(key), depth));
            } else {
                depth -= length;
                node = _list(abi.encodePacked(_path(key, depth, length, false), child));
            }
            ++nodes;
        }
        proof = new bytes[](nodes);
        uint256 used = 0;
        bool isListed = _draw(draw, 2) == 0;
        for (uint256 i = 0; i < nodes; ++i) {
            bytes memory next = upwards[nodes - 1 - i];
            if (i == 0 || next.length > 31 || isListed) proof[used++] = next;
        }
        return (keccak256(node), _cut(proof, used));
    }

    function _branch(Draw memory draw, bytes memory child, uint256 at_) private pure returns (bytes memory) {
        bytes memory payload = "";
        uint256 kind = _draw(draw, 3);
        for (uint256 i = 0; i < 16; ++i) {
            bytes memory item = hex"80";
            if (kind == 0 || (kind == 1 && _draw(draw, 2) == 0)) {
                item = abi.encodePacked(uint8(0xa0), keccak256(abi.encode(draw.seed, i)));
            } else if (kind == 2 && _draw(draw, 4) == 0) {
                item = hex"c22001";
            }
            payload = abi.encodePacked(payload, i == at_ ? child : item);
        }
        return _list(abi.encodePacked(payload, uint8(0x80)));
    }

    function _path(
        bytes32 key,
        uint256 start,
        uint256 count,
        bool isLeaf
    ) private pure returns (bytes memory) {
        bytes memory nibbles = abi.encodePacked(key);
        bytes memory path = new bytes(count / 2 + 1);
        uint256 flag = (isLeaf ? 2 : 0) + (count % 2);
        path[0] = bytes1(uint8(flag * 16 + (count % 2 == 1 ? PlainTrie.nibble(nibbles, start) : 0)));
        for (uint256 i = count % 2; i < count; i += 2) {
            uint256 pair =
                PlainTrie.nibble(nibbles, start + i) * 16 + PlainTrie.nibble(nibbles, start + i + 1);
            path[i / 2 + 1] = bytes1(uint8(pair));
        }
        return path.length == 1 ? path : abi.encodePacked(uint8(0x80 + path.length), path);
    }

    /// @dev A string of one byte, of a few, or of more than 55.
    function _value(Draw memory draw) private pure returns (bytes memory) {
        uint256 kind = _draw(draw, 3);
        if (kind == 0) return abi.encodePacked(uint8(1 + _draw(draw, 127)));
        if (kind == 1) return abi.encodePacked(uint8(0xa0), draw.seed);
        return abi.encodePacked(uint8(0xb8), uint8(64), draw.seed, draw.seed);
    }

    function _list(bytes memory payload) private pure returns (bytes memory) {
        if (payload.length < 56) return abi.encodePacked(uint8(0xc0 + payload.length), payload);
        if (payload.length < 256) return abi.encodePacked(uint8(0xf8), uint8(payload.length), payload);
        return abi.encodePacked(uint8(0xf9), uint16(payload.length), payload);
    }

    /// @dev One byte changed: at the front, at the back, at the head of a child, or anywhere.
    function _break(Draw memory draw, bytes memory node) private pure returns (bytes memory broken) {
        broken = bytes.concat(node);
        uint256[4] memory places = [
            _draw(draw, 4),
            node.length - 1 - _draw(draw, 2),
            3 + 33 * _draw(draw, 16),
            _draw(draw, node.length)
        ];
        bytes memory likely = hex"00208081a0a1b8c0c2dee0f8f9ff";
        uint256 place = places[_draw(draw, 4)] % node.length;
        broken[place] =
            _draw(draw, 2) == 0 ? likely[_draw(draw, likely.length)] : bytes1(uint8(_draw(draw, 256)));
        if (_draw(draw, 10) == 0) broken = abi.encodePacked(broken, uint8(0));
    }

    function _cut(bytes[] memory proof, uint256 length) private pure returns (bytes[] memory shorter) {
        shorter = new bytes[](length);
        for (uint256 i = 0; i < length; ++i) shorter[i] = proof[i];
    }

    function _draw(Draw memory draw, uint256 below) private pure returns (uint256) {
        ++draw.count;
        return uint256(keccak256(abi.encode(draw.seed, draw.count))) % below;
    }
}
