namespace FedGrains.Core.Attacks;

/// <summary>A point of a receiver operating characteristic: at one threshold, the share of others taken for members and of members found.</summary>
/// <param name="FalsePositiveRate">Others taken for members, 0 to 1.</param>
/// <param name="TruePositiveRate">Members found, 0 to 1.</param>
public readonly record struct RocPoint(double FalsePositiveRate, double TruePositiveRate);
