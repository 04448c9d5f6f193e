using System.Globalization;

namespace FedGrains.Bench.Rounds;

/// <summary>Processor seconds of the coordinator and of all sites together.</summary>
internal sealed record ProcessorCost(double Coordinator, double Sites)
{
    public static ProcessorCost SoFar(BenchFederation federation) => new(federation.Coordinator.ProcessorTime.TotalSeconds, federation.Sites.Sum(s => s.ProcessorTime.TotalSeconds));

    /// <summary>What was spent since <paramref name="before"/>, a round.</summary>
    public ProcessorCost Since(ProcessorCost before, int rounds) => new((Coordinator - before.Coordinator) / rounds, (Sites - before.Sites) / rounds);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Coordinator:f3} | {Sites:f3}");
}
