using System.Numerics;

using CsCheck;

using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.Updates;

public sealed class ExactSumTests
{
    private const int Most = int.MaxValue;

    private static readonly Gen<int> Value = Gen.Frequency((8, Gen.Int[-Most, Most]), (1, Gen.OneOf(-Most, Most, 0, 1, -1)));

    private static readonly Gen<long> Weight = Gen.Frequency((8, Gen.Long[1, 100_000]), (1, Gen.Long[1, 1L << 27]));

    private static readonly Gen<(int[] Values, long Weight)[]> Updates =
        Gen.Int[1, 70].SelectMany(length => Value.Array[length].Select(Weight, (values, weight) => (values, weight)).Array[1, 8]);

    [Fact]
    public void Add_IsTheReference() => Updates.Sample(updates =>
    {
        using var sum = Sum(updates);

        Assert.Equal(Reference.Sum(updates, sum.Length), Contents(sum).Select(v => (BigInteger)v));
        Assert.Equal(updates.Sum(u => u.Weight), sum.TotalWeight);
    });

    [Fact]
    public void Add_AnyOrder_SameBits() => Updates.SelectMany(u => Gen.Shuffle(u.ToArray()).Select(s => (u, s))).Sample((updates, shuffled) =>
    {
        using var one = Sum(updates);
        using var other = Sum(shuffled);

        Assert.Equal(Contents(one), Contents(other));
    });

    [Fact]
    public void Append_AnyChunks_SameBits() => Updates.Select(Gen.Int[1, 40]).Sample((updates, chunk) =>
    {
        using var whole = Sum(updates);
        using var chunked = new ExactSum(whole.Length);

        foreach (var (values, weight) in updates)
        {
            chunked.Begin(weight);

            foreach (var part in values.Chunk(chunk)) chunked.Append(part);
        }

        Assert.Equal(Contents(whole), Contents(chunked));
        Assert.Equal(whole.TotalWeight, chunked.TotalWeight);
    });

    [Fact]
    public void Add_AnySlices_SameBits() => Updates.Select(Gen.Int[1, 40]).Sample((updates, slice) =>
    {
        using var whole = Sum(updates);
        var joined = new List<long>();
        var means = new List<double>();

        for (var from = 0; from < whole.Length; from += slice)
        {
            var length = Math.Min(slice, whole.Length - from);
            using var part = Sum([.. updates.Select(u => (u.Values[from..(from + length)], u.Weight))]);
            joined.AddRange(Contents(part));
            means.AddRange(Means(part));
        }

        Assert.Equal(Contents(whole), joined);
        Assert.Equal(Means(whole), means);
    });

    [Theory]
    [InlineData(Most)]
    [InlineData(-Most)]
    public void Add_ExtremesUpToTheWholeWeight_DoesNotOverflow(int value)
    {
        var values = Enumerable.Repeat(value, 37).ToArray();
        using var sum = new ExactSum(values.Length);

        foreach (var weight in (long[])[1, (1L << 31) - 4, 3]) sum.Add(values, weight);

        Assert.All(Contents(sum), v => Assert.Equal((BigInteger)value << 31, v));
        Assert.Equal(ExactSum.MaximumTotalWeight, sum.TotalWeight);
        Assert.All(Means(sum), m => Assert.Equal(FixedPointFormat.Default.Decode(value), m));
    }

    [Fact]
    public void Add_OneUpdateOfTheWholeWeight_DoesNotOverflow()
    {
        var values = Enumerable.Repeat(-Most, 37).ToArray();
        using var sum = Sum([(values, 1L << 31)]);

        Assert.All(Contents(sum), v => Assert.Equal((BigInteger)(-Most) << 31, v));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData((1L << 31) - 4)]
    [InlineData(long.MaxValue)]
    public void Add_WeightNotAllowed_ThrowsAndChangesNothing(long weight)
    {
        using var sum = Sum([([1, 2, 3], 5)]);

        Assert.Throws<ArgumentOutOfRangeException>(() => sum.Add([1, 1, 1], weight));
        Assert.Equal([5, 10, 15], Contents(sum));
        Assert.Equal(5, sum.TotalWeight);
    }

    [Fact]
    public void Add_ReservedValueAnywhere_ThrowsAndChangesNothing()
    {
        const int Length = 67;
        using var sum = Sum([(Enumerable.Range(0, Length).ToArray(), 3)]);
        var before = Contents(sum);

        for (var i = 0; i < Length; i++)
        {
            var values = new int[Length];
            Array.Fill(values, 9);
            values[i] = int.MinValue;

            var fault = Assert.Throws<ArgumentException>(() => sum.Add(values, 1));

            Assert.Contains($"Value {i} is reserved", fault.Message);
            Assert.Equal(before, Contents(sum));
            Assert.Equal(3, sum.TotalWeight);
        }
    }

    [Fact]
    public void Add_WrongLength_ThrowsAndChangesNothing()
    {
        using var sum = new ExactSum(3);

        Assert.Throws<ArgumentException>(() => sum.Add([1, 2], 1));
        Assert.Throws<ArgumentException>(() => sum.Add([1, 2, 3, 4], 1));
        Assert.Equal([0, 0, 0], Contents(sum));
        Assert.False(sum.IsOpen);
    }

