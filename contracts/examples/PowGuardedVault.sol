// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PowGuarded} from "../l2/PowGuarded.sol";

/// @title A vault that pays out only while Bitcoin work on this rollup is fresh.
/// @notice Paying in is always possible; taking out waits until miners have caught up.
contract PowGuardedVault is PowGuarded {
    uint64 private immutable MAX_AGE_SEC;

    mapping(address owner => uint256 wei_) private _depositWei;

    event VaultDeposited(address indexed owner, uint256 amountWei);
    event VaultWithdrawn(address indexed owner, uint256 amountWei);

    error VaultTooLittle(uint256 depositWei, uint256 askedWei);
    error VaultPaymentFailed(address owner);

    /// @param maxAgeSec_ how old the last mined block may be for a withdrawal, seconds
    constructor(uint64 maxAgeSec_) {
        MAX_AGE_SEC = maxAgeSec_;
    }

    function deposit() external payable {
        _depositWei[msg.sender] += msg.value;
        emit VaultDeposited(msg.sender, msg.value);
    }

    function withdraw(uint256 amountWei) external whenMined(MAX_AGE_SEC) {
        uint256 ownWei = _depositWei[msg.sender];
        require(amountWei <= ownWei, VaultTooLittle(ownWei, amountWei));

        _depositWei[msg.sender] = ownWei - amountWei;
        emit VaultWithdrawn(msg.sender, amountWei);

        (bool paid, ) = msg.sender.call{value: amountWei}("");
        require(paid, VaultPaymentFailed(msg.sender));
    }

    function depositOf(address owner) external view returns (uint256 amountWei) {
        return _depositWei[owner];
    }

    function maxAgeSec() external view returns (uint64) {
        return MAX_AGE_SEC;
    }
}
