using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Grains.Masking;

public sealed record MaskingState
{
    /// <summary>The setup whose rounds run, and behind it the one for later rounds.</summary>
    public ImmutableArray<StoredSetup> Setups { get; init; } = [];

    /// <summary>The newest rounds of the run that were given a number, ascending.</summary>
    public ImmutableArray<NumberedRound> Rounds { get; init; } = [];
}

/// <summary>A setup as it is made again: what it began with, and everything that happened to it in its order.</summary>
/// <param name="FirstRound">The first number of its rounds.</param>
/// <param name="Rounds">How many rounds it serves.</param>
/// <param name="Opening">The setup as it was opened, an artifact of its area.</param>
/// <param name="Events">What followed: a message, an artifact of its area; or null where a step was closed.</param>
/// <param name="Used">How many of its rounds are taken.</param>
/// <param name="OpenedFor">The run's round that it was opened for.</param>
public sealed record StoredSetup(long FirstRound, int Rounds, Digest Opening, ImmutableArray<Digest?> Events, int Used, int OpenedFor);

/// <summary>A round of the run and its number in the protocol.</summary>
public sealed record NumberedRound(int Round, long Number);
