using System.Collections.Immutable;

namespace FedGrains.Attacks.Inversion;

/// <summary>Records and labels made up so that their gradient is near the one that was seen.</summary>
/// <param name="Records">The records' values.</param>
/// <param name="Labels">Their likeliest classes.</param>
/// <param name="Distance">The squared distance of the gradients, as a share of the seen one's squared norm.</param>
public sealed record Reconstruction(ImmutableArray<double[]> Records, ImmutableArray<int> Labels, double Distance);
