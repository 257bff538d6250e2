// SPDX-License-Identifier: MIT
pragma solidity ^0.8.27;

import {MerkleTree} from "./MerkleTree.sol";

/// @title Append-only Merkle tree of depth 32: channels and the history of superblocks.
/// @dev Only the count and the branch of the last leaf are stored; the root is computed when it is asked for.
/// Empty subtrees hash from bytes32(0) and are constants in the code, which is cheaper than storing or computing
/// them.
/// @custom:source the incremental tree of Ethereum's deposit contract, with domain-separated nodes
library AppendOnlyTree {
    uint256 internal constant DEPTH = 32;

    /// @notice Root of the tree without leaves.
    bytes32 internal constant EMPTY_ROOT = 0x7c1d0e8a93ea9c09cc13b91ead8f72de66a33cb695c30934dc2d75bffac1248e;

    /// @dev Hash of an empty subtree of height h at bytes 32·h.
    bytes private constant EMPTY_SUBTREES =
        hex"0000000000000000000000000000000000000000000000000000000000000000"
        hex"c07a1e8b7e0057673fdc2affe190d8a960c5fe615663f27b7ce84f3d93ef92a6"
        hex"fd47517474a597637d54038a0663d1d03b931b238de06b73e3c12cf443de6e8d"
        hex"47a8f5e8fa70be2760378067c9c6d410dd96be07820b4230c11254c7ff10c298"
        hex"aed19ca4bfe2365b1b33fa94744cd0c6a2d550506c7e7efc073879cb79459b9a"
        hex"6e6998a7da8b2db5c98eb853099d8caec63797b5283b7dac37b2ffb630a86e24"
        hex"181c19735bff23b55bc295fc0b60c1c5c7288209b261a08e26924598ce72404e"
        hex"ecb408b290ab2920e63611ef1e8ca964aebb66ea5739f19d24b92094f28e44f8"
        hex"294bf9785e1391d24d52abf915636a73bdaa12ed29e85e21dae14c09d0f2e34b"
        hex"cf7e37a934683edec795e3529db8fac0863519c2419ba24c0f6e4efa86ec7d1a"
        hex"72ce48cca9bc743fed84a0bdc00ad2c5b540323849c982f671a9bd8d52d15719"
        hex"0e2d7d0b695fdcd9dc6c54313ae652218375c3358d34ade3dcc49dda05c0db10"
        hex"a0a786a71d24007a23f5ce21e6997a305baeefaf348937a8b74974cb039c10c8"
        hex"0628cb6496193e6a55ece4a8240384e142273eeb9cc4bdae680f971fd1929f10"
        hex"2c3b833a3ca9d6f02055871655dd18f003a279f84a334bf6050899a9bc1cedc3"
        hex"1a6c5e9fd899efca64c2aca6243434b423d791f92a839c0c92ce0a5a51a07234"
        hex"a9942b0fabdf9bf32241f8245eb26737ffbd91822ac484ae857fc35d21fb652f"
        hex"7e4206a110a8721cc68455c35400b056251398dfcf98b04aeee19549bfd2122f"
        hex"bfb429bfebb3aa270012d8063896d205bfd8ce116e4a304335bd59e9471f9fcc"
        hex"e22fa8fff28cfb1f3664382ced6d3f1d634ef2851c10b1dce18c57c957985bf9"
        hex"d29bf231e30afb5cd1bc01d214e905c60c87533bf967a94877b3843bb0bdef5d"
        hex"146d57f70bcb580465116619359a35ece364f17e8d56524b5eee8bf6b8ebfdf6"
        hex"cdbc0759e847f96beb000c3cc51e30f8b2ccac5dcc5c409fea938a3345f8b603"
        hex"86e4b0792326c35995f1563b0d8f99fc38b0348a356e149c04b2783d5bd4cfb8"
        hex"45965170d4d5afdbc7dd54ef3beb044e3a61bdc1a96a4d31beaaee6b75a3f063"
        hex"b4603e46f0de988e62ff27b69f4d393a18f5ed31ea265fee69e73dc4eeddc902"
        hex"b394b29ffe4175348b892c892e0eee5e565c83ebbe247de17cd9bf999d75d2b7"
        hex"ad44e31db4754e01afbb20b8aceb34ce5ef195a9701a7115326091c4fedb5a44"
        hex"0bf2ca8aa236c35d3e7bd0ba97c8e772194462c90b5bb6caea4774e4100e95ef"
        hex"de0aa4f414066517b910862d802e616c418bf24150940c3b74b46e6a4e84b15a"
        hex"5368cf00e43190f04a959a2bfd87d648b02bb4494a00b755c1198da350e04cdb"
        hex"223c1c9f16dfa65bdc98bd2ff419b6f1c47596c3f1eed71c5a3d3c2a3c33f99b";

    error AppendOnlyTreeFull();

    struct Tree {
        uint64 count;
        bytes32[DEPTH] branch;
    }

    /// @notice Appends a leaf (already hashed with its domain) and returns its index.
    function append(Tree storage tree, bytes32 leaf) internal returns (uint64 index) {
        index = tree.count;
        require(index < type(uint32).max, AppendOnlyTreeFull());
        tree.count = index + 1;

        uint256 size = uint256(index) + 1;
        uint256 height = 0;
        bytes32 node = leaf;
        while (size & 1 == 0) {
            node = MerkleTree.hashNode(tree.branch[height], node);
            size >>= 1;
            ++height;
        }
        tree.branch[height] = node;
    }

    /// @notice Root over the leaves appended so far.
    function root(Tree storage tree) internal view returns (bytes32 node) {
        bytes memory empty = EMPTY_SUBTREES;
        uint256 size = tree.count;
        for (uint256 height = 0; height < DEPTH; ++height) {
            if (size & 1 == 1) {
                node = MerkleTree.hashNode(tree.branch[height], node);
            } else {
                bytes32 sibling;
                assembly ("memory-safe") {
                    sibling := mload(add(add(empty, 0x20), shl(5, height)))
                }
                node = MerkleTree.hashNode(node, sibling);
            }
            size >>= 1;
        }
    }

    /// @notice Root of the tree whose last leaf is `leaf`, at `index`. With bytes32(0) as the leaf: root of the first
    /// `index` leaves.
    /// @param siblings on the way of that leaf, 32, lowest first; only those on its left are read
    function rootWithLast(
        bytes32 leaf,
        uint64 index,
        bytes32[] calldata siblings
    ) internal pure returns (bytes32 node) {
        bytes memory empty = EMPTY_SUBTREES;
        node = leaf;
        for (uint256 height = 0; height < DEPTH; ++height) {
            if ((index >> height) & 1 == 1) {
                node = MerkleTree.hashNode(siblings[height], node);
            } else {
                bytes32 sibling;
                assembly ("memory-safe") {
                    sibling := mload(add(add(empty, 0x20), shl(5, height)))
                }
                node = MerkleTree.hashNode(node, sibling);
            }
        }
    }

    /// @notice Whether `leaf` stands at `index` in the tree with this count and root.
    function isLeafAt(
        bytes32 leaf,
        uint64 index,
        uint64 count,
        bytes32 expectedRoot,
        bytes32[] calldata siblings
    ) internal pure returns (bool) {
        if (index >= count || siblings.length != DEPTH) return false;
        bytes32 node = leaf;
        for (uint256 height = 0; height < DEPTH; ++height) {
            bytes32 sibling = siblings[height];
            node =
                (index >> height) & 1 == 1
                    ? MerkleTree.hashNode(sibling, node)
                    : MerkleTree.hashNode(node, sibling);
        }
        return node == expectedRoot;
    }
}
