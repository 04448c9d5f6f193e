using System.Security.Cryptography;

using CsCheck;

using FedGrains.Privacy.Noise;

namespace FedGrains.Privacy.Tests.Noise;

public sealed class HadamardRotationTests
{
    private static readonly HadamardRotation s_rotation = new(SHA256.HashData("rotation"u8));

    private static readonly Gen<double[]> Vectors = Gen.Int[0, 9].SelectMany(log => Gen.Double[-10, 10].Array[1 << log]);

    [Fact]
    public void Rotate_IsTheMatrix() => Gen.Int[0, 7].Select(log => 1 << log).Sample(size =>
    {
        for (var column = 0; column < size; column++)
        {
            var vector = new double[size];
            vector[column] = 1;
            s_rotation.Rotate(vector.AsSpan());

            // Sylvester's matrix: the sign is the parity of the bits that row and column share. One sign a column is random.
            var sign = Math.Sign(vector[0]);
            for (var row = 0; row < size; row++)
                Assert.Equal(sign * (int.PopCount(row & column) % 2 == 0 ? 1 : -1) / Math.Sqrt(size), vector[row], 1e-12);
        }
    }, iter: 20);

    [Fact]
    public void RotateBack_UndoesIt() => Vectors.Sample(vector =>
    {
        var rotated = (double[])vector.Clone();
        s_rotation.Rotate(rotated.AsSpan());
        Assert.Equal(Norm(vector), Norm(rotated), 1e-10);

        s_rotation.RotateBack(rotated.AsSpan());
        for (var i = 0; i < vector.Length; i++) Assert.Equal(vector[i], rotated[i], 1e-10);
    });

    [Fact]
    public void Rotate_LargerThanALeaf_IsUndoneToo()
    {
        var vector = Enumerable.Range(0, 1 << 15).Select(i => MathF.Sin(i)).ToArray();
        var rotated = (float[])vector.Clone();

        s_rotation.Rotate(rotated.AsSpan());
        s_rotation.RotateBack(rotated.AsSpan());

        for (var i = 0; i < vector.Length; i++) Assert.Equal(vector[i], rotated[i], 1e-5);
    }

    [Fact]
    public void Rotate_OneLargeCoordinate_IsSpread()
    {
        var vector = new double[1 << 14];
        vector[77] = 128;

        s_rotation.Rotate(vector.AsSpan());

        Assert.All(vector, v => Assert.Equal(1, Math.Abs(v), 1e-12));
    }

    [Fact]
    public void Rotate_Signs_AreTheSeeds()
    {
        // Half of the columns change their sign, and others under another seed.
        const int Size = 1 << 12;
        var (one, other) = (Signs(s_rotation, Size), Signs(new(SHA256.HashData("another"u8)), Size));

        Assert.InRange(one.Count(s => s < 0), (Size / 2) - 200, (Size / 2) + 200);
        Assert.InRange(one.Zip(other).Count(p => p.First != p.Second), (Size / 2) - 200, (Size / 2) + 200);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(1025, 2048)]
    [InlineData(65_536, 65_536)]
    [InlineData(65_537, 131_072)]
    [InlineData(1_000_000, 1_048_576)]
    [InlineData(1_048_577, 1_114_112)]
    public void Padded_IsTheNextPowerOfTwoOrWholeBlocks(int length, int padded) => Assert.Equal(padded, HadamardRotation.Padded(length));

    [Fact]
    public void Rotate_EachBlock_HasSignsOfItsOwn()
    {
        var vector = new double[256];
        vector.AsSpan().Fill(1);
        s_rotation.Rotate(vector.AsSpan(), HadamardRotation.BlockSize);
        s_rotation.RotateBack(vector.AsSpan(), HadamardRotation.BlockSize);
        Assert.All(vector, v => Assert.Equal(1, v, 1e-12));

        // Back with the signs of another block, half of the elements come out with the wrong one.
        s_rotation.Rotate(vector.AsSpan(), HadamardRotation.BlockSize);
        s_rotation.RotateBack(vector.AsSpan(), 2 * HadamardRotation.BlockSize);
        Assert.InRange(vector.Count(v => v < 0), 90, 166);
    }

    [Fact]
    public void Rotate_NoPowerOfTwo_Throws()
    {
        Assert.Throws<ArgumentException>(() => s_rotation.Rotate(new double[2 * HadamardRotation.BlockSize].AsSpan()));
        Assert.Throws<ArgumentException>(() => s_rotation.Rotate(new double[2].AsSpan(), 100));
        Assert.Throws<ArgumentException>(() => s_rotation.Rotate(new double[3].AsSpan()));
        Assert.Throws<ArgumentException>(() => s_rotation.RotateBack(Span<double>.Empty));
        Assert.Throws<ArgumentException>(() => new HadamardRotation(new byte[31]));
        Assert.Throws<ArgumentOutOfRangeException>(() => HadamardRotation.Padded(0));
    }

    // Rotating a matrix's row back gives its signs: the first row of Hadamard's matrix is ones.
    private static double[] Signs(HadamardRotation rotation, int size)
    {
        var first = new double[size];
        first[0] = 1;
        rotation.RotateBack(first.AsSpan());
        return [.. first.Select(v => (double)Math.Sign(v))];
    }

    private static double Norm(double[] vector) => Math.Sqrt(vector.Sum(v => v * v));
}
