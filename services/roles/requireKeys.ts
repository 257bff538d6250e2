/** The keys must be those that the deployment names, or nothing that they sign would count. */
import type { LocalAccount } from "viem/accounts";
import type { Deployment } from "../protocol/deployment.ts";
import { UsageError } from "../runtime/serviceError.ts";

export function requireKeys({
  deployment,
  leader,
  producer,
}: {
  readonly deployment: Pick<Deployment, "leader" | "producer">;
  readonly leader: Pick<LocalAccount, "address">;
  readonly producer: Pick<LocalAccount, "address">;
}): void {
  if (leader.address !== deployment.leader)
    throw new UsageError(
      `the leader's key is of ${leader.address}, the deployment names ${deployment.leader}`,
    );
  if (producer.address !== deployment.producer)
    throw new UsageError(
      `the producer's key is of ${producer.address}, the deployment names ${deployment.producer}`,
    );
}
