// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {PowGuarded} from "../l2/PowGuarded.sol";

/// @title An exchange of ETH and one token that lets out less as Bitcoin work gets stale.
/// @notice Constant product, 0.3% for the liquidity. While the newest mined block is fresh, anything goes; then at most a
/// tenth of the reserves leaves in each window of a minute, then a hundredth, then nothing: by trades and by withdrawals
/// together, so that many small ones gain nothing. Putting in liquidity is always possible.
/// @dev A window begins with the first that leaves after the one before has ended, so around its end twice as much may
/// leave within a minute.
/// Reserves are kept here, not read from balances: what is sent in passing changes no price. For tokens that move
/// exactly what they are asked to, as SharedERC20.
contract PowLimitedExchange is PowGuarded, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint256 private constant WHOLE_PPM = 1_000_000;
    uint256 private constant STALE_PPM = 100_000;
    uint256 private constant OLD_PPM = 10_000;
    uint64 private constant WINDOW_SEC = 60;
    /// @dev Belong to nobody, so that no share can be made worth more than others put in.
    uint256 private constant LOCKED_SHARES = 1_000;

    IERC20 private immutable TOKEN;
    uint64 private immutable FRESH_SEC;

    // slot 0: start of the window 64 ‖ part of the reserves that has left in it 192, in millionths
    // slots 1 to 3: reserves, shares;  slot 4: owner → shares
    uint64 private _windowStartSec;
    uint192 private _usedPpm;
    uint256 public reserveWei;
    uint256 public reserveTokens;
    uint256 public totalShares;
    mapping(address owner => uint256) public sharesOf;

    event LiquidityAdded(address indexed owner, uint256 amountWei, uint256 tokens, uint256 shares);
    event LiquidityRemoved(address indexed owner, uint256 amountWei, uint256 tokens, uint256 shares);
    event TokensBought(address indexed buyer, uint256 paidWei, uint256 tokens);
    event TokensSold(address indexed seller, uint256 tokens, uint256 amountWei);

    /// @param limitPpm what may leave in a window as of now; @param askedPpm with this, millionths of the reserves
    error ExchangeLimited(uint256 limitPpm, uint256 askedPpm);
    error ExchangeTooLittle(uint256 wanted, uint256 offered);
    error ExchangeTooManyTokens(uint256 most, uint256 needed);
    error ExchangeTooFewShares(uint256 owned, uint256 asked);
    error ExchangePaymentFailed(address to);

    /// @param freshSec age of the last mined block up to which nothing is limited, seconds
    constructor(IERC20 token, uint64 freshSec) {
        TOKEN = token;
        FRESH_SEC = freshSec;
    }

    /// @notice Adds ETH and as many tokens as the price asks for; the first to come sets the price with `mostTokens`.
    function addLiquidity(
        uint256 mostTokens,
        uint256 leastShares
    ) external payable nonReentrant returns (uint256 shares) {
        bool isFirst = totalShares == 0;
        uint256 tokens =
            isFirst ? mostTokens : Math.mulDiv(msg.value, reserveTokens, reserveWei, Math.Rounding.Ceil);
        require(tokens <= mostTokens, ExchangeTooManyTokens(mostTokens, tokens));
        uint256 made =
            isFirst ? Math.sqrt(msg.value * tokens) : Math.mulDiv(msg.value, totalShares, reserveWei);
        uint256 locked = isFirst ? LOCKED_SHARES : 0;
        require(made > locked && made - locked >= leastShares, ExchangeTooLittle(leastShares + locked, made));

        shares = made - locked;
        totalShares += made;
        sharesOf[msg.sender] += shares;
        reserveWei += msg.value;
        reserveTokens += tokens;
        emit LiquidityAdded(msg.sender, msg.value, tokens, shares);

        TOKEN.safeTransferFrom(msg.sender, address(this), tokens);
    }

    /// @notice Takes a part of both reserves out, within the limit.
    function removeLiquidity(
        uint256 shares
    ) external nonReentrant returns (uint256 amountWei, uint256 tokens) {
        uint256 owned = sharesOf[msg.sender];
        require(shares <= owned, ExchangeTooFewShares(owned, shares));
        _use(shares, totalShares);
        amountWei = Math.mulDiv(shares, reserveWei, totalShares);
        tokens = Math.mulDiv(shares, reserveTokens, totalShares);

        sharesOf[msg.sender] = owned - shares;
        totalShares -= shares;
        reserveWei -= amountWei;
        reserveTokens -= tokens;
        emit LiquidityRemoved(msg.sender, amountWei, tokens, shares);

        TOKEN.safeTransfer(msg.sender, tokens);
        _pay(amountWei);
    }

    /// @notice ETH for tokens, within the limit.
    function buy(uint256 leastTokens) external payable nonReentrant returns (uint256 tokens) {
        tokens = _priced(msg.value, reserveWei, reserveTokens, leastTokens);
        _use(tokens, reserveTokens);

        reserveWei += msg.value;
        reserveTokens -= tokens;
        emit TokensBought(msg.sender, msg.value, tokens);

        TOKEN.safeTransfer(msg.sender, tokens);
    }

    /// @notice Tokens for ETH, within the limit.
    function sell(uint256 tokens, uint256 leastWei) external nonReentrant returns (uint256 amountWei) {
        amountWei = _priced(tokens, reserveTokens, reserveWei, leastWei);
        _use(amountWei, reserveWei);

        reserveTokens += tokens;
        reserveWei -= amountWei;
        emit TokensSold(msg.sender, tokens, amountWei);

        TOKEN.safeTransferFrom(msg.sender, address(this), tokens);
        _pay(amountWei);
    }

    /// @notice What part of the reserves may leave in a window now, in millionths; the whole means any number of times.
    function limitPpm() public view returns (uint256) {
        uint256 ageSec = MINED_BLOCK_ORACLE.age();
        if (ageSec <= FRESH_SEC) return WHOLE_PPM;
        if (ageSec <= 2 * uint256(FRESH_SEC)) return STALE_PPM;
        return ageSec <= 4 * uint256(FRESH_SEC) ? OLD_PPM : 0;
    }

    /// @dev What leaves while work is fresh counts for the window in which it gets stale.
    function _use(uint256 amount, uint256 reserve) private {
        if (block.timestamp >= _windowStartSec + WINDOW_SEC)
            (_windowStartSec, _usedPpm) = (uint64(block.timestamp), 0);
        uint256 askedPpm = _usedPpm + Math.mulDiv(amount, WHOLE_PPM, reserve, Math.Rounding.Ceil);
        uint256 limit = limitPpm();
        require(limit == WHOLE_PPM || askedPpm <= limit, ExchangeLimited(limit, askedPpm));
        // At most WHOLE_PPM is added at a time: 2^192 is out of reach.
        _usedPpm = uint192(askedPpm);
    }

    function _priced(
        uint256 paid,
        uint256 from,
        uint256 to,
        uint256 least
    ) private pure returns (uint256 offered) {
        uint256 priced = paid * 997;
        offered = from == 0 ? 0 : Math.mulDiv(priced, to, from * 1000 + priced);
        require(offered > 0 && offered >= least, ExchangeTooLittle(least, offered));
    }

    function _pay(uint256 amountWei) private {
        (bool paid, ) = msg.sender.call{value: amountWei}("");
        require(paid, ExchangePaymentFailed(msg.sender));
    }
}
