// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AuxPow} from "../../../contracts/bitcoin/AuxPow.sol";
import {CompactTarget} from "../../../contracts/bitcoin/CompactTarget.sol";
import {Checkpoint, CheckpointCodec} from "../../../contracts/superblock/Checkpoint.sol";
import {CheckpointChain} from "../../../contracts/superblock/CheckpointChain.sol";
import {CheckpointRules} from "../../../contracts/superblock/CheckpointRules.sol";
import {CheckpointChainBugs} from "../harness/CheckpointChainBugs.sol";

/// @notice Random walks over CheckpointChain, with and without a bug put in.
/// I1 the leading chain runs from the lead to the root and is exactly what `isLeading` says;
/// I2 total work is the parent's plus the credit; I3 the credit is at most the work of the target and at most the
/// parent's credit grown by one spacing; I4 no accepted checkpoint outweighs the lead until the lead is moved back.
contract CheckpointChainInvariantsTest {
    using CheckpointChain for CheckpointChain.State;

    enum Bug {
        None,
        PromoteOverStale,
        CreditInFull
    }

    uint64 private constant START_SEC = 1_800_000_000;
    /// @dev Half of all hashes, and one in a thousand.
    uint32 private constant EASY_BITS = 0x207fffff;
    uint32 private constant HARD_BITS = 0x1f7fffff;

    CheckpointChain.State private _state;
    bytes32[] private _ids;
    uint256 private _checked;
    bool private _wasMovedBack;

    function testFuzz_invariantsHold(bytes32 seed) public {
        require(_walk(seed, 24, Bug.None), "an invariant broke");
        require(_checked > 100, "too little was checked");
    }

    function test_invariantsBiteStalePromotion() public {
        _start();
        for (uint256 i = 0; i < 5; ++i) _accept(_state.lead, EASY_BITS, i);
        bytes32 tip = _state.lead;
        _state.moveLead(_ids[2]);
        _wasMovedBack = true;
        _accept(_ids[2], EASY_BITS, 9);
        require(_holds(), "sound so far");
        CheckpointChainBugs.promoteOverStale(_state, tip);
        require(!_holds(), "the bug went unseen");
    }

    function test_invariantsBiteFullCredit() public {
        _start();
        _accept(bytes32(0), HARD_BITS, 1);
        require(_holds(), "sound so far");
        CheckpointChainBugs.creditInFull(_state, _ids[1]);
        require(!_holds(), "the bug went unseen");
    }

    function testFuzz_someWalkCatchesFullCredit(bytes32 seed) public {
        require(!_walk(seed, 24, Bug.CreditInFull), "the bug went unseen");
    }

    function tryAccept(Checkpoint calldata checkpoint, bytes calldata proof) external returns (bytes32 id) {
        require(msg.sender == address(this), "only the walk");
        CheckpointRules.Failure failure;
        (failure, id, ) = _state.tryAccept(_rules(), checkpoint, proof, 0, START_SEC + 100_000);
        require(failure == CheckpointRules.Failure.None, "not accepted");
    }

    function tryVerify(
        Checkpoint calldata checkpoint,
        bytes calldata proof
    ) external view returns (AuxPow.Failure) {
        return
            AuxPow.tryVerify(CheckpointCodec.id(checkpoint), checkpoint.auxChainId, checkpoint.nBits, proof);
    }

    function _start() private {
        _state.init(_rules(), 0, START_SEC);
        _ids.push(bytes32(0));
    }

    function _walk(bytes32 seed, uint256 steps, Bug bug) private returns (bool) {
        _start();
        for (uint256 i = 0; i < steps; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            bytes32 known = _ids[_ids.length - 1 - ((dice >> 8) % (_ids.length < 5 ? _ids.length : 5))];
            // The last step is hard, so that a walk always meets the cap.
            bool isHard = dice % 8 == 2 || i + 1 == steps;
            if (!isHard && dice % 8 == 0 && _state.isLeading(known)) {
                _state.moveLead(known);
                _wasMovedBack = true;
            } else if (!isHard && dice % 8 == 1) {
                _state.promote(known);
            } else {
                bytes32 id = _accept(isHard ? _state.lead : known, isHard ? HARD_BITS : EASY_BITS, i);
                if (id != 0 && bug == Bug.CreditInFull) CheckpointChainBugs.creditInFull(_state, id);
            }
            if (!_holds()) return false;
        }
        return true;
    }

    function _holds() private returns (bool) {
        bytes32 cursor = _state.lead;
        uint256 leadHeight = _state.links[cursor].height;
        for (uint256 height = leadHeight; ; --height) {
            if (!_state.isLeading(cursor) || _state.links[cursor].height != height) return false;
            if (height == 0) break;
            cursor = _state.links[cursor].parent;
        }
        if (cursor != 0) return false;
        uint256 leading;
        for (uint256 i = 0; i < _ids.length; ++i) {
            if (_state.isLeading(_ids[i])) ++leading;
            if (i > 0 && !_linkHolds(_state.links[_ids[i]])) return false;
            ++_checked;
        }
        return leading == leadHeight + 1;
    }

    function _linkHolds(CheckpointChain.Link memory link) private view returns (bool) {
        CheckpointChain.Link memory parent = _state.links[link.parent];
        if (link.totalWork != parent.totalWork + link.creditedWork || link.height != parent.height + 1)
            return false;
        if (link.creditedWork > CompactTarget.work(CompactTarget.decode(link.nBits))) return false;
        // 2^(10/120) is below 1.06.
        if (link.creditedWork * uint256(100) > parent.creditedWork * uint256(106) + 100) return false;
        return _wasMovedBack || link.totalWork <= _state.links[_state.lead].totalWork;
    }

    function _accept(bytes32 parent, uint32 nBits, uint256 tag) private returns (bytes32 id) {
        Checkpoint memory checkpoint = Checkpoint(77, nBits, parent, bytes32(tag + 1), address(0xb0));
        id = this.tryAccept(checkpoint, _mine(checkpoint));
        _ids.push(id);
    }

    /// @dev The smallest proof: no branches, no outputs, and the commitment as the whole script.
    function _mine(Checkpoint memory checkpoint) private view returns (bytes memory proof) {
        for (uint32 nonce = 0; ; ++nonce) {
            proof = abi.encodePacked(
                new bytes(44),
                nonce,
                hex"000000",
                uint24(46),
                hex"010000002cfabe6d6d01000000",
                new bytes(4),
                hex"ffffffff00",
                new bytes(4)
            );
            if (this.tryVerify(checkpoint, proof) == AuxPow.Failure.None) return proof;
        }
    }

    function _rules() private pure returns (CheckpointRules.Rules memory) {
        return CheckpointRules.Rules(EASY_BITS, START_SEC, 10, 120, 77);
    }
}
