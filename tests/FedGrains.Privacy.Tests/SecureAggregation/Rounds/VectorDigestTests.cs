using CsCheck;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation.Rounds;

public sealed class VectorDigestTests
{
    // The published reference tree of RFC 6962 implementations (transparency-dev/merkle): leaves and the roots of their first 1 to 8.
    private static readonly string[] s_leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] s_roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void MerkleRoot_OfThePublishedLeaves_IsThePublishedRoot()
    {
        var root = new MerkleRoot();
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", root.Root().ToString());

        for (var i = 0; i < s_leaves.Length; i++)
        {
            root.Append(Sha256Digest.Of([0, .. Convert.FromHexString(s_leaves[i])]));
            Assert.Equal(s_roots[i], root.Root().ToString());
        }
    }

    [Fact]
    public void Finish_AnyPieces_IsTheDigestOfTheWhole() => Gen.Select(Gen.Int[0, 5000], Gen.Int[1, 700]).Sample((length, piece) =>
    {
        var lanes = TestFederation.Vector(length, "lanes");
        using var digest = new VectorDigest();
        for (var at = 0; at < length; at += piece) digest.Append(lanes.AsSpan(at, Math.Min(piece, length - at)));

        Assert.Equal(length, digest.Length);
        Assert.Equal(VectorDigest.Of(lanes), digest.Finish());
    }, iter: 100);

    [Fact]
    public void Finish_MoreThanALeaf_IsTheRootOfTheLeaves()
    {
        var lanes = TestFederation.Vector((2 * VectorDigest.LeafWords) + 5, "leaves");
        Sha256Digest[] leaves = [VectorDigest.Leaf(lanes.AsSpan(0, VectorDigest.LeafWords)), VectorDigest.Leaf(lanes.AsSpan(VectorDigest.LeafWords, VectorDigest.LeafWords)), VectorDigest.Leaf(lanes.AsSpan(2 * VectorDigest.LeafWords))];

        Assert.Equal(VectorDigest.Of(lanes), VectorDigest.OfLeaves(leaves));
        lanes[VectorDigest.LeafWords]++;
        Assert.NotEqual(VectorDigest.Of(lanes), VectorDigest.OfLeaves(leaves));
    }

    [Fact]
    public void Leaf_EmptyOrTooLong_Throws()
    {
        Assert.Throws<ArgumentException>(() => VectorDigest.Leaf([]));
        Assert.Throws<ArgumentException>(() => VectorDigest.Leaf(new uint[VectorDigest.LeafWords + 1]));
    }
}
