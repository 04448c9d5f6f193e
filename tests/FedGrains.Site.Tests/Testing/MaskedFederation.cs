using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

using FedGrains.Core.Json;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;
using FedGrains.Protocol.V1;
using FedGrains.Site.Masking;

using Google.Protobuf;

using Digest = FedGrains.Core.Identifiers.Digest;
using RoundTask = FedGrains.Privacy.SecureAggregation.RoundTask;

namespace FedGrains.Site.Tests.Testing;

/// <summary>
/// The coordinator of a federation whose rounds are masked, made of the library's own coordinator role, and three other hospitals. The site under test is
/// leeds. It goes on by itself as answers come; a test that lies takes a message out and puts another in.
/// </summary>
internal sealed class MaskedFederation : IDisposable
{
    public const float PeerChange = 0.25f;

    private static readonly SiteId Leeds = SiteId.Parse("leeds");

    private readonly Lock _gate = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly FakeCoordinator _coordinator;
    private ImmutableArray<RosterSignature> _signatures = [];
    private readonly HashSet<ulong> _ready = [];
    private uint[] _uploaded = [];

    public MaskedFederation(FakeCoordinator coordinator)
    {
        _coordinator = coordinator;
        Signer = new EcdsaStatementSigner(_key);
        coordinator.Masked = this;
    }

    public ImmutableArray<PeerSite> Peers { get; } = [new("cardiff"), new("oxford"), new("york")];

    public IStatementSigner Signer { get; }

    public MaskingTask Masking { get; init; } = new(Clip: 8, LargestCohort: 4, WeightCap: 64, RingBits: 32);

    public int BatchRounds { get; init; } = 5;

    /// <summary>Everything that leeds sent, and the kinds of it in order.</summary>
    public Received<byte[]> Exchanges { get; } = new();

    public ConcurrentQueue<MessageKind> Sent { get; } = new();

    /// <summary>The opened sum of each round, in words.</summary>
    public Received<uint[]> Sums { get; } = new();

    /// <summary>Each batch that is ready for rounds.</summary>
    public Received<BatchSetup> Ready { get; } = new();

    /// <summary>Every distinct vector that leeds stated in a round.</summary>
    public HashSet<Sha256Digest> Uploads { get; } = [];

    public Roster? Roster { get; private set; }

    public RosterSignature? LastRosterSignature { get; private set; }

    public BatchSetup? Setup { get; private set; }

    public AggregationRound? Round { get; private set; }

    /// <summary>What happens to a message on its way to leeds; null keeps it back.</summary>
    public Func<byte[], byte[]?> OnTheWay { get; set; } = message => message;

    /// <summary>Whether a setup follows the roster by itself.</summary>
    public bool SetsUp { get; set; } = true;

    /// <summary>What is due to leeds now.</summary>
    public MaskingMessage[] Due()
    {
        lock (_gate)
        {
            Roster ??= MakeRoster();

            return [.. Messages().Select(OnTheWay).OfType<byte[]>().Select(m => new MaskingMessage { Run = "run", Message = ByteString.CopyFrom(m) })];
        }
    }

    /// <summary>Sends what is due, as the coordinator's timer does.</summary>
    public void Resend()
    {
        foreach (var message in Due()) _coordinator.Down.Writer.TryWrite(new() { Masking = message });
    }

    public void Send(byte[] message) => _coordinator.Down.Writer.TryWrite(new() { Masking = new() { Run = "run", Message = ByteString.CopyFrom(message) } });

    /// <summary>Takes in what leeds sent. A refusal is returned as its sentence.</summary>
    public string? Exchange(MaskingMessage message)
    {
        lock (_gate)
        {
            Sent.Enqueue(WireMessage.Kind(message.Message.Span)!.Value);
            Exchanges.Add(message.Message.ToByteArray());
            var refusal = Take(message.Message.Memory);
            Advance();

            return refusal?.Sentence;
        }
    }

    /// <summary>Begins the setup of a batch.</summary>
    public void OpenBatch(ulong first)
    {
        lock (_gate)
        {
            Setup = Open(first);
            Advance();
        }
    }

    /// <summary>Opens a masked round and assigns it. Its number in secure aggregation is <paramref name="masked"/>; when left out, the batch's first plus the round's own less one.</summary>
    public Assignment Assign(string run, int number, SiteTask? task = null, Func<byte[], byte[]>? invitation = null, ulong? masked = null)
    {
        lock (_gate)
        {
            var site = (task ?? FakeCoordinator.TaskOf("patients")) with { Masking = Masking };
            var subject = SubjectOf(site);
            var start = AggregationRound.StartOf(Setup!, masked ?? (Setup!.Batch.FirstRound + (ulong)number - 1), subject, Setup!.Usable(Enumerable.Range(0, Roster!.Sites.Length)));
            var (round, refusal) = AggregationRound.Open(Setup, Statement.Sign(start, Signer), Round);
            Assert.Null(refusal);
            Round = round!;

            foreach (var peer in Peers)
                Round = Received(Round.Receive(peer.Upload(InvitationOf(peer.Id), subject, Masking, PeerChange).Span));

            var bytes = InvitationOf(Leeds).ToArray();

            return _coordinator.Assign(run, number, task: site, invitation: invitation?.Invoke(bytes) ?? bytes);
        }
    }

