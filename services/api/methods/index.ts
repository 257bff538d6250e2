/** All methods, by name. */
import type { Method } from "../jsonRpc.ts";
import type { RpcDeps } from "../rpcDeps.ts";
import { debugGetRawBlock } from "./debugGetRawBlock.ts";
import { debugGetRawHeader } from "./debugGetRawHeader.ts";
import { ethAccounts } from "./ethAccounts.ts";
import { ethBlobBaseFee } from "./ethBlobBaseFee.ts";
import { ethBlockNumber } from "./ethBlockNumber.ts";
import { ethCall } from "./ethCall.ts";
import { ethChainId } from "./ethChainId.ts";
import { ethEstimateGas } from "./ethEstimateGas.ts";
import { ethFeeHistory } from "./ethFeeHistory.ts";
import { ethGasPrice } from "./ethGasPrice.ts";
import { ethGetBalance } from "./ethGetBalance.ts";
import { ethGetBlockByHash } from "./ethGetBlockByHash.ts";
import { ethGetBlockByNumber } from "./ethGetBlockByNumber.ts";
import { ethGetBlockReceipts } from "./ethGetBlockReceipts.ts";
import { ethGetBlockTransactionCountByHash } from "./ethGetBlockTransactionCountByHash.ts";
import { ethGetBlockTransactionCountByNumber } from "./ethGetBlockTransactionCountByNumber.ts";
import { ethGetCode } from "./ethGetCode.ts";
import { ethGetFilterChanges } from "./ethGetFilterChanges.ts";
import { ethGetFilterLogs } from "./ethGetFilterLogs.ts";
import { ethGetLogs } from "./ethGetLogs.ts";
import { ethGetProof } from "./ethGetProof.ts";
import { ethGetRawTransactionByHash } from "./ethGetRawTransactionByHash.ts";
import { ethGetStorageAt } from "./ethGetStorageAt.ts";
import { ethGetTransactionByBlockHashAndIndex } from "./ethGetTransactionByBlockHashAndIndex.ts";
import { ethGetTransactionByBlockNumberAndIndex } from "./ethGetTransactionByBlockNumberAndIndex.ts";
import { ethGetTransactionByHash } from "./ethGetTransactionByHash.ts";
import { ethGetTransactionCount } from "./ethGetTransactionCount.ts";
import { ethGetTransactionReceipt } from "./ethGetTransactionReceipt.ts";
import { ethGetUncleCountByBlockHash } from "./ethGetUncleCountByBlockHash.ts";
import { ethGetUncleCountByBlockNumber } from "./ethGetUncleCountByBlockNumber.ts";
import { ethMaxPriorityFeePerGas } from "./ethMaxPriorityFeePerGas.ts";
import { ethNewBlockFilter } from "./ethNewBlockFilter.ts";
import { ethNewFilter } from "./ethNewFilter.ts";
import { ethSendRawTransaction } from "./ethSendRawTransaction.ts";
import { ethSubscribe } from "./ethSubscribe.ts";
import { ethSyncing } from "./ethSyncing.ts";
import { ethUninstallFilter } from "./ethUninstallFilter.ts";
import { ethUnsubscribe } from "./ethUnsubscribe.ts";
import { lockstepEstimateTrigger } from "./lockstepEstimateTrigger.ts";
import { lockstepGetGroup } from "./lockstepGetGroup.ts";
import { lockstepGetMessageProof } from "./lockstepGetMessageProof.ts";
import { lockstepGetRanks } from "./lockstepGetRanks.ts";
import { lockstepGetSuperblock } from "./lockstepGetSuperblock.ts";
import { lockstepLastMined } from "./lockstepLastMined.ts";
import { lockstepMinerCredit } from "./lockstepMinerCredit.ts";
import { lockstepSimulate } from "./lockstepSimulate.ts";
import { lockstepStatus } from "./lockstepStatus.ts";
import { lockstepSubscribe } from "./lockstepSubscribe.ts";
import { lockstepUnsubscribe } from "./lockstepUnsubscribe.ts";
import { netListening } from "./netListening.ts";
import { netPeerCount } from "./netPeerCount.ts";
import { netVersion } from "./netVersion.ts";
import { web3ClientVersion } from "./web3ClientVersion.ts";
import { web3Sha3 } from "./web3Sha3.ts";

const LIST: readonly Method<RpcDeps>[] = [
  debugGetRawBlock,
  debugGetRawHeader,
  ethAccounts,
  ethBlobBaseFee,
  ethBlockNumber,
  ethCall,
  ethChainId,
  ethEstimateGas,
  ethFeeHistory,
  ethGasPrice,
  ethGetBalance,
  ethGetBlockByHash,
  ethGetBlockByNumber,
  ethGetBlockReceipts,
  ethGetBlockTransactionCountByHash,
  ethGetBlockTransactionCountByNumber,
  ethGetCode,
  ethGetFilterChanges,
  ethGetFilterLogs,
  ethGetLogs,
  ethGetProof,
  ethGetRawTransactionByHash,
  ethGetStorageAt,
  ethGetTransactionByBlockHashAndIndex,
  ethGetTransactionByBlockNumberAndIndex,
  ethGetTransactionByHash,
  ethGetTransactionCount,
  ethGetTransactionReceipt,
  ethGetUncleCountByBlockHash,
  ethGetUncleCountByBlockNumber,
  ethMaxPriorityFeePerGas,
  ethNewBlockFilter,
  ethNewFilter,
  ethSendRawTransaction,
  ethSubscribe,
  ethSyncing,
  ethUninstallFilter,
  ethUnsubscribe,
  lockstepEstimateTrigger,
  lockstepGetGroup,
  lockstepGetMessageProof,
  lockstepGetRanks,
  lockstepGetSuperblock,
  lockstepLastMined,
  lockstepMinerCredit,
  lockstepSimulate,
  lockstepStatus,
  lockstepSubscribe,
  lockstepUnsubscribe,
  netListening,
  netPeerCount,
  netVersion,
  web3ClientVersion,
  web3Sha3,
];

export const METHODS: ReadonlyMap<string, Method<RpcDeps>> = new Map(
  LIST.map((method) => [method.name, method]),
);
