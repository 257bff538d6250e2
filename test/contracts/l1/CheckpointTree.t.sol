// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CheckpointTree} from "../../../contracts/l1/CheckpointTree.sol";
import {IRollupInbox} from "../../../contracts/l1/interfaces/IRollupInbox.sol";
import {CheckpointTreeBugs} from "../harness/CheckpointTreeBugs.sol";

/// @notice Random walks over CheckpointTree, against a tree that keeps everything, with and without a bug put in.
/// I1 the lead is the plain tree's; I2 every checkpoint that stands is known with its height and work, and leads
/// exactly if it does in the plain tree; I3 nothing that fell leads, at any height.
contract CheckpointTreeTest {
    using CheckpointTree for CheckpointTree.State;

    /// @dev A checkpoint of the plain tree.
    struct Plain {
        bytes32 id;
        uint256 parent;
        uint32 height;
        uint120 totalWork;
        uint64 batchIndex;
        bool hasFallen;
    }

    uint32 private constant KEPT = 12;
    uint256 private constant STEPS = 40;

    CheckpointTree.State private _tree;
    Plain[] private _all;
    uint256 private _lead;
    uint256 private _checked;
    // index of a batch in the inbox's present chain → how often a batch there has fallen
    mapping(uint64 index => uint256) private _falls;

    function testFuzz_isAPlainTree(bytes32 seed) external {
        require(_walk(seed), "differs from the plain tree");
        require(_checked > 100, "too little was checked");
    }

    function test_bitesForgettingTheTop() external {
        _start();
        for (uint256 i = 0; i < KEPT + 3; ++i) _add(_lead, 10);
        CheckpointTreeBugs.moveBackForgettingTop(_tree, _all[10].batchIndex);
        _moveBackPlain(_all[10].batchIndex);
        require(!_holds(), "the bug went unseen");
    }

    function test_bitesKeepingWork() external {
        _start();
        for (uint256 i = 0; i < 5; ++i) _add(_lead, 10);
        CheckpointTreeBugs.moveBackKeepingWork(_tree, _all[3].batchIndex);
        _moveBackPlain(_all[3].batchIndex);
        require(!_holds(), "the bug went unseen");
    }

    /// @dev As the inbox answers.
    function batchHash(uint64 index) public view returns (bytes32) {
        return keccak256(abi.encode(index, _falls[index]));
    }

    function _start() private {
        CheckpointTree.Mark memory root;
        root.acceptedAtSec = 1;
        _tree.init(root, KEPT);
        _all.push(Plain(0, 0, 0, 0, 0, false));
    }

    function _walk(bytes32 seed) private returns (bool) {
        _start();
        for (uint256 i = 0; i < STEPS; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            // Mostly the newest, often another of the last six.
            uint256 back = dice % 3 == 0 ? (dice >> 8) % 6 : 0;
            uint256 other = back < _all.length ? _all.length - 1 - back : 0;
            if (dice % 11 == 0) {
                uint64 index = _standingBelow((dice >> 16) % 3);
                _tree.moveBack(index);
                _moveBackPlain(index);
            } else if (dice % 7 == 0) {
                _promoteIfHeavier(other);
            } else {
                uint256 parent = dice % 3 == 0 ? other : _lead;
                if (!_all[parent].hasFallen && _isKept(parent)) _add(parent, uint88(1 + ((dice >> 32) % 4)));
            }
            if (!_holds()) return false;
        }
        return true;
    }

    function _add(uint256 parent, uint88 credit) private {
        Plain memory p = _all[parent];
        bytes32 id = keccak256(abi.encode("checkpoint", _all.length));
        CheckpointTree.Mark memory mark;
        (mark.batchIndex, mark.acceptedAtSec, mark.creditedWork) = (uint32(p.batchIndex + 1), 1, credit);
        CheckpointTree.Node memory node = _tree.find(p.id, p.height);
        bool leads = _tree.add(id, p.id, node, mark, batchHash(mark.batchIndex), IRollupInbox(address(this)));
        _all.push(Plain(id, parent, p.height + 1, p.totalWork + credit, p.batchIndex + 1, false));
        bool expected = p.totalWork + credit > _all[_lead].totalWork;
        require(leads == expected, "who leads");
        if (expected) _lead = _all.length - 1;
    }

    function _promoteIfHeavier(uint256 at) private {
        Plain memory p = _all[at];
        if (p.hasFallen || p.totalWork <= _all[_lead].totalWork || !_isKept(_forkOf(at))) return;
        _tree.promote(p.id, IRollupInbox(address(this)));
        _lead = at;
    }

    function _moveBackPlain(uint64 index) private {
        while (_all[_lead].batchIndex > index) _lead = _all[_lead].parent;
        for (uint256 i = 0; i < _all.length; ++i) {
            if (_all[i].batchIndex <= index || _all[i].hasFallen) continue;
            _all[i].hasFallen = true;
        }
        for (uint64 i = index + 1; i < 64; ++i) ++_falls[i];
    }

    /// @dev Batch index of what leads `depth` below the lead.
    function _standingBelow(uint256 depth) private view returns (uint64) {
        uint256 at = _lead;
        for (uint256 i = 0; i < depth && at != 0 && _isKept(_all[at].parent); ++i) at = _all[at].parent;
        return _all[at].batchIndex;
    }

    function _forkOf(uint256 at) private view returns (uint256) {
        while (!_leadsPlainly(at)) at = _all[at].parent;
        return at;
    }

    function _leadsPlainly(uint256 at) private view returns (bool) {
        for (uint256 i = _lead; ; i = _all[i].parent) {
            if (i == at) return true;
            if (i == 0) return false;
        }
        return false;
    }

    /// @dev Not so far down that its place has been used again.
    function _isKept(uint256 at) private view returns (bool) {
        return _all[_forkOf(at)].height + KEPT > _topOf();
    }

    function _topOf() private view returns (uint32) {
        return uint32(_tree.head >> 152);
    }

    function _holds() private returns (bool) {
        if (_tree.lead != _all[_lead].id || _tree.workOf() != _all[_lead].totalWork) return false;
        for (uint256 i = 0; i < _all.length; ++i) {
            if (!_holdsOf(i)) return false;
            ++_checked;
        }
        return true;
    }

    function _holdsOf(uint256 at) private view returns (bool) {
        Plain memory p = _all[at];
        CheckpointTree.Node memory node = _tree.find(p.id, p.height);
        if (p.hasFallen) {
            for (uint32 height = 0; height < STEPS; ++height) if (_tree.isLeading(p.id, height)) return false;
            return node.batchHash != batchHash(p.batchIndex);
        }
        if (_leadsPlainly(at) && !_isKept(at)) return !node.isKnown;
        return
            node.isKnown &&
            node.height == p.height &&
            node.totalWork == p.totalWork &&
            node.isLeading == _leadsPlainly(at) &&
            (node.isLeading || node.batchHash == batchHash(p.batchIndex));
    }
}
