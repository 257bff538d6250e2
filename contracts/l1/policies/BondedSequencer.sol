// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBondedSequencer} from "../interfaces/IBondedSequencer.sol";
import {ISequencerPolicy} from "../interfaces/ISequencerPolicy.sol";

/// @title One leader, who leads only while ETH stands behind its word.
/// @dev Policy and bond are one contract, because every posting asks: one cold slot instead of a second cold account.
contract BondedSequencer is IBondedSequencer {
    uint16 private constant MAX_BPS = 10_000;

    address private immutable LEADER;
    address private immutable INBOX;
    address private immutable CLAIMS;
    uint128 private immutable MIN_BOND_WEI;
    uint128 private immutable ABANDON_COST_WEI;
    uint64 private immutable UNBONDING_SEC;
    uint64 private immutable CHALLENGE_WINDOW_SEC;
    uint64 private immutable REVERT_DELAY_SEC;
    uint16 private immutable PROVER_SHARE_BPS;

    // slot 0: stakeWei 128 ‖ exitAtSec 64 ‖ slashedAtSec 64, lowest bytes first
    // slot 1: prover → share not taken yet
    Bond private _bond;
    /// @inheritdoc IBondedSequencer
    mapping(address prover => uint256) public owedWei;

    modifier onlyLeader() {
        require(msg.sender == LEADER, BondNotLeader(LEADER, msg.sender));
        _;
    }

    constructor(Config memory c) {
        require(c.leader != address(0), BondNoLeader());
        require(c.proverShareBps <= MAX_BPS, BondShareOutOfRange(c.proverShareBps));
        uint64 sum = c.challengeWindowSec + c.revertDelaySec;
        require(c.unbondingSec > sum, BondUnbondingTooShort(sum, c.unbondingSec));
        LEADER = c.leader;
        INBOX = c.inbox;
        CLAIMS = c.claims;
        MIN_BOND_WEI = c.minBondWei;
        ABANDON_COST_WEI = c.abandonCostWei;
        UNBONDING_SEC = c.unbondingSec;
        CHALLENGE_WINDOW_SEC = c.challengeWindowSec;
        REVERT_DELAY_SEC = c.revertDelaySec;
        PROVER_SHARE_BPS = c.proverShareBps;
    }

    /// @inheritdoc IBondedSequencer
    function stake() external payable {
        uint256 stakeWei = uint256(_bond.stakeWei) + msg.value;
        require(stakeWei <= type(uint128).max, BondTooLarge(type(uint128).max, stakeWei));

        _bond.stakeWei = uint128(stakeWei);
        emit Bonded(msg.sender, msg.value, stakeWei);
    }

    /// @inheritdoc IBondedSequencer
    function announceExit() external onlyLeader {
        require(_bond.exitAtSec == 0, BondExitPending(_bond.exitAtSec));

        uint64 exitAtSec = uint64(block.timestamp) + UNBONDING_SEC;
        _bond.exitAtSec = exitAtSec;
        emit ExitAnnounced(exitAtSec);
    }

    /// @inheritdoc IBondedSequencer
    function cancelExit() external onlyLeader {
        require(_bond.exitAtSec != 0, BondNotExiting());

        _bond.exitAtSec = 0;
        emit ExitCancelled();
    }

    /// @inheritdoc IBondedSequencer
    function withdraw(address payable to) external onlyLeader {
        Bond memory b = _bond;
        require(b.exitAtSec != 0, BondNotExiting());
        require(block.timestamp >= b.exitAtSec, BondLocked(b.exitAtSec, uint64(block.timestamp)));

        // The exit stays announced: whoever has left comes back by `cancelExit` and a new stake.
        _bond.stakeWei = 0;
        emit Withdrawn(to, b.stakeWei);

        _pay(to, b.stakeWei);
    }

    /// @inheritdoc ISequencerPolicy
    function onAbandon(address) external {
        require(msg.sender == INBOX, BondNotInbox(msg.sender));
        uint128 stakeWei = _bond.stakeWei;
        uint128 costWei = stakeWei < ABANDON_COST_WEI ? stakeWei : ABANDON_COST_WEI;

        _bond.stakeWei = stakeWei - costWei;
        emit AbandonCharged(costWei, stakeWei - costWei);
    }

    /// @inheritdoc ISequencerPolicy
    /// @dev Paid at once, because a debt costs a new slot. The call is the last thing of the whole claim: whoever
    /// re-enters finds everything written. A prover that cannot take it does not lose the claim.
    function onFault(uint64 number, uint64 sinceSec, address prover) external {
        require(msg.sender == CLAIMS, BondNotClaims(msg.sender));
        Bond memory b = _bond;
        require(sinceSec >= b.slashedAtSec, BondSlashedSince(b.slashedAtSec, sinceSec));
        uint256 stakeWei = b.stakeWei;
        if (stakeWei == 0) return;
        uint256 shareWei = (stakeWei * PROVER_SHARE_BPS) / MAX_BPS;

        _bond = Bond(0, b.exitAtSec, uint64(block.timestamp));
        emit Slashed(number, prover, stakeWei, shareWei);

        if (shareWei == 0) return;
        (bool paid, ) = prover.call{value: shareWei}("");
        if (paid) return;
        owedWei[prover] += shareWei;
        emit ShareOwed(prover, shareWei);
    }

    /// @inheritdoc IBondedSequencer
    function collect(address payable to) external {
        uint256 valueWei = owedWei[msg.sender];
        require(valueWei != 0, BondNothingOwed(msg.sender));

        owedWei[msg.sender] = 0;
        emit ShareCollected(msg.sender, to, valueWei);

        _pay(to, valueWei);
    }

    /// @inheritdoc ISequencerPolicy
    function leader(uint64) external view returns (address) {
        return isBonded() ? LEADER : address(0);
    }

    /// @inheritdoc ISequencerPolicy
    function accountable(uint64) external view returns (address) {
        return LEADER;
    }

    /// @inheritdoc IBondedSequencer
    function isBonded() public view returns (bool) {
        Bond memory b = _bond;
        return b.exitAtSec == 0 && b.stakeWei >= MIN_BOND_WEI;
    }

    /// @inheritdoc IBondedSequencer
    function bond() external view returns (Bond memory) {
        return _bond;
    }

    /// @inheritdoc IBondedSequencer
    function config() external view returns (Config memory) {
        return
            Config({
                leader: LEADER,
                inbox: INBOX,
                claims: CLAIMS,
                minBondWei: MIN_BOND_WEI,
                abandonCostWei: ABANDON_COST_WEI,
                unbondingSec: UNBONDING_SEC,
                challengeWindowSec: CHALLENGE_WINDOW_SEC,
                revertDelaySec: REVERT_DELAY_SEC,
                proverShareBps: PROVER_SHARE_BPS
            });
    }

    function _pay(address payable to, uint256 valueWei) private {
        (bool paid, ) = to.call{value: valueWei}("");
        require(paid, BondPaymentFailed(to, valueWei));
    }
}
