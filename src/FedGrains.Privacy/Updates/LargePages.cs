using System.Runtime.InteropServices;

namespace FedGrains.Privacy.Updates;

/// <summary>
/// Native memory for vectors of millions of values, on the operating system's large pages where it has some to give: a page is
/// set up when it is first touched, and a page of 2 MiB costs hardly more than one of 4 KiB.
/// </summary>
internal static unsafe partial class LargePages
{
    private const nuint PageSize = 2 << 20;
    private const int AdviseHugePage = 14;

    /// <summary>Memory that has not been cleared.</summary>
    public static void* Allocate(nuint bytes)
    {
        if (bytes < PageSize || !OperatingSystem.IsLinux()) return NativeMemory.AlignedAlloc(bytes, sizeof(long));

        var memory = NativeMemory.AlignedAlloc(bytes, PageSize);

        // Advice: a system without large pages refuses it, and nothing is lost.
        _ = Advise(memory, bytes / PageSize * PageSize, AdviseHugePage);

        return memory;
    }

    public static void Free(void* memory) => NativeMemory.AlignedFree(memory);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
