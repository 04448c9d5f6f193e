using FedGrains.Core.Identifiers;

namespace FedGrains.Site.Masking;

/// <summary>What the rest of the site has the masking grain do. The key is that of <see cref="IMaskingGrain"/>. Each step is stored before its answer is given.</summary>
[GrainInterfaceType("fedgrains.site.masking-steps")]
internal interface IMaskingStepsGrain : IGrainWithStringKey
{
    /// <summary>Takes in a message of the coordinator. Safe to repeat.</summary>
    [Alias("receive")]
    Task<MaskingAnswer> Receive(byte[] message);

    /// <summary>Agrees to a round before anything is trained for it. Safe to repeat.</summary>
    [Alias("begin")]
    Task<BegunRound> Begin(string run, int round, byte[] invitation, MaskingSubject subject);

    /// <summary>Notes what is going to be masked: another input is refused from then on. The masks are handed over when it is stored.</summary>
    /// <param name="number">The number that <see cref="Begin"/> gave.</param>
    /// <param name="input">The digest of the vector before masking.</param>
    [Alias("promise")]
    Task<MaskingAnswer> Promise(ulong number, Digest input);

    /// <summary>Notes and states what the masked vector is. The answer's reply is the signed statement. Safe to repeat.</summary>
    [Alias("upload")]
    Task<MaskingAnswer> Upload(ulong number, Digest upload);
}

/// <summary>What a round sums, as this site knows it from its own files.</summary>
/// <param name="Model">The digest of the model's file that it has.</param>
/// <param name="Configuration">The digest of the configuration that it goes by.</param>
/// <param name="RingBits">Bits of a lane, 32 or 64.</param>
/// <param name="Lanes">Lanes of the vector.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.site.masking-subject")]
internal sealed record MaskingSubject([property: Id(0)] Digest Model, [property: Id(1)] Digest Configuration, [property: Id(2)] int RingBits, [property: Id(3)] long Lanes);

/// <summary>What came of a message or a step.</summary>
/// <param name="Reply">What to send to the coordinator; empty when there is nothing.</param>
/// <param name="Refusal">Why the site did nothing, as a sentence; null when it did.</param>
/// <param name="Job">The round that a refusal belongs to, so that it can be told there; null when it belongs to none that is known.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.site.masking-answer")]
internal sealed record MaskingAnswer([property: Id(0)] byte[] Reply, [property: Id(1)] string? Refusal = null, [property: Id(2)] MaskedJob? Job = null)
{
    public static MaskingAnswer Nothing { get; } = new([]);
}

/// <summary>A round of a run that is masked.</summary>
[GenerateSerializer, Immutable, Alias("fedgrains.site.masked-job")]
internal sealed record MaskedJob([property: Id(0)] string Run, [property: Id(1)] int Round);

/// <summary>A round that the site agreed to, or why it did not.</summary>
/// <param name="Number">Its number in secure aggregation, which ascends through all of a federation's runs.</param>
/// <param name="Refusal">Why not, as a sentence; null when it did.</param>
/// <param name="LeastSurvivors">The fewest updates that a sum takes by the roster that the site goes by.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.site.begun-round")]
internal sealed record BegunRound([property: Id(0)] ulong Number, [property: Id(1)] string? Refusal, [property: Id(2)] int LeastSurvivors = 0);
