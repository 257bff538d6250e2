// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

/// @title Burn here, mint there, in one superblock.
///
/// Keeps
/// - K1: the sum of a token's supply over all rollups changes only by minting on its home rollup at creation
/// - K2: nobody's tokens are burnt but `msg.sender`'s and those of the signer of an order, once per order
interface ICrossRollupTokenBridge {
    /// @notice What fixes a token, and so its address, which is the same on every rollup (CREATE2).
    /// @param homeChainId the one rollup where `initialSupply` comes into being, for `initialHolder`
    struct TokenTerms {
        string name;
        string symbol;
        uint8 decimals;
        uint64 homeChainId;
        address initialHolder;
        uint256 initialSupply;
        bytes32 salt;
    }

    /// @notice What an owner signs (EIP-712, domain "Lockstep Token Bridge", "1", this rollup, this contract) so that
    /// anybody may hand it in and pay for it. An allowance would leave to that person where the tokens go.
    /// @param nonce `nonces(owner)`
    /// @param deadline Unix seconds
    struct BurnOrder {
        address owner;
        address token;
        uint64 dstChainId;
        address to;
        uint256 amount;
        bytes data;
        uint64 gasLimit;
        uint256 nonce;
        uint256 deadline;
    }

    event TokenCreated(address indexed token, uint64 homeChainId, address indexed initialHolder);
    event TokensSent(
        address indexed token,
        uint64 indexed dstChainId,
        address indexed from,
        address to,
        uint256 amount,
        bytes32 leaf
    );
    event TokensReceived(
        address indexed token,
        uint64 indexed srcChainId,
        address from,
        address indexed to,
        uint256 amount
    );

    error BridgeUnknownToken(address token);
    error BridgeNotMessenger(address caller);
    error BridgeNotBridge(address sender);
    error BridgeZeroRecipient();
    /// @notice Tokens go to rollups only, not to L1.
    error BridgeNotRollup(uint64 chainId);
    error BridgeOrderLate(uint256 deadline);
    error BridgeOrderNotSigned(address owner);
    /// @notice Exactly the quote must be paid: `mint` takes no ETH.
    error BridgeWrongFee(uint256 requiredWei, uint256 sentWei);

    /// @notice Creates a token, or its twin on another rollup than its home. Open to anyone; creating it again
    /// changes nothing.
    function createToken(TokenTerms calldata terms) external returns (address token);

    /// @notice Address of a token on every rollup.
    function tokenAddress(TokenTerms calldata terms) external view returns (address);

    function isToken(address token) external view returns (bool);

    /// @notice Burns the caller's tokens here and mints them to `to` on another rollup, both or neither. With
    /// `data`, calls `to` there afterwards (ICrossRollupTokenReceiver); if that reverts, nothing happens at all.
    /// @dev `msg.value` = the messenger's quote for `gasLimit`, exactly.
    function burn(
        address token,
        uint64 dstChainId,
        address to,
        uint256 amount,
        bytes calldata data,
        uint64 gasLimit
    ) external payable returns (bytes32 leaf);

    /// @notice As `burn`, of the tokens of an owner who signed the order (an account's signature or ERC-1271).
    function burnFor(
        BurnOrder calldata order,
        bytes calldata signature
    ) external payable returns (bytes32 leaf);

    /// @notice Of the next order of an owner.
    function nonces(address owner) external view returns (uint256);

    /// @notice The counterpart of `burn`. Only the messenger, for the bridge on another rollup.
    function mint(address token, address from, address to, uint256 amount, bytes calldata data) external;
}
