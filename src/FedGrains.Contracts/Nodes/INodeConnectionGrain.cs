using System.Collections.Immutable;

using FedGrains.Contracts.Masking;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;

using Orleans.Concurrency;

namespace FedGrains.Contracts.Nodes;

/// <summary>What gateways and rounds share of a node: its connection and the work it was asked to do. The key is <c>{federation}/{node}</c>.</summary>
[GrainInterfaceType("fedgrains.node-connection")]
public interface INodeConnectionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Says that the site is connected here and alive, and returns all its open work. A gateway repeats it as a heartbeat.
    /// A new connection takes over from an older one; the older one's next heartbeat says so.
    /// </summary>
    [Alias("attach")]
    Task<Attachment> Attach(Guid connection, INodeObserver observer, string software, bool isNew);

    /// <summary>Says that the connection is gone.</summary>
    [Alias("detach")]
    Task Detach(Guid connection);

    /// <summary>Asks the site to do its part of a round. Safe to repeat; it is pushed to the site at once when connected, else when it next connects.</summary>
    [Alias("assign")]
    Task Assign(Assignment assignment);

    /// <summary>Strikes an assignment off: the round has the site's submission.</summary>
    [Alias("answered")]
    Task Answered(RoundKey round);

    /// <summary>Takes an assignment back and tells the site to stop.</summary>
    [Alias("withdraw")]
    Task Withdraw(RoundKey round, string reason);

    /// <summary>
    /// Hands the site a message of secure aggregation, at most once: at once when connected, else when it connects within the next seconds. Whoever
    /// waits for an answer says it again, every five seconds or so; on a connection that lives it is repeated now and then only.
    /// </summary>
    [Alias("tell")]
    Task Tell(MaskingMessage message);
}

/// <summary>A gateway's end of a site's connection.</summary>
public interface INodeObserver : IGrainObserver
{
    /// <summary>There is work.</summary>
    [Alias("assigned")]
    [OneWay]
    Task Assigned(Assignment assignment);

    /// <summary>Work was taken back.</summary>
    [Alias("withdrawn")]
    [OneWay]
    Task Withdrawn(RoundKey round, string reason);

    /// <summary>There is a message of secure aggregation.</summary>
    [Alias("told")]
    [OneWay]
    Task Told(MaskingMessage message);
}

/// <summary>A site's part of a round.</summary>
/// <param name="Round">The round.</param>
/// <param name="Task">What it asks for.</param>
/// <param name="Base">The model that it starts from.</param>
/// <param name="Site">What every site is told.</param>
/// <param name="Deadline">When the round stops accepting.</param>
/// <param name="TraceParent">W3C trace context, or null.</param>
/// <param name="Invitation">In a masked round this site's invitation, in canonical form; null in a plain one.</param>
/// <param name="SealingKey">What the update is sealed to, 65 bytes; null in a round that has none.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.assignment")]
public sealed record Assignment(
    [property: Id(0)] RoundKey Round,
    [property: Id(1)] RoundTask Task,
    [property: Id(2)] BaseModel Base,
    [property: Id(3)] SiteTask Site,
    [property: Id(4)] DateTimeOffset Deadline,
    [property: Id(5)] string? TraceParent,
    [property: Id(6)] byte[]? Invitation = null,
    [property: Id(7)] byte[]? SealingKey = null);

/// <summary>What a gateway learns when it attaches: whether its connection is the node's, the open work, and on a new connection the messages of secure aggregation that are due.</summary>
[GenerateSerializer, Immutable, Alias("fedgrains.attachment")]
public sealed record Attachment([property: Id(0)] bool Current, [property: Id(1)] ImmutableArray<Assignment> Work, [property: Id(2)] ImmutableArray<MaskingMessage> Told);
