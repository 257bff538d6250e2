// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {ISequencerPolicy} from "./ISequencerPolicy.sol";

/// @title One leader, who leads only while ETH stands behind its word.
///
/// Assumes
/// - the inbox calls `onAbandon`, the claims contract `onFault`, each only for cause
///
/// Keeps
/// - K1: what is bonded leaves only by a slash, as the price of an abandoned term, or to the leader after `unbondingSec`
/// - K2: a batch that the leader could post is final or has fallen before its bond can be withdrawn
/// - K3: a slash takes the whole bond; the prover's share is paid or owed, the rest is locked here for good
/// - K4: a fault is punished once: what was committed before the last slash does not touch the bond that came after it
interface IBondedSequencer is ISequencerPolicy {
    /// @param challengeWindowSec and revertDelaySec: Settlement's, which `unbondingSec` outlasts together
    /// @param proverShareBps of a slashed bond, in ten-thousandths
    /// @param abandonCostWei what ending a term without a fault of others costs
    struct Config {
        address leader;
        address inbox;
        address claims;
        uint128 minBondWei;
        uint128 abandonCostWei;
        uint64 unbondingSec;
        uint64 challengeWindowSec;
        uint64 revertDelaySec;
        uint16 proverShareBps;
    }

    /// @param exitAtSec Unix seconds from which on the bond can be withdrawn; zero while the leader stays
    /// @param slashedAtSec Unix seconds of the last slash; it has punished all that was committed before
    struct Bond {
        uint128 stakeWei;
        uint64 exitAtSec;
        uint64 slashedAtSec;
    }

    event Bonded(address indexed from, uint256 valueWei, uint256 stakeWei);
    event ExitAnnounced(uint64 exitAtSec);
    event ExitCancelled();
    event Withdrawn(address indexed to, uint256 valueWei);
    /// @notice The bond is gone: `shareWei` to the prover, the rest locked.
    event Slashed(uint64 indexed number, address indexed prover, uint256 stakeWei, uint256 shareWei);
    event AbandonCharged(uint256 valueWei, uint256 stakeWei);
    /// @notice A share that its prover did not take is kept for `collect`.
    event ShareOwed(address indexed prover, uint256 valueWei);
    event ShareCollected(address indexed prover, address indexed to, uint256 valueWei);

    error BondNoLeader();
    error BondShareOutOfRange(uint16 shareBps);
    error BondUnbondingTooShort(uint64 sumOfOthersSec, uint64 unbondingSec);
    error BondTooLarge(uint256 maximumWei, uint256 valueWei);
    error BondNotLeader(address leader, address caller);
    error BondNotInbox(address caller);
    error BondNotClaims(address caller);
    error BondNotExiting();
    error BondExitPending(uint64 exitAtSec);
    error BondLocked(uint64 exitAtSec, uint64 nowSec);
    error BondSlashedSince(uint64 slashedAtSec, uint64 committedSinceSec);
    error BondNothingOwed(address prover);
    error BondPaymentFailed(address to, uint256 valueWei);

    /// @notice Adds to the leader's bond. Open to anyone; it is the leader's then.
    function stake() external payable;

    /// @notice The leader stops leading at once; its bond can be withdrawn after `unbondingSec`, slashed until then.
    function announceExit() external;

    /// @notice The leader stays after all.
    function cancelExit() external;

    /// @notice Pays the whole bond out to `to`, after the announced exit.
    function withdraw(address payable to) external;

    /// @notice Pays a prover's share that it did not take at once.
    function collect(address payable to) external;

    function bond() external view returns (Bond memory);

    /// @notice Share that waits for a prover's `collect`.
    function owedWei(address prover) external view returns (uint256);

    /// @notice Whether the leader may lead now.
    function isBonded() external view returns (bool);

    function config() external view returns (Config memory);
}
