using TorchSharp;

namespace FedGrains.Training.Devices;

/// <summary>
/// How many processor threads one tensor operation may use, at least 1. The setting is the process's: give every job in a
/// process the same. Results are reproducible to the bit only at the same number.
/// </summary>
public sealed record TorchThreads
{
    /// <summary>The setting of <paramref name="count"/> threads, at least 1.</summary>
    public TorchThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
    }

    /// <summary>The default: one thread. Small models gain nothing from more, and threads that wait for a busy core cost far more than they bring.</summary>
    public static TorchThreads One { get; } = new(1);

    /// <summary>How many threads.</summary>
    public int Count { get; }

    // OpenMP keeps the number per calling thread, so every job sets it where it runs.
    internal void Apply() => torch.set_num_threads(Count);
}
