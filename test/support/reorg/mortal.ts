/** A process that dies at a chosen write: everything that lasts goes through one fuse. */
import type { L1Sender, Store, SuperblockSigner } from "../../../services/ports.ts";

export class Killed extends Error {
  constructor() {
    super("killed");
  }
}

export type Fuse = {
  /** effects until death; endless unless set */
  left: number;
  burn(): void;
};

export function createFuse(): Fuse {
  return {
    left: Number.POSITIVE_INFINITY,
    burn() {
      if (this.left-- <= 0) {
        this.left = 0;
        throw new Killed();
      }
    },
  };
}

/** Dies before an effect; `send` also between the effect and the knowledge of it. */
export const mortalStore = (store: Store, fuse: Fuse): Store => ({
  ...store,
  append: (...args) => {
    fuse.burn();
    store.append(...args);
  },
  sign: (...args) => {
    fuse.burn();
    store.sign(...args);
  },
  rollbackTo: (number) => {
    fuse.burn();
    store.rollbackTo(number);
  },
  flushed: async () => {
    fuse.burn();
    await store.flushed();
  },
  records: {
    ...store.records,
    put: (key, value) => {
      fuse.burn();
      store.records.put(key, value);
    },
  },
});

export const mortalSender = (sender: L1Sender, fuse: Fuse): L1Sender => ({
  address: sender.address,
  send: async (call, signal) => {
    fuse.burn();
    const outcome = await sender.send(call, signal);
    fuse.burn();
    return outcome;
  },
});

export const mortalSigner = (signer: SuperblockSigner, fuse: Fuse): SuperblockSigner => ({
  address: signer.address,
  sign: async (superblock) => {
    fuse.burn();
    const outcome = await signer.sign(superblock);
    fuse.burn();
    return outcome;
  },
});
