// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MinerPot} from "../../../contracts/l2/MinerPot.sol";
import {MinerPotBugs} from "../harness/MinerPotBugs.sol";

/// @notice Random walks over MinerPot, with and without a bug put in.
/// K3 what is owed, promised and unpromised together is exactly what came in less what was paid out;
/// K4 no height is credited twice.
contract MinerPotTest {
    using MinerPot for MinerPot.State;

    enum Bug {
        None,
        AssignWithoutTaking,
        CreditForEver
    }

    uint256 private constant STEPS = 40;
    uint64 private constant MAX_HEIGHT = 60;

    MinerPot.State private _pot;
    uint256 private _fundedWei;
    uint256 private _paidWei;
    uint64 private _leadHeight;
    mapping(uint256 height => bool) private _credited;
    bool private _creditedTwice;
    uint256 private _checked;

    function testFuzz_invariantsHold(bytes32 seed) public {
        require(_walk(seed, Bug.None), "an invariant broke");
        require(_checked == STEPS, "too little was checked");
    }

    function testFuzz_invariantsBiteAssignWithoutTaking(bytes32 seed) public {
        require(!_walk(seed, Bug.AssignWithoutTaking), "the bug went unseen");
    }

    function testFuzz_invariantsBiteCreditForEver(bytes32 seed) public {
        require(!_walk(seed, Bug.CreditForEver), "the bug went unseen");
    }

    function test_invariantsBiteAssignAgain() public {
        _fund(8000);
        _pot.assign(1);
        _credit(1, Bug.None);
        require(_holds(), "sound so far");
        MinerPotBugs.assignAgain(_pot, 1);
        _credit(1, Bug.None);
        require(!_holds(), "the bug went unseen");
    }

    function test_aShareIsAnEighthOfWhatIsLeft() public {
        _fund(6400);
        _pot.assign(2);
        require(_pot.promisedWei[1] == 800 && _pot.promisedWei[2] == 700, "wrong shares");
        require(_pot.unpromisedWei == 4900 && _pot.nextShareWei() == 612, "wrong rest");
        _pot.assign(1);
        require(_pot.promisedWei[1] == 800 && _pot.height == 2, "a lower lead changed something");
    }

    function _walk(bytes32 seed, Bug bug) private returns (bool) {
        _fund(1_000_000);
        _grow(3, bug);
        _credit(1, bug);
        _credit(1, bug);
        for (uint256 i = 0; i < STEPS; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            uint256 what = dice % 4;
            if (what == 0) _fund((dice >> 8) % 1e18);
            if (what == 1) _grow(uint64((dice >> 8) % 4), bug);
            if (what == 2) _credit((dice >> 8) % MAX_HEIGHT, bug);
            if (what == 3) _paidWei += _pot.settle(_miner((dice >> 8) % 3));
            if (!_holds()) return false;
        }
        return true;
    }

    function _fund(uint256 amountWei) private {
        _pot.fund(amountWei);
        _fundedWei += amountWei;
    }

    function _grow(uint64 heights, Bug bug) private {
        if (_leadHeight + heights >= MAX_HEIGHT) return;
        _leadHeight += heights;
        if (bug == Bug.AssignWithoutTaking) MinerPotBugs.assignWithoutTaking(_pot, _leadHeight);
        else _pot.assign(_leadHeight);
    }

    function _credit(uint256 height, Bug bug) private {
        uint256 amountWei =
            bug == Bug.CreditForEver
                ? MinerPotBugs.creditForEver(_pot, height, _miner(height))
                : _pot.credit(height, _miner(height));
        if (amountWei == 0) return;
        if (_credited[height]) _creditedTwice = true;
        _credited[height] = true;
    }

    function _holds() private returns (bool) {
        uint256 sum = _pot.unpromisedWei;
        for (uint256 i = 0; i < MAX_HEIGHT; ++i) sum += _pot.promisedWei[i];
        for (uint256 i = 0; i < 3; ++i) sum += _pot.owedWei[_miner(i)];
        ++_checked;
        return sum + _paidWei == _fundedWei && !_creditedTwice;
    }

    function _miner(uint256 n) private pure returns (address) {
        return address(uint160(0x1000 + (n % 3)));
    }
}
