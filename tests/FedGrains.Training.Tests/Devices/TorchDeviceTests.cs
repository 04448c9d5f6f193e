using FedGrains.Training.Devices;

namespace FedGrains.Training.Tests.Devices;

public sealed class TorchDeviceTests
{
    [Fact]
    public void Parse_AutoOnThisMachine_IsWhatTorchFinds() =>
        Assert.Equal(TorchSharp.torch.cuda.is_available() ? "cuda" : "cpu", TorchDevice.Parse("auto").Name);

    [Theory]
    [InlineData("auto", true, "cuda")]
    [InlineData("auto", false, "cpu")]
    [InlineData("cpu", true, "cpu")]
    [InlineData("cuda", true, "cuda")]
    public void Parse_KnownName_Resolves(string name, bool hasCuda, string expected) =>
        Assert.Equal(expected, TorchDevice.Parse(name, () => hasCuda).ToString());

    [Fact]
    public void Parse_CudaAbsent_SaysWhatToDo() =>
        Assert.Contains("use 'cpu' or 'auto'", Assert.Throws<PlatformNotSupportedException>(() => TorchDevice.Parse("cuda", () => false)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_UnknownName_ListsTheKnown() =>
        Assert.Equal("'gpu' is not a device. Known: auto, cpu, cuda.", Assert.Throws<FormatException>(() => TorchDevice.Parse("gpu")).Message);

    [Fact]
    public void Threads_LessThanOne_AreRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new TorchThreads(0));
}
