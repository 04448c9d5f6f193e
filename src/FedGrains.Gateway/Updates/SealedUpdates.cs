using System.Security.Cryptography;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Sealing;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Storage;

using Grpc.Core;

using Refusal = FedGrains.Gateway.Refusals.Refusal;

namespace FedGrains.Gateway.Updates;

/// <summary>Opens what sites sealed to a round, with the round's private key out of the vault.</summary>
internal sealed class SealedUpdates(IKeyVault vault)
{
    private readonly RoundKeys _keys = new(vault, RandomNumberGenerator.Create());

    /// <summary>The update of a report as it comes in, from a byte on.</summary>
    public async Task<SealedBody> Open(JudgedReport judged, long offset, Stream body, CancellationToken cancellation)
    {
        using var keys = await Keys(judged, cancellation);

        return await SealedBody.Begin(body, keys, ContextOf(judged.Plan, judged.Submission), judged.Update.Length, offset, cancellation);
    }

    private async Task<HpkeKeyPair> Keys(JudgedReport judged, CancellationToken cancellation)
    {
        var round = judged.Plan.Key;
        var stored = await judged.Round.SealingKey() ?? throw Refusal.NotNow(nameof(SubmitOutcome.Closed), $"round: {round} has closed.");

        try
        {
            return await _keys.Open(new(stored.PublicKey, new(new(stored.VaultKey, stored.VaultVersion), stored.Wrapped)), round.Run.Federation.Value, round.Run.Run.Value, round.Number, cancellation);
        }
        catch (Exception fault) when (fault is KeyVaultException or StorageException or IOException)
        {
            throw Refusal.Of(StatusCode.Unavailable, "no-vault", "round: the coordinator's key vault does not answer, so the update cannot be opened. Nothing is lost; send it again.");
        }
    }

    private static SealContext ContextOf(RoundPlan plan, Submission submission) => new()
    {
        Federation = plan.Key.Run.Federation.Value,
        Run = plan.Key.Run.Run.Value,
        Round = plan.Key.Number,
        Node = submission.Node.Value,
        BaseModel = plan.Base.Digest.Value,
        Configuration = Digest.Of(plan.Site.ToConfiguration()).Value,
        Roster = RosterOf(submission.Update!),
    };

    // The round has judged the statement: the roster in it is the round's.
    private static string RosterOf(SubmittedUpdate update) => update.MaskedUpload is { } statement
        ? WireMessage.Parse<SignedMessage<MaskedUpload>>(Convert.FromBase64String(statement)).Body.Scope.Roster.ToString()
        : SealContext.NoRoster;
}
