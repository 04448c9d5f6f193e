using System.Buffers.Binary;

using CsCheck;

using FedGrains.Transparency.Trees;

namespace FedGrains.Transparency.Tests;

/// <summary>Hashes, roots and proofs against the vectors of transparency-dev/merkle, which are those of the Certificate Transparency code.</summary>
public sealed class TreeTests
{
    private static readonly string[] s_leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] s_roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void Empty_IsTheHashOfNothing() => Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Hex(TreeHash.Empty));

    [Fact]
    public void LeafAndNode_AreToldApart()
    {
        Assert.Equal("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56", Hex(TreeHash.Leaf("L123456"u8)));
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", Hex(TreeHash.Leaf([])));
        Assert.Equal(TreeHash.Leaf(new byte[2000]), TreeHash.Parse(TreeHash.Leaf(new byte[2000]).ToString()));
    }

    [Fact]
    public async Task Root_OfTheFirstLeaves_IsAsPublished()
    {
        var tree = new GrowingTree();
        Assert.Equal(TreeHash.Empty, tree.Root);

        for (var size = 1; size <= s_leaves.Length; size++)
        {
            tree.Add(TreeHash.Leaf(Convert.FromHexString(s_leaves[size - 1])));

            Assert.Equal(s_roots[size - 1], Hex(tree.Root));
            Assert.Equal(tree.Root, await MerkleTree.Root(Published, size));
        }
    }

    [Theory]
    [InlineData(256, "78cd7db3bbfa785ffefa21e1c0aa7d4806c6e22ad65472710377ecb7e5a5a54e")]
    [InlineData(257, "086ce24d72dd8347eef9afbf95829379f67cee8f5d23cece828a2dae88729c8d")]
    [InlineData(1000, "ed58fe22105717ceedf760a43eedfb173a60c44ef40fd61b6cd86bd4ebb59b61")]
    [InlineData(70000, "339ecf3ae716405fdc28cef164e45a785cade0d5bc3e1400a7a4d70d0b2dec9b")]
    public void Root_OfManyLeaves_IsAsComputedElsewhere(int size, string root)
    {
        var tree = new GrowingTree();
        for (var i = 0; i < size; i++) tree.Add(Numbered(i));

        Assert.Equal(root, Hex(tree.Root));
    }

    [Fact]
    public async Task Inclusion_OfTheSixthOfEight_IsAsPublished() => Assert.Equal(
        ["vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=", "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc="],
        (await MerkleTree.Inclusion(Published, 5, 8)).Select(h => h.ToString()));

    [Fact]
    public async Task Consistency_IsAsPublished()
    {
        Assert.Equal(
            ["DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=", "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc="],
            (await MerkleTree.Consistency(Published, 6, 8)).Select(h => h.ToString()));
        Assert.Equal(
            ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"],
            (await MerkleTree.Consistency(Published, 2, 5)).Select(Hex));
    }

    [Fact]
    public async Task Inclusion_EveryLeafOfEverySize_VerifiesThereAndNowhereElse()
    {
        for (var size = 1; size <= 40; size++)
        {
            var root = await MerkleTree.Root(Numbers, size);

            for (var index = 0; index < size; index++)
            {
                var proof = await MerkleTree.Inclusion(Numbers, index, size);

                Assert.True(TreeProof.Includes(Numbered(index), index, size, proof.AsSpan(), root));
                for (var other = 0; other < size; other++) Assert.Equal(other == index, TreeProof.Includes(Numbered(index), other, size, proof.AsSpan(), root));
                Assert.False(TreeProof.Includes(Numbered(index), index, size, [.. proof, TreeHash.Empty], root));
                Assert.False(TreeProof.Includes(Numbered(index), index, size, [TreeHash.Empty, .. proof], root));
                if (!proof.IsEmpty) Assert.False(TreeProof.Includes(Numbered(index), index, size, proof.AsSpan()[1..], root));
                if (!proof.IsEmpty) Assert.False(TreeProof.Includes(Numbered(index), index, size, proof.AsSpan()[..^1], root));
            }
        }
    }

    [Fact]
    public async Task Consistency_OfAllPairs_VerifiesForThemAlone()
    {
        var roots = new List<TreeHash>();
        for (var size = 0; size <= 40; size++) roots.Add(await MerkleTree.Root(Numbers, size));

        for (var size = 0; size <= 40; size++)
        {
            for (var earlier = 0; earlier <= size; earlier++)
            {
                var proof = await MerkleTree.Consistency(Numbers, earlier, size);

                Assert.True(TreeProof.IsConsistent(earlier, roots[earlier], size, roots[size], proof.AsSpan()));
                Assert.False(TreeProof.IsConsistent(earlier, Numbered(99), size, roots[size], proof.AsSpan()));
                if (earlier > 0) Assert.False(TreeProof.IsConsistent(earlier, roots[earlier], size, Numbered(99), proof.AsSpan()));
                Assert.False(TreeProof.IsConsistent(earlier, roots[earlier], size, roots[size], [.. proof, TreeHash.Empty]));
                if (!proof.IsEmpty) Assert.False(TreeProof.IsConsistent(earlier, roots[earlier], size, roots[size], proof.AsSpan()[1..]));
                if (!proof.IsEmpty) Assert.False(TreeProof.IsConsistent(earlier, roots[earlier], size, roots[size], proof.AsSpan()[..^1]));
            }
        }

        Assert.False(TreeProof.IsConsistent(8, roots[8], 6, roots[6], []));
    }

    [Fact]
    public void Proofs_WithAnyHashChanged_DoNotVerify() => Gen.Select(Gen.Int[2, 5000], Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue]).Sample((size, a, b) =>
    {
        var (index, at) = (a % size, b);
        var root = Now(MerkleTree.Root(Numbers, size));
        var proof = Now(MerkleTree.Inclusion(Numbers, index, size));
        Assert.True(TreeProof.Includes(Numbered(index), index, size, proof.AsSpan(), root));
        Assert.False(TreeProof.Includes(Numbered(index), index, size, proof.SetItem(at % proof.Length, TreeHash.Empty).AsSpan(), root));

        var growth = Now(MerkleTree.Consistency(Numbers, index, size));
        if (!growth.IsEmpty) Assert.False(TreeProof.IsConsistent(index, Now(MerkleTree.Root(Numbers, index)), size, root, growth.SetItem(at % growth.Length, TreeHash.Empty).AsSpan()));
    }, iter: 200);

    [Fact]
    public void Parse_WhatIsNoHash_IsNull() => Assert.All(["", "AAAA", "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnmt=", "not base64"], text => Assert.Null(TreeHash.Parse(text)));

    private static Hashes Published => new(i => TreeHash.Leaf(Convert.FromHexString(s_leaves[i])));

    private static Hashes Numbers => new(i => Numbered(i));

    private static T Now<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : throw new InvalidOperationException("Hashes in memory are there at once.");

    private static TreeHash Numbered(long index)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)index);

        return TreeHash.Leaf(bytes);
    }

    private static string Hex(TreeHash hash)
    {
        Span<byte> bytes = stackalloc byte[TreeHash.Size];
        hash.CopyTo(bytes);

        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>By the definition: a subtree is a node over its halves.</summary>
    private sealed class Hashes(Func<int, TreeHash> leaf) : ITreeHashes
    {
        public ValueTask<TreeHash> Subtree(int level, long index) => new(level == 0 ? leaf((int)index) : TreeHash.Node(Now(Subtree(level - 1, 2 * index)), Now(Subtree(level - 1, (2 * index) + 1))));
    }
}
