using FedGrains.Contracts.Rounds;
using FedGrains.Core.Rounds;
using FedGrains.Gateway.Identity;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Gateway.Updates;

/// <summary>A report of a training round that its round takes.</summary>
/// <param name="Round">The round.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Submission">What the report submits.</param>
/// <param name="Update">Its update.</param>
/// <param name="IsHeld">Whether the round has it already.</param>
internal sealed record JudgedReport(IRoundGrain Round, RoundPlan Plan, Submission Submission, SubmittedUpdate Update, bool IsHeld)
{
    public IArtifactStore Area(IArtifactStore artifacts) => artifacts.Area(Plan.UpdateArea);

    public string UploadId(SiteCaller caller) => $"{caller.Node.Node}/{Update.Digest}";
}