    /// <summary>Takes in leeds' masked update.</summary>
    public void Uploaded(Report report, byte[] bytes)
    {
        lock (_gate)
        {
            _uploaded = MemoryMarshal.Cast<byte, uint>(bytes).ToArray();
            var statement = WireMessage.Parse<SignedMessage<MaskedUpload>>(report.Update.MaskedUpload.Span);
            Assert.Equal(VectorDigest.Of(_uploaded), statement.Body.Upload);
            Uploads.Add(statement.Body.Upload);
            Round = Received(Round!.Receive(report.Update.MaskedUpload.Span));
            Advance();
        }
    }

    public SignedRoster SignedRoster() => Privacy.SecureAggregation.SignedRoster.Of(Roster!, _signatures);

    public RoundTask SubjectOf(SiteTask site) => new(
        Digest.Of(_coordinator.Base).ToSha256(), Digest.Of(JsonSerializer.SerializeToUtf8Bytes(site, CoreJson.Options)).ToSha256(), MaskingTasks.RingOf(Masking.RingBits), (site.Masking ?? Masking).Lanes(site.Model.Layout().ParameterCount));

    public void Dispose()
    {
        foreach (var peer in Peers) peer.Dispose();
        _key.Dispose();
    }

    private Roster MakeRoster()
    {
        var roster = Privacy.SecureAggregation.Roster.First(
            FederationName.Parse("hearts"), P256Point.FromSpki(_key.ExportSubjectPublicKeyInfo()),
            Peers.Select(p => p.Member).Append(RosterSite.Of(Leeds, P256Point.FromSpki(_coordinator.PublicKey))));

        // One short of the threshold: nothing is in force without leeds.
        _signatures = [.. Peers.Take(roster.Terms.Threshold - 1).Select(p => p.Sign(roster))];
        foreach (var peer in Peers) peer.Pin(roster);

        return roster;
    }

    private Refusal? Take(ReadOnlyMemory<byte> message)
    {
        switch (WireMessage.Kind(message.Span))
        {
            case MessageKind.RosterSignature:
                var signature = WireMessage.Parse<RosterSignature>(message.Span);
                LastRosterSignature = signature;
                if (!P256Point.FromSpki(_coordinator.PublicKey).Verifies(Statement.Of(Roster!), signature.Signature.Span)) return null;
                if (_signatures.All(s => s.Site != signature.Site)) _signatures = _signatures.Add(signature);
                return null;
            case MessageKind.KeyAdvertisement or MessageKind.ShareDelivery or MessageKind.ShareReceipt:
                (Setup, var refused) = Setup!.Receive(message.Span);
                return refused;
            default:
                (Round, var refusal) = Round!.Receive(message.Span);
                return refusal;
        }
    }

    // The other sites answer at once; a phase ends when nobody is awaited.
    private void Advance()
    {
        if (Setup is null && SetsUp && _signatures.Length >= Roster!.Terms.Threshold) Setup = Open(1);

        Setup = Setup is { } setup ? Settle(setup) : null;
        Round = Round is { } round ? Settle(round) : null;
        Resend();
    }

    private BatchSetup Open(ulong first) => BatchSetup.Open(SignedRoster(), new Batch(first, BatchRounds), Signer);

    private BatchSetup Settle(BatchSetup setup)
    {
        while (setup.Phase is not SetupPhase.Confirming)
        {
            setup = Answered(setup);
            if (setup.Awaited.Length > 0) return setup;

            setup = setup.Close();
        }

        setup = Answered(setup);
        if (setup.Awaited.IsEmpty && _ready.Add(setup.Batch.FirstRound)) Ready.Add(setup);

        return setup;
    }

    private BatchSetup Answered(BatchSetup setup)
    {
        foreach (var (to, message) in setup.Outgoing().Where(o => o.To != Leeds).ToArray())
        {
            (setup, var refusal) = setup.Receive(Peer(to).Receive(message).Span);
            Assert.Null(refusal);
        }

        return setup;
    }

    private AggregationRound Settle(AggregationRound round)
    {
        if (round.Phase is AggregationPhase.Opened or AggregationPhase.Abandoned) return round;

        while (round.Phase is not (AggregationPhase.Opened or AggregationPhase.Abandoned))
        {
            if (round.Phase is not AggregationPhase.Collecting)
                foreach (var (to, message) in round.Outgoing().Where(o => o.To != Leeds).ToArray()) round = Received(round.Receive(Peer(to).Receive(message).Span));
            if (round.Awaited.Length > 0) return round;

            round = round.Close();
        }

        Sums.Add(Sum(round));

        return round;
    }

    private uint[] Sum(AggregationRound round)
    {
        var sum = new MaskedSum(round.Start.Task.Ring, (int)round.Start.Task.Lanes);
        foreach (var site in round.Survivors) sum.Add(Roster!.Sites[site].Id == Leeds ? _uploaded : Peer(Roster.Sites[site].Id).Masked);
        round.Unmask().Plan!.RemoveFrom(sum);

        return sum.Words.ToArray();
    }

    private IEnumerable<byte[]> Messages()
    {
        yield return WireMessage.Encode(SignedRoster());
        foreach (var message in Setup?.Outgoing().Where(o => o.To == Leeds) ?? []) yield return message.Message.ToArray();
        if (Round is { Phase: AggregationPhase.Signing or AggregationPhase.Releasing } round)
            foreach (var message in round.Outgoing().Where(o => o.To == Leeds)) yield return message.Message.ToArray();
    }

    private ReadOnlyMemory<byte> InvitationOf(SiteId site) => Round!.Outgoing().First(o => o.To == site).Message;

    private PeerSite Peer(SiteId id) => Peers.First(p => p.Id == id);

    private static AggregationRound Received((AggregationRound Next, Refusal? Refusal) answer)
    {
        Assert.Null(answer.Refusal);

        return answer.Next;
    }
}
