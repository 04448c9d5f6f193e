using FedGrains.Privacy.Accounting.Numerics;

namespace FedGrains.Privacy.Tests.Accounting;

public sealed class NumericsTests
{
    // erfc by mpmath with 40 digits.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.3, 0.67137324054087258381)]
    [InlineData(0.46875, 0.50738652678206200841)]
    [InlineData(1, 0.15729920705028513066)]
    [InlineData(3.36, 2.0165606691999866955e-6)]
    [InlineData(4, 1.5417257900280018852e-8)]
    [InlineData(10, 2.0884875837625447570e-45)]
    [InlineData(26, 5.6631924088561428464e-296)]
    [InlineData(-1, 1.8427007929497148693)]
    [InlineData(-8, 2)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(double.NegativeInfinity, 2)]
    public void Erfc_Agrees(double x, double expected) => Assert.Equal(expected, ErrorFunction.Complement(x), 2e-15 * expected);

    [Theory]
    [InlineData(0.5, 0.61569034419292587487)]
    [InlineData(5, 0.11070463773306862638)]
    [InlineData(100, 0.0056416137829894329041)]
    public void ErfcScaled_Agrees(double x, double expected) => Assert.Equal(expected, ErrorFunction.Scaled(x), 1e-15 * expected);

    [Theory]
    [InlineData(1e-20)]
    [InlineData(-3e-9)]
    [InlineData(1e-5)]
    public void NearOne_SmallArguments_KeepTheirDigits(double x)
    {
        Assert.Equal(x - (x * x / 2) + (x * x * x / 3), NearOne.LogOnePlus(x), Math.Abs(x) * 1e-15);
        Assert.Equal(x + (x * x / 2) + (x * x * x / 6), NearOne.ExpMinusOne(x), Math.Abs(x) * 1e-15);
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(3)]
    [InlineData(7e5)]
    public void Minimum_OnALogarithmicScale_IsFound(double at)
    {
        var (found, value) = LineSearch.Minimum(x => x > 1e7 ? double.NaN : Math.Pow(Math.Log(x / at), 2) - 5, 1);

        Assert.Equal(1, found / at, 1e-6);
        Assert.Equal(-5, value, 1e-12);
    }

    // Where the function does not exist at the start, it does further down.
    [Fact]
    public void Minimum_StartOutsideTheDomain_IsFound() =>
        Assert.Equal(0.01, LineSearch.Minimum(x => x > 0.5 ? double.PositiveInfinity : Math.Abs(x - 0.01), 32).At, 1e-7);

    // Near a line it is quick; far from one it is no slower than halving.
    [Theory]
    [InlineData(0.1, 15)]
    [InlineData(1, 52)]
    public void FirstNotPositive_IsOnTheSafeSideAndQuick(double bend, int most)
    {
        var calls = 0;

        double Falling(double x)
        {
            calls++;
            return (Math.Exp(-bend * x / 100) - 0.5) / bend;
        }

        double Steep(double x)
        {
            calls++;
            return Math.Exp(-x) - 0.1;
        }

        Func<double, double> function = bend < 1 ? x => Falling(10 * x) : Steep;
        var root = RootSearch.FirstNotPositive(function, 0, 100, 1e-12);

        Assert.InRange(calls, 2, most);
        Assert.True(function(root) <= 0);
        Assert.True(function(root - 2e-12) > 0);
    }
}
