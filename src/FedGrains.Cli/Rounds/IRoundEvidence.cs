namespace FedGrains.Cli.Rounds;

/// <summary>The files that a round's facts are held to. Every stream is the caller's, can seek, and may hold anything.</summary>
internal interface IRoundEvidence : IDisposable
{
    /// <summary>The transcript; null when it is not there.</summary>
    Stream? OpenTranscript();

    /// <summary>The model that the round started from; null when it is not there.</summary>
    Stream? OpenBase();

    /// <summary>The model that the round made; null when it is not there.</summary>
    Stream? OpenModel();

    /// <summary>A site's masked vector; null when it is not kept, or not any more.</summary>
    Stream? OpenVector(RoundContributor contributor);
}
