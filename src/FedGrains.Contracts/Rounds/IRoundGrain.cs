using FedGrains.Contracts.Masking;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

using Orleans.Concurrency;

namespace FedGrains.Contracts.Rounds;

/// <summary>One round of a run. The key is <c>{federation}/{run}/{number}</c>.</summary>
[GrainInterfaceType("fedgrains.round")]
public interface IRoundGrain : IGrainWithStringKey
{
    /// <summary>
    /// Opens the round and asks its cohort. Safe to repeat: a round that is open stays as it is and asks again whoever has not
    /// answered. One way, as all that a run tells a round: a round waits for its run, so a run must never wait for its round.
    /// </summary>
    [Alias("open")]
    [OneWay]
    Task Open(RoundPlan plan);

    /// <summary>The round, or null when it was never opened.</summary>
    [Alias("describe")]
    [AlwaysInterleave]
    Task<Round?> Describe();

    /// <summary>What there is to tell of the round, or null while it has not ended. It never changes afterwards.</summary>
    [Alias("summary")]
    [AlwaysInterleave]
    Task<RoundSummary?> Summary();

    /// <summary>Judges a submission before its bytes are sent.</summary>
    [Alias("judge")]
    [AlwaysInterleave]
    Task<SubmitOutcome> Judge(Submission submission);

    /// <summary>Accepts a submission whose update is durable in the artifact store. Safe to repeat: the same submission again is a <see cref="SubmitOutcome.Duplicate"/>.</summary>
    [Alias("submit")]
    Task<SubmitOutcome> Submit(Submission submission);

    /// <summary>Judges the statement that goes with a masked update, before the update's bytes are sent: it must be the node's, and about the update with this digest.</summary>
    [Alias("judge-upload")]
    [AlwaysInterleave]
    Task<MaskingAnswer> JudgeUpload(NodeId node, Digest update, byte[] statement);

    /// <summary>Takes in a survivor's signature or its release of shares. Safe to repeat.</summary>
    [Alias("exchange")]
    Task<MaskingAnswer> Exchange(NodeId node, byte[] message);

    /// <summary>What the coordinator has of secure aggregation in a masked round that has ended, in canonical form; null for any other.</summary>
    [Alias("protocol")]
    [AlwaysInterleave]
    Task<byte[]?> Protocol();

    /// <summary>What the round's updates are sealed to; null in a round that has none, and once it has ended: nothing opens any more then.</summary>
    [Alias("sealing-key")]
    [AlwaysInterleave]
    Task<RoundSealingKey?> SealingKey();

    /// <summary>Records that a node cannot do its part.</summary>
    [Alias("fail")]
    Task Fail(NodeId node, string reason);

    /// <summary>Renews a node's lease and counts the bytes that moved.</summary>
    [Alias("renew")]
    [AlwaysInterleave]
    Task Renew(NodeId node, Traffic traffic);

    /// <summary>Ends the round without a result, if it has none yet; one that was never opened is opened with <paramref name="plan"/> and ended, so that its run hears of its end.</summary>
    [Alias("abandon")]
    [OneWay]
    Task Abandon(RoundPlan plan, string reason);

    /// <summary>Goes on from the stored state. Safe to repeat.</summary>
    [Alias("advance")]
    [OneWay]
    Task Advance();
}
