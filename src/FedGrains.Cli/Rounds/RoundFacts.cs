using System.Collections.Immutable;

using FedGrains.Cli.CommandLine;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Strategies;
using FedGrains.Privacy.Updates;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Cli.Rounds;

/// <summary>
/// What the record of a masked round claims: who is in it with which weight, and what came of it. It holds no secret. Nothing in it is believed: each
/// fact is held to the signed transcript, to the vectors, or to the model that comes out.
/// </summary>
/// <param name="Format">Which form of this record it is, <see cref="CurrentFormat"/>.</param>
/// <param name="Site">What every site was told; its bytes have the digest that sites signed.</param>
/// <param name="Base">The model that the round started from.</param>
/// <param name="Strategy">The server step.</param>
/// <param name="Weighting">How updates were weighted.</param>
/// <param name="Contributors">Whose updates are in the sum.</param>
/// <param name="Roster">The digest of the roster that it went by.</param>
/// <param name="Transcript">SHA-256 of the transcript.</param>
/// <param name="Model">The model that it made.</param>
internal sealed record RoundFacts(
    int Format,
    FederationId Federation,
    RunId Run,
    int Round,
    SiteTask Site,
    BaseModel Base,
    StrategySettings Strategy,
    Weighting Weighting,
    ImmutableArray<RoundContributor> Contributors,
    Digest Roster,
    Digest Transcript,
    BaseModel Model)
{
    public const int CurrentFormat = 1;

    /// <summary>Σ w, the weights of all who are in the sum.</summary>
    public long TotalWeight() => Contributors.Sum(c => Weighting.Weight(c.Examples));

    /// <summary>How vectors of the round are read; a <see cref="CommandException"/> when no round can be of such settings.</summary>
    public ISumReader Reader()
    {
        var masking = Site.Masking ?? throw new CommandException("The round's configuration says nothing of masking.");

        try
        {
            return MaskedVectors.Reader(masking);
        }
        catch (ArgumentException fault)
        {
            throw new CommandException($"The round's configuration cannot be: {fault.Message}");
        }
    }

    /// <summary>The facts of a round that the coordinator has on record; a <see cref="CommandException"/> when there is nothing to verify.</summary>
    public static RoundFacts Of(Round round) => round switch
    {
        { Ended: false } => throw new CommandException($"Round {round.Plan.Key} has not ended. Verify it when it has."),
        { Plan.IsMasked: false } => throw new CommandException($"The updates of round {round.Plan.Key} were not masked: there is no transcript to verify."),
        { Secure: { } secure, Result.Model: { } model, Phase: RoundPhase.Checkpointed } => new(
            CurrentFormat,
            round.Plan.Key.Run.Federation,
            round.Plan.Key.Run.Run,
            round.Plan.Key.Number,
            round.Plan.Site,
            round.Plan.Base,
            round.Plan.Strategy,
            round.Plan.Weighting,
            [.. round.Receipts.Select(r => new RoundContributor(r.Submission.Node, r.Submission.Update!.Examples, r.Submission.Update.Digest))],
            secure.Roster,
            secure.Transcript,
            model),
        _ => throw new CommandException($"Round {round.Plan.Key} made no model: it is {round.Phase}. {round.Reason}"),
    };
}

/// <summary>A site in a sum.</summary>
/// <param name="Node">Which.</param>
/// <param name="Examples">The training records that it reported.</param>
/// <param name="Vector">SHA-256 of the masked vector as it is stored.</param>
internal sealed record RoundContributor(NodeId Node, long Examples, Digest Vector);
