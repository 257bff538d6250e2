/**
 * One follower of the feed. What it still lacks is read from the store when the line has taken what went before, so
 * that a slow follower costs no memory: only a place in the chain is kept for it.
 */
import type { HeadChange } from "../../ports.ts";
import type { FeedMessage, FeedPosition, FeedRefusal } from "../../protocol/feed/feedMessage.ts";
import { type FeedStore, newestTold, signedBody } from "./feedFrames.ts";

type Unnumbered<M> = M extends FeedMessage ? Omit<M, "sequence"> : never;
export type FeedBody = Unnumbered<FeedMessage>;

/** The connection, as the session uses it. */
export type FollowerLine = {
  /** Resolves when the network has taken it; rejects when the line is gone. */
  send(body: FeedBody): Promise<void>;
  isOpen(): boolean;
  /** Says why and ends the line. */
  refuse(reason: FeedRefusal, detail: string): void;
};

export type SessionDeps = {
  readonly store: FeedStore;
  readonly line: FollowerLine;
  readonly now: () => number;
  readonly halt: () => string | undefined;
};

export class FollowerSession {
  readonly #deps: SessionDeps;
  /** the last superblock that the follower has, or has been sent */
  #sent: FeedPosition;
  /** set when superblocks that were sent are gone since */
  #backTo: bigint | undefined;
  #heartbeatDue = false;
  #wake: () => void = () => undefined;

  constructor(deps: SessionDeps, from: FeedPosition) {
    this.#deps = deps;
    this.#sent = from;
  }

  /** Sends what there is and what comes, until the line ends. */
  async run(): Promise<void> {
    const { line } = this.#deps;
    while (line.isOpen()) {
      const body = this.#next();
      if (body === "refused") return;
      if (body !== undefined) await line.send(body);
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  onHead(change: HeadChange): void {
    // What goes is told when it is gone.
    if (change.kind === "takingBack") return;
    if (change.kind === "rolledBack" && change.to < this.#sent.number)
      this.#backTo = this.#backTo === undefined || change.to < this.#backTo ? change.to : this.#backTo;
    this.wake();
  }

  /** A sign of life, once there is nothing else to say. */
  beat(): void {
    this.#heartbeatDue = true;
    this.wake();
  }

  wake(): void {
    this.#wake();
  }

  #next(): FeedBody | "refused" | undefined {
    const { store, line } = this.#deps;
    if (this.#backTo !== undefined) {
      const number = this.#backTo;
      this.#backTo = undefined;
      this.#sent = { number, hash: store.superblock(number)!.hash };
      return { type: "rolledBack", to: this.#sent };
    }
    const head = newestTold(store)!;
    if (head.number > this.#sent.number) return this.#nextSuperblock(head.number);
    if (store.superblock(this.#sent.number)?.hash !== this.#sent.hash) {
      line.refuse("position-unknown", `superblock ${this.#sent.number} is not ${this.#sent.hash} here`);
      return "refused";
    }
    return this.#heartbeat(head.number);
  }

  #nextSuperblock(head: bigint): FeedBody | "refused" {
    const { store, line } = this.#deps;
    const number = this.#sent.number + 1n;
    const body = signedBody(store, number);
    if (body === undefined) {
      line.refuse("not-signed-here", `superblock ${number} of ${head} has no signature here; L1 has it`);
      return "refused";
    }
    if (body.superblock.parent !== this.#sent.hash) {
      line.refuse("position-unknown", `superblock ${number} does not follow ${this.#sent.hash} here`);
      return "refused";
    }
    this.#sent = { number, hash: store.superblock(number)!.hash };
    return body;
  }

  #heartbeat(head: bigint): FeedBody | undefined {
    if (!this.#heartbeatDue) return undefined;
    this.#heartbeatDue = false;
    const { now, halt } = this.#deps;
    return { type: "heartbeat", sent: this.#sent, head, atMs: now(), halt: halt() ?? null };
  }
}
