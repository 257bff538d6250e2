// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {Channel, ChannelEntry, Message, MessageKind} from "../../../contracts/superblock/Channel.sol";
import {CrossRollupMessenger} from "../../../contracts/l2/CrossRollupMessenger.sol";
import {NaiveTree} from "../harness/NaiveTree.sol";
import {vm} from "../harness/Vm.sol";

/// @title Whatever is sent and received, counts, roots and ETH are those of a list of messages (K3, K4).
contract MessengerCountsTest {
    uint64 private constant L1 = 1;
    uint64 private constant PEER = 99999;
    uint256 private constant RESERVE_WEI = 1_000_000;
    address private constant PRODUCER = address(0xBEEF);
    address private constant PAYEE = address(0xCAFE);

    uint64 private _self = uint64(block.chainid);
    CrossRollupMessenger private _messenger;
    /// @dev By source and destination, in order.
    mapping(uint64 src => mapping(uint64 dst => bytes32[])) private _leaves;
    uint256 private _expectedWei;
    uint256 private _operations;

    function testFuzzHoldsAfterAnyOperations(bytes32 seed, uint8 lengthSeed) external {
        _run(seed, 1 + (lengthSeed % 24));
        require(_operations == 1 + (lengthSeed % 24), "operations");
    }

    /// @dev Planted bugs, one per part of the invariant: each must be seen.
    function testFuzzSeesAMissingWei(bytes32 seed) external {
        _run(seed, 12);
        vm.deal(address(_messenger), address(_messenger).balance - 1);
        require(!_holds(), "missing wei not seen");
    }

    function testFuzzSeesALeafThatNobodySent(bytes32 seed) external {
        _run(seed, 12);
        _leaves[_self][PEER].push(bytes32(uint256(1)));
        require(!_holds(), "extra leaf not seen");
    }

    function testFuzzSeesReorderedLeaves(bytes32 seed) external {
        _run(seed, 12);
        bytes32[] storage list = _leaves[PEER][_self];
        _operation(bytes32(uint256(2)));
        _operation(bytes32(uint256(2) + 256));
        require(_holds(), "invariant");
        (list[0], list[1]) = (list[1], list[0]);
        require(!_holds(), "reordering not seen");
    }

    function testFuzzSeesADigestThatIsNotTheChannels(bytes32 seed) external {
        _run(seed, 12);
        vm.store(address(_messenger), bytes32(0), keccak256("elsewhere"));
        require(_messenger.channelsDigest() != Channel.digest(_messenger.channels()), "digest not seen");
    }

    function _run(bytes32 seed, uint256 operations) private {
        uint64[] memory rollups = new uint64[](2);
        (rollups[0], rollups[1]) = (_self, PEER);
        _messenger = new CrossRollupMessenger(L1, rollups, 0);
        vm.deal(address(_messenger), RESERVE_WEI);
        vm.deal(address(this), RESERVE_WEI);
        vm.coinbase(PRODUCER);
        vm.warp(1000);
        _expectedWei = RESERVE_WEI;
        for (uint256 i = 0; i < operations; ++i) _operation(keccak256(abi.encode(seed, i)));
        require(_holds(), "invariant");
    }

    function _operation(bytes32 word) private {
        uint256 kind = uint8(word[31]) % 4;
        uint256 valueWei = uint8(word[30]);
        if (kind == 0) _trigger(PEER, valueWei);
        else if (kind == 1) _trigger(L1, valueWei);
        else if (kind == 2) _take(PEER, valueWei, 0);
        else _take(L1, valueWei, uint8(word[29]) % 2 == 0 ? 0 : 1);
        ++_operations;
    }

    function _trigger(uint64 dst, uint256 valueWei) private {
        _leaves[_self][dst].push(_messenger.trigger{value: valueWei}(dst, PAYEE, "", 0));
        _expectedWei += valueWei;
    }

    /// @dev An action, or a message from L1; with a deadline in the past it bounces and keeps the value here.
    function _take(uint64 src, uint256 valueWei, uint64 deadline) private {
        Message memory message;
        message.srcChainId = src;
        message.dstChainId = _self;
        message.nonce = uint64(_leaves[src][_self].length);
        message.target = PAYEE;
        message.value = valueWei;
        message.deadline = deadline;
        message.refundTo = PAYEE;
        message.dataHash = keccak256("");
        bytes32 leaf = Channel.hashMessage(message);
        _leaves[src][_self].push(leaf);

        vm.prank(PRODUCER, PRODUCER);
        if (src == PEER) _messenger.action(message, "");
        else _messenger.consume(message, "");
        if (deadline == 0) _expectedWei -= valueWei;
        else _leaves[_self][L1].push(_bounceLeaf(message, leaf));
    }

    function _bounceLeaf(Message memory failed, bytes32 failedLeaf) private view returns (bytes32) {
        Message memory bounce;
        bounce.kind = MessageKind.BOUNCE;
        bounce.srcChainId = _self;
        bounce.dstChainId = L1;
        bounce.nonce = uint64(_leaves[_self][L1].length);
        bounce.sender = failed.sender;
        bounce.target = failed.refundTo;
        bounce.refundTo = failed.refundTo;
        bounce.value = failed.value;
        bounce.dataHash = failedLeaf;
        return Channel.hashMessage(bounce);
    }

    function _holds() private view returns (bool) {
        ChannelEntry[] memory entries = _messenger.channels();
        if (entries.length != 4 || address(_messenger).balance != _expectedWei) return false;
        for (uint256 i = 0; i < entries.length; ++i) {
            bytes32[] memory expected = _leaves[entries[i].srcChainId][entries[i].dstChainId];
            if (entries[i].count != expected.length || entries[i].root != NaiveTree.root(expected))
                return false;
        }
        return true;
    }
}