    [Fact]
    public void Append_NotToTheEnd_DoesNotCount()
    {
        using var sum = new ExactSum(3);
        sum.Begin(2);
        sum.Append([1, 2]);

        Assert.True(sum.IsOpen);
        Assert.Equal(0, sum.TotalWeight);
        Assert.Throws<InvalidOperationException>(() => sum.Begin(1));
        Assert.Throws<InvalidOperationException>(() => sum.Add([1, 2, 3], 1));
        Assert.Throws<InvalidOperationException>(() => Contents(sum));

        sum.Append([3]);

        Assert.False(sum.IsOpen);
        Assert.Equal(2, sum.TotalWeight);
        Assert.Equal([2, 4, 6], Contents(sum));
    }

    [Fact]
    public void Mean_WhileAnUpdateIsOpen_Throws()
    {
        using var sum = Sum([([1, 2], 1)]);
        sum.Begin(1);

        Assert.Throws<InvalidOperationException>(() => Means(sum));
    }

    [Fact]
    public void Append_ReservedValue_ThrowsAndTakesTheRightChunkAfterwards()
    {
        using var sum = new ExactSum(3);
        sum.Begin(1);
        sum.Append([1]);

        Assert.Throws<ArgumentException>(() => sum.Append([2, int.MinValue]));

        sum.Append([2, 3]);
        Assert.Equal([1, 2, 3], Contents(sum));
    }

    [Fact]
    public void Append_TooManyOrNoneOpen_Throws()
    {
        using var sum = new ExactSum(3);
        Assert.Throws<InvalidOperationException>(() => sum.Append([1]));

        sum.Begin(1);
        Assert.Throws<ArgumentException>(() => sum.Append([1, 2, 3, 4]));
        Assert.True(sum.IsOpen);
    }

    [Fact]
    public void Mean_HandWorked()
    {
        using var sum = Sum([([256, -512, 0], 1), ([768, 512, 0], 3)]);
        var mean = new double[2];

        sum.Mean(new(8), 0, mean);
        Assert.Equal([2.5, 1], mean);

        sum.Mean(new(8), 1, mean);
        Assert.Equal([1, 0], mean);
    }

    [Fact]
    public void Mean_NothingAdded_Throws()
    {
        using var sum = new ExactSum(1);

        Assert.Throws<InvalidOperationException>(() => Means(sum));
    }

    [Fact]
    public void Mean_BeyondTheSlice_Throws()
    {
        using var sum = Sum([([1, 2], 1)]);

        Assert.Throws<ArgumentOutOfRangeException>(() => sum.Mean(FixedPointFormat.Default, 1, new double[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => sum.Mean(FixedPointFormat.Default, -1, new double[1]));
    }

    // The mean of what the sites changed is known exactly in big integers: changes are multiples of 2^-40 here.
    [Fact]
    public void Mean_IsWithinItsBoundOfTheMeanOfTheChanges() =>
        Gen.Long[-(1L << 23), 1L << 23].Select(Gen.Int[0, 17], (m, shift) => (float)(m * Math.ScaleB(1, shift - 40))).Select(Weight).Array[1, 8].Sample(changes =>
        {
            using var sum = new ExactSum(1);

            foreach (var (change, weight) in changes)
            {
                var value = new int[1];
                Assert.Null(FixedPointEncoder.Encode(FixedPointFormat.Default, [change], [0f], value));
                sum.Add(value, weight);
            }

            var scaled = changes.Aggregate(BigInteger.Zero, (total, c) => total + (new BigInteger(c.Item1 * Math.ScaleB(1, 40)) * c.Item2));
            var mean = Means(sum)[0];
            var distance = BigInteger.Abs(scaled - (new BigInteger(mean * Math.ScaleB(1, 60)) * sum.TotalWeight / (1 << 20)));
            var bound = (FixedPointFormat.Default.ErrorBound + (Math.Abs(mean) * Math.ScaleB(1, -52))) * sum.TotalWeight * Math.ScaleB(1, 40);

            Assert.True((double)distance <= bound + 1, $"{distance} is more than {bound}.");
        });

    [Fact]
    public void AfterDispose_EveryUseThrows()
    {
        var sum = Sum([([1], 1)]);
        sum.Dispose();
        sum.Dispose();

        Assert.Throws<ObjectDisposedException>(() => sum.Add([1], 1));
        Assert.Throws<ObjectDisposedException>(() => sum.Append([1]));
        Assert.Throws<ObjectDisposedException>(() => Means(sum));
        Assert.Throws<ObjectDisposedException>(() => Contents(sum));
    }

    [Fact]
    public void New_NoParameters_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new ExactSum(0));

    private static ExactSum Sum((int[] Values, long Weight)[] updates)
    {
        var sum = new ExactSum(updates[0].Values.Length);

        foreach (var (values, weight) in updates) sum.Add(values, weight);

        return sum;
    }

    private static long[] Contents(ExactSum sum)
    {
        var contents = new long[sum.Length];
        sum.CopyTo(0, contents);

        return contents;
    }

    private static double[] Means(ExactSum sum)
    {
        var means = new double[sum.Length];
        sum.Mean(FixedPointFormat.Default, 0, means);

        return means;
    }
}
