// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {IBondedSequencer} from "../../../contracts/l1/interfaces/IBondedSequencer.sol";

/// @dev A prover that, when it is paid, makes further calls and notes what they end with.
contract ReenteringProver {
    address private immutable CLAIMS;
    IBondedSequencer private immutable SEQUENCER;

    bytes private _claim;
    bool public isGreedy;
    bool public refuses;
    bytes4 public claimedAgain;
    bytes4 public collected;
    uint256 public received;

    constructor(address claims, IBondedSequencer sequencer) {
        CLAIMS = claims;
        SEQUENCER = sequencer;
    }

    receive() external payable {
        require(!refuses);
        received += msg.value;
        if (!isGreedy) return;
        isGreedy = false;
        (, bytes memory reason) = CLAIMS.call(_claim);
        claimedAgain = bytes4(reason);
        (, reason) = address(SEQUENCER).call(
            abi.encodeCall(IBondedSequencer.collect, (payable(address(this))))
        );
        collected = bytes4(reason);
    }

    function claim(bytes calldata data, bool greedy, bool refusing) external {
        _claim = data;
        isGreedy = greedy;
        refuses = refusing;
        (bool ok, bytes memory returned) = CLAIMS.call(data);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(returned, 0x20), mload(returned))
        }
    }

    function collect(address payable to) external {
        SEQUENCER.collect(to);
    }
}
