/** Which of a block's new trie nodes its final state refers to. The rest were steps on the way. */
import { RLP } from "@ethereumjs/rlp";
import { bytesToHex } from "@ethereumjs/util";

const CODE_PREFIX = "63"; // "c", as the state manager prefixes code hashes

type Item = Uint8Array | readonly Item[];

/** Keys among `nodes` that are reachable from `root`: nodes of the account trie, of storage tries, and code. */
export function liveNodes(root: Uint8Array, nodes: ReadonlyMap<string, Uint8Array>): Set<string> {
  const live = new Set<string>();
  const visit = (hash: Item | undefined, onLeaf: (value: Uint8Array) => void): void => {
    if (!(hash instanceof Uint8Array) || hash.length !== 32) return;
    const key = bytesToHex(hash).slice(2);
    const encoded = nodes.get(key);
    // A node that is not new has no new node below it.
    if (encoded === undefined || live.has(key)) return;
    live.add(key);
    const node = RLP.decode(encoded) as Item[];
    if (node.length === 17) for (const child of node.slice(0, 16)) visit(child, onLeaf);
    else if (isLeaf(node)) onLeaf(node[1] as Uint8Array);
    else visit(node[1], onLeaf);
  };
  visit(root, (account) => {
    const [, , storageRoot, codeHash] = RLP.decode(account) as Uint8Array[];
    visit(storageRoot, () => {});
    const code = CODE_PREFIX + bytesToHex(codeHash!).slice(2);
    if (nodes.has(code)) live.add(code);
  });
  return live;
}

/** Hex-prefix encoding: the second bit of the first nibble marks a leaf. */
const isLeaf = (node: readonly Item[]): boolean => (((node[0] as Uint8Array)[0] ?? 0) & 0x20) !== 0;
