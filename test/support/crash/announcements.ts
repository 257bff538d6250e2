/** Follows the feed through all lives of a devnet and remembers every signature that it ever told of. */
import { type Hex, recoverAddress } from "viem";
import { createFeedSource } from "../../../services/adapters/feed/feedSource.ts";
import { systemClock } from "../../../services/adapters/systemClock.ts";
import type { Deployment } from "../../../services/protocol/deployment.ts";
import type { FeedPosition, FeedSuperblock } from "../../../services/protocol/feed/feedMessage.ts";
import { hashSuperblock } from "../../../services/protocol/superblock/superblock.ts";

export class Announcements {
  readonly #deployment: Deployment;
  readonly #signatures = new Map<string, Hex>();
  #at: FeedPosition;
  #broken: Error | undefined;

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
    this.#at = { number: 0n, hash: hashSuperblock(deployment.genesisSuperblock, domainOf(deployment)) };
  }

  get count(): number {
    return this.#signatures.size;
  }

  /** What was wrong with what the feed said, if anything was. */
  get broken(): Error | undefined {
    return this.#broken;
  }

  /** Listens from where it stands until the line breaks, as it does with the death of the other side. */
  async listen(url: string): Promise<void> {
    const source = createFeedSource({ url, inbox: this.#deployment.addresses.inbox, clock: systemClock });
    try {
      for await (const message of source.follow(this.#at, new AbortController().signal)) {
        if (message.type === "superblock") await this.#take(message);
        else if (message.type === "rolledBack" || message.type === "refusal")
          this.#broken ??= new Error(`after ${this.#at.number}: ${JSON.stringify(message, String)}`);
      }
    } catch {
      // Nobody is there any more.
    }
  }

  async #take({ superblock, signature }: FeedSuperblock): Promise<void> {
    const hash = hashSuperblock(superblock, domainOf(this.#deployment));
    const key = `${superblock.term} ${superblock.number}`;
    const before = this.#signatures.get(key);
    const signer = await recoverAddress({ hash, signature });
    if (signer !== this.#deployment.leader) this.#broken ??= new Error(`${key} is signed by ${signer}`);
    if (before !== undefined && before !== signature) this.#broken ??= new Error(`${key} is signed twice`);
    this.#signatures.set(key, signature);
    this.#at = { number: superblock.number, hash };
  }
}

const domainOf = ({ l1ChainId, addresses }: Deployment) => ({ l1ChainId, inbox: addresses.inbox });
