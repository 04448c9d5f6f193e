using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace FedGrains.Training.Devices;

/// <summary>
/// Keeps convolutions right where a hypervisor hides the processor's caches. oneDNN 3.7, with which torch convolves, computes some batches wrongly there with AVX2 and
/// AVX-512, differently from run to run and without a word; with AVX it does not. It reads the limit at its first convolution, from the process's environment.
/// </summary>
internal static partial class HiddenCaches
{
    /// <summary>oneDNN's own setting. Whoever sets it, decides.</summary>
    public const string Limit = "ONEDNN_MAX_CPU_ISA";

    private const string FormerLimit = "DNNL_MAX_CPU_ISA";
    private const string Avx = "AVX";

    // "Deterministic cache parameters" of Intel's processors and of AMD's: one cache each subleaf, its type in the lowest bits of EAX, 0 after the last.
    private const int IntelCaches = 4;
    private const int AmdCaches = unchecked((int)0x8000001D);
    private const int TypeOfCache = 0x1F;

    /// <summary>Reads one leaf of CPUID, of which EAX counts here.</summary>
    public delegate int Leaf(int function, int index);

    /// <summary>Whether the processor says of any cache that it has it.</summary>
    public static bool AreTold(Leaf leaf) => (leaf(IntelCaches, 0) & TypeOfCache) != 0 || (leaf(AmdCaches, 0) & TypeOfCache) != 0;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "It has to be before anything of torch's, and whoever trains comes in through this module.")]
    internal static void Heed()
    {
        if (!X86Base.IsSupported || AreTold((function, index) => X86Base.CpuId(function, index).Eax)) return;
        if (Environment.GetEnvironmentVariable(Limit) is not null || Environment.GetEnvironmentVariable(FormerLimit) is not null) return;

        // On Unix .NET keeps an environment of its own, which a library does not see.
        Environment.SetEnvironmentVariable(Limit, Avx);
        if (!OperatingSystem.IsWindows()) _ = SetEnvironment(Limit, Avx, overwrite: 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
