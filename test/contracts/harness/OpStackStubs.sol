// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Takes outputs as the OP Stack's oracle does, from one proposer.
contract OutputOracleStub {
    address public proposer;
    bytes32 public lastRoot;
    uint256 public lastNumber;

    error StubNotProposer(address caller);

    function setProposer(address proposer_) external {
        proposer = proposer_;
    }

    function proposeL2Output(bytes32 outputRoot, uint256 l2BlockNumber, bytes32, uint256) external payable {
        require(msg.sender == proposer, StubNotProposer(msg.sender));
        (lastRoot, lastNumber) = (outputRoot, l2BlockNumber);
    }
}
