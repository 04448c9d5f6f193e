using FedGrains.Attacks.Inversion;

namespace FedGrains.Attacks.Tests.Inversion;

public sealed class ImageQualityTests
{
    [Fact]
    public void Psnr_HandWorked()
    {
        // Mean squared error (0.1² + 0.3²) / 2 = 0.05.
        Assert.Equal(10 * Math.Log10(20), ImageQuality.Psnr([0.5f, 0.5f], [0.6, 0.2]), 1e-5);
        Assert.Equal(double.PositiveInfinity, ImageQuality.Psnr([0, 1], [0, 1]));
    }

    // Pictures lie in [0, 1], and who attacks knows it.
    [Fact]
    public void Psnr_OutsideTheRange_IsCutOff()
    {
        Assert.Equal(double.PositiveInfinity, ImageQuality.Psnr([0, 1], [-3, 7]));
        Assert.Equal(0, ImageQuality.Psnr([1, 1], [double.NaN, double.PositiveInfinity]), 1e-9);
    }

    [Fact]
    public void BestPsnr_Several_IsTheNearest()
    {
        Assert.Equal(20, ImageQuality.BestPsnr(new float[] { 0 }, [[1], [0.1], [0.5]]), 1e-9);
        Assert.Equal(double.NegativeInfinity, ImageQuality.BestPsnr(new float[] { 0 }, []));
    }

    [Fact]
    public void Lengths_ThatDisagree_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => ImageQuality.Psnr([0], [0, 1]));
        Assert.Throws<ArgumentException>(() => ObservedGradient.Of([0], [0, 1], 1));
    }
}
