using System.Runtime.Intrinsics.X86;

using FedGrains.Training.Devices;

namespace FedGrains.Training.Tests.Devices;

public sealed class HiddenCachesTests
{
    private const int AmdCaches = unchecked((int)0x8000001D);

    [Theory]
    [InlineData(4, 0x04004121, true)]
    [InlineData(AmdCaches, 0x00004121, true)]
    [InlineData(4, 0, false)]
    [InlineData(0xB, 0x00000121, false)]
    public void AreTold_IsWhetherEitherMakerListsACache(int function, int eax, bool told) => Assert.Equal(told, HiddenCaches.AreTold((f, _) => f == function ? eax : 0));

    // What comes out right here is held to by the tests of clipped gradients, which compare convolutions of batches with those of single records.
    [Fact]
    public void Limit_IsSetWhereThisMachineHidesThem()
    {
        Assert.SkipUnless(X86Base.IsSupported, "There is no CPUID.");
        var told = HiddenCaches.AreTold((function, index) => X86Base.CpuId(function, index).Eax);

        if (!told) Assert.NotNull(Environment.GetEnvironmentVariable(HiddenCaches.Limit) ?? Environment.GetEnvironmentVariable("DNNL_MAX_CPU_ISA"));
    }
}
