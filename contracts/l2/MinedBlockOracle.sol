// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
import {AppendOnlyTree} from "../superblock/AppendOnlyTree.sol";
import {BlocksRoot} from "../superblock/BlockLeaf.sol";
import {Checkpoint} from "../superblock/Checkpoint.sol";
import {CheckpointChain} from "../superblock/CheckpointChain.sol";
import {CheckpointRules} from "../superblock/CheckpointRules.sol";
import {History, Superblock, SuperblockHash} from "../superblock/Superblock.sol";
import {CappedCall} from "./CappedCall.sol";
import {ChildHeader} from "./ChildHeader.sol";
import {IMinedBlockOracle} from "./interfaces/IMinedBlockOracle.sol";
import {MinerPot} from "./MinerPot.sol";

/// @title The last mined block, on the rollup itself.
contract MinedBlockOracle is IMinedBlockOracle {
    using CheckpointChain for CheckpointChain.State;
    using MinerPot for MinerPot.State;

    /// @dev A checkpoint's share is settled when this many stand above it.
    uint256 private constant SETTLING_DEPTH = 2;

    bytes32 private immutable DOMAIN_SEPARATOR;
    uint32 private immutable ANCHOR_BITS;
    uint64 private immutable ANCHOR_TIME_SEC;
    uint32 private immutable SPACING_SEC;
    uint32 private immutable HALF_LIFE_SEC;
    uint32 private immutable AUX_CHAIN_ID;

    CheckpointChain.State private _chain;
    MinedBlock private _lastMined;
    MinerPot.State private _pot;

    /// @param rules_ the same as the L1 ledger's
    /// @param inbox RollupInbox on L1, which superblocks are signed for
    /// @dev Runs in the making of genesis, where there is no clock and no genesis superblock yet (its hash depends on
    /// this very state). So the root checkpoint is dated by the rules, and no block counts as mined: until the first one `age` is the whole time since 1970.
    constructor(CheckpointRules.Rules memory rules_, uint64 l1ChainId, address inbox) {
        DOMAIN_SEPARATOR = SuperblockHash.domainSeparator(l1ChainId, inbox);
        ANCHOR_BITS = rules_.anchorBits;
        ANCHOR_TIME_SEC = rules_.anchorTimeSec;
        SPACING_SEC = rules_.spacingSec;
        HALF_LIFE_SEC = rules_.halfLifeSec;
        AUX_CHAIN_ID = rules_.auxChainId;
        require(rules_.anchorTimeSec != 0, OracleAnchorTimeMissing());
        _chain.init(rules_, 0, rules_.anchorTimeSec);
    }

    /// @inheritdoc IMinedBlockOracle
    function submit(
        Checkpoint[] calldata checkpoints,
        bytes[] calldata auxPows,
        Superblock calldata superblock,
        bytes calldata nextHeader
    ) external payable {
        bytes32 named = _newestOf(checkpoints, auxPows);
        _requireNamed(superblock, named);
        bytes32 blockHash = _blockOf(superblock, named, nextHeader);

        _take(checkpoints, auxPows, superblock, blockHash);
    }

    /// @inheritdoc IMinedBlockOracle
    function submitOld(
        Checkpoint[] calldata checkpoints,
        bytes[] calldata auxPows,
        Superblock calldata superblock,
        HistoryOpening calldata opening
    ) external payable {
        bytes32 named = _newestOf(checkpoints, auxPows);
        _requireNamed(superblock, named);
        bytes32 blockHash = _blockInHistory(superblock, named, opening);

        _take(checkpoints, auxPows, superblock, blockHash);
    }

    /// @inheritdoc IMinedBlockOracle
    function fund() external payable {
        require(msg.value != 0, OracleNoValue());
        _fund();
    }

    /// @inheritdoc IMinedBlockOracle
    function claim(bytes32[] calldata ids) external {
        uint256 leadHeight = _chain.links[_chain.lead].height;
        for (uint256 i = 0; i < ids.length; ++i) {
            bytes32 id = ids[i];
            require(_chain.isLeading(id), OracleNotLeading(id));
            CheckpointChain.Link storage link_ = _chain.links[id];
            uint256 height = link_.height;
            require(height + SETTLING_DEPTH <= leadHeight, OracleNotSettled(id, height, leadHeight));
            address miner = address(link_.note);
            uint256 amountWei = _pot.credit(height, miner);
            if (amountWei != 0) emit CreditClaimed(id, miner, amountWei);
        }
    }

    /// @inheritdoc IMinedBlockOracle
    function withdraw(address miner) external {
        uint256 amountWei = _pot.settle(miner);
        require(amountWei != 0, OracleNothingOwed(miner));

        emit CreditWithdrawn(miner, amountWei);

        (bool paid, ) = CappedCall.call(miner, amountWei, gasleft(), "");
        require(paid, OracleTransferFailed(miner));
    }

    /// @inheritdoc IMinedBlockOracle
    function creditOf(address miner) external view returns (uint256) {
        return _pot.owedWei[miner];
    }

    /// @inheritdoc IMinedBlockOracle
    function promisedWei(uint256 height) external view returns (uint256) {
        return _pot.promisedWei[height];
    }

    /// @inheritdoc IMinedBlockOracle
    function pot() external view returns (uint256 unpromisedWei, uint256 nextShareWei) {
        return (_pot.unpromisedWei, _pot.nextShareWei());
    }

    /// @inheritdoc IMinedBlockOracle
    function lastMined() external view returns (MinedBlock memory) {
        return _lastMined;
    }

    /// @inheritdoc IMinedBlockOracle
    function isMined(uint64 number) external view returns (bool) {
        return number <= _lastMined.number;
    }

    /// @inheritdoc IMinedBlockOracle
    function age() external view returns (uint64) {
        return uint64(block.timestamp) - _lastMined.timestamp;
    }

    /// @inheritdoc IMinedBlockOracle
    function lead() external view returns (bytes32) {
        return _chain.lead;
    }

    /// @inheritdoc IMinedBlockOracle
    function link(bytes32 id) external view returns (CheckpointChain.Link memory) {
        return _chain.links[id];
    }

    /// @inheritdoc IMinedBlockOracle
    function rules() external view returns (CheckpointRules.Rules memory) {
        return _rules();
    }

    /// @dev The run, and its newest checkpoint's block, which the caller has opened.
    function _take(
        Checkpoint[] calldata checkpoints,
        bytes[] calldata auxPows,
        Superblock calldata superblock,
        bytes32 blockHash
    ) private {
        _fund();
        bytes32 id = _accept(checkpoints, auxPows);
        if (_chain.lead == id && superblock.number > _lastMined.number) {
            uint256 work = _chain.links[id].totalWork;
            _lastMined = MinedBlock(superblock.number, superblock.timestamp, blockHash, id, work);
            emit BlockMined(superblock.number, blockHash, id, work);
        }
    }

    /// @return id of the newest checkpoint
    function _accept(
        Checkpoint[] calldata checkpoints,
        bytes[] calldata auxPows
    ) private returns (bytes32 id) {
        CheckpointRules.Rules memory rules_ = _rules();
        for (uint256 i = 0; i < checkpoints.length; ++i) {
            Checkpoint calldata taken = checkpoints[i];
            CheckpointRules.Failure failure;
            (failure, id, ) = _chain.tryAccept(
                rules_,
                taken,
                auxPows[i],
                uint160(taken.miner),
                uint64(block.timestamp)
            );
            if (failure == CheckpointRules.Failure.Known) continue;
            require(failure == CheckpointRules.Failure.None, OracleRefused(i, failure));
            emit CheckpointAccepted(id, taken.parentCheckpoint, taken.superblock, taken.miner);
        }
        _pot.assign(_chain.links[_chain.lead].height);
    }

    function _fund() private {
        if (msg.value == 0) return;
        _pot.fund(msg.value);
        emit PotFunded(msg.sender, msg.value);
    }

    /// @return the superblock that the newest checkpoint names
    function _newestOf(
        Checkpoint[] calldata checkpoints,
        bytes[] calldata auxPows
    ) private pure returns (bytes32) {
        require(checkpoints.length != 0, OracleEmptyRun());
        require(
            checkpoints.length == auxPows.length,
            OracleLengthMismatch(checkpoints.length, auxPows.length)
        );
        return checkpoints[checkpoints.length - 1].superblock;
    }

    function _requireNamed(Superblock calldata superblock, bytes32 named) private view {
        bytes32 superblockHash = SuperblockHash.hash(superblock, DOMAIN_SEPARATOR);
        require(superblockHash == named, OracleWrongSuperblock(named, superblockHash));
    }

    /// @notice Hash of this rollup's block in a superblock of this chain.
    /// @dev The child block's hash comes from the chain itself, so its header is genuine; its extraData is the hash
    /// of its parent superblock and its parentHash this rollup's block in that superblock.
    function _blockOf(
        Superblock calldata superblock,
        bytes32 superblockHash,
        bytes calldata nextHeader
    ) private view returns (bytes32 blockHash) {
        uint64 childNumber = superblock.number + 1;
        bytes32 childHash = Blockhash.blockHash(childNumber);
        bytes32 headerHash = keccak256(nextHeader);
        require(headerHash == childHash, OracleHeaderUnknown(childNumber, childHash, headerHash));

        ChildHeader.Fields memory child = ChildHeader.read(nextHeader);
        require(child.extraData == superblockHash, OracleNotOnThisChain(superblockHash, child.extraData));
        return child.parentHash;
    }

    /// @notice The same of a superblock that a later one of this chain has in its history.
    function _blockInHistory(
        Superblock calldata superblock,
        bytes32 superblockHash,
        HistoryOpening calldata opening
    ) private view returns (bytes32) {
        Superblock calldata later = opening.later;
        _blockOf(later, SuperblockHash.hash(later, DOMAIN_SEPARATOR), opening.nextHeader);
        bool isThere = AppendOnlyTree.isLeafAt(
            History.hashLeaf(superblockHash),
            superblock.number,
            later.number,
            later.historyRoot,
            opening.siblings
        );
        require(isThere, OracleNotInHistory(superblock.number, later.number));

        bytes32 root = BlocksRoot.compute(opening.blocks);
        require(root == superblock.blocksRoot, OracleWrongBlocksRoot(superblock.blocksRoot, root));
        for (uint256 i = 0; i < opening.blocks.length; ++i)
            if (opening.blocks[i].chainId == block.chainid) return opening.blocks[i].blockHash;
        revert OracleNoBlockHere(block.chainid);
    }

    function _rules() private view returns (CheckpointRules.Rules memory) {
        return
            CheckpointRules.Rules({
                anchorBits: ANCHOR_BITS,
                anchorTimeSec: ANCHOR_TIME_SEC,
                spacingSec: SPACING_SEC,
                halfLifeSec: HALF_LIFE_SEC,
                auxChainId: AUX_CHAIN_ID
            });
    }
}
