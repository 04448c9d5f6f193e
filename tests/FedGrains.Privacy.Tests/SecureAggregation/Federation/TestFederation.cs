using System.Collections.Immutable;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.SecureAggregation;

/// <summary>A federation in one process: real roles, and a coordinator that a test plays.</summary>
internal sealed class TestFederation
{
    private readonly LongTermKey[] _keys;

    public TestFederation(int sites, string seed = "federation", RosterTerms? terms = null)
    {
        _keys = [.. Enumerable.Range(0, sites).Select(i => new LongTermKey($"{seed}/{i}"))];
        Coordinator = new($"{seed}/coordinator");
        Roster = Roster.First(FederationName.Parse("cardio"), Coordinator.Public, _keys.Select((k, i) => RosterSite.Of(Name(i), k.Public)), terms);
        Signed = Sign(Roster, Enumerable.Range(0, sites));
        Pinned = new(Roster, Roster.Digest());
        Sites = [.. Roster.Sites.Select((s, i) => new HostedSite(i, s, _keys[i], Pinned, seed))];
    }

    public LongTermKey Coordinator { get; }

    public Roster Roster { get; }

    public SignedRoster Signed { get; }

    public PinnedRoster Pinned { get; }

    public ImmutableArray<HostedSite> Sites { get; }

    public Scope Scope => Scope.Of(Pinned);

    public static RoundTask Task(int lanes, string model = "model", UpdateRing ring = UpdateRing.Bits32) =>
        new(Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(model)), Sha256Digest.Of("configuration"u8), ring, lanes);

    public LongTermKey Key(int site) => _keys[site];

    public SignedRoster Sign(Roster roster, IEnumerable<int> signers) => SignedRoster.Of(roster, signers.Select(i => SignedRoster.Sign(roster, Name(i), _keys[i].Signer)));

    public HostedSite Site(SiteId id) => Sites[Roster.IndexOf(id)];

    /// <summary>Runs a setup in which some sites never send keys, and some send keys and never deal.</summary>
    public BatchSetup Setup(Batch batch, IReadOnlySet<int>? silent = null, IReadOnlySet<int>? gone = null)
    {
        var setup = BatchSetup.Open(Signed, batch, Coordinator.Signer);
        setup = Exchange(setup, silent).Close();
        setup = Exchange(setup, gone).Close();

        return Exchange(setup, null);
    }

    /// <summary>Delivers what is due and takes the answers in.</summary>
    public BatchSetup Exchange(BatchSetup setup, IReadOnlySet<int>? silent)
    {
        foreach (var (to, message) in setup.Outgoing().Where(o => silent?.Contains(Roster.IndexOf(o.To)) is not true))
        {
            var step = Site(to).Receive(message);
            Assert.Null(step.Refusal);
            (setup, var refusal) = setup.Receive(step.Reply.Span);
            Assert.Null(refusal);
        }

        return setup;
    }

    /// <summary>Opens a round among all usable sites.</summary>
    public AggregationRound Open(BatchSetup setup, ulong round, RoundTask task, IEnumerable<int>? wanted = null, AggregationRound? previous = null)
    {
        var usable = setup.Usable(wanted ?? Enumerable.Range(0, Sites.Length));
        var start = Statement.Sign(AggregationRound.StartOf(setup, round, task, usable), Coordinator.Signer);
        var (opened, refusal) = AggregationRound.Open(setup, start, previous);
        Assert.Null(refusal);

        return opened!;
    }

    /// <summary>Has sites begin, mask and upload; then signs and releases, each time without the sites that drop out before it.</summary>
    public AggregationRound Run(AggregationRound round, RoundTask task, IReadOnlySet<int>? beforeUpload = null, IReadOnlySet<int>? beforeSigning = null, IReadOnlySet<int>? beforeRelease = null)
    {
        round = Exchange(round, beforeUpload, (site, message) =>
        {
            Assert.Null(site.Begin(message, task).Refusal);

            return site.Upload(round.Start.Round);
        }).Close();
        if (round.Phase is AggregationPhase.Signing) round = Exchange(round, beforeSigning, (site, message) => site.Receive(message)).Close();
        if (round.Phase is AggregationPhase.Releasing) round = Exchange(round, beforeRelease, (site, message) => site.Receive(message)).Close();

        return round;
    }

    /// <summary>The sum that the coordinator opens, slice by slice, each for itself.</summary>
    public uint[] Sum(AggregationRound round, int slices = 1)
    {
        var unmasking = round.Unmask();
        Assert.Null(unmasking.Refusal);
        var plan = WireMessage.Parse<UnmaskPlan>(WireMessage.Encode(unmasking.Plan!));
        var (words, slice) = (round.Start.Task.Ring.Words(), ((int)plan.Lanes + slices - 1) / slices);
        var parts = new uint[slices][];

        Parallel.For(0, slices, s =>
        {
            var lanes = Math.Clamp((int)plan.Lanes - (s * slice), 0, slice);
            parts[s] = lanes == 0 ? [] : SumSlice(round, plan, s * slice, lanes, words);
        });

        return [.. parts.SelectMany(p => p)];
    }

    /// <summary>The sum of the inputs in the clear.</summary>
    public uint[] PlainSum(IEnumerable<int> sites, UpdateRing ring = UpdateRing.Bits32)
    {
        var inputs = sites.Select(s => Sites[s].Input).ToArray();
        var sum = new MaskedSum(ring, inputs[0].Length / ring.Words());
        foreach (var input in inputs) sum.Add(input);

        return sum.Words.ToArray();
    }

    public void FillInputs(int length, string seed = "inputs")
    {
        foreach (var site in Sites) site.Input = Vector(length, $"{seed}/{site.Id}");
    }

    public static uint[] Vector(int length, string seed)
    {
        var vector = new uint[length];
        TestRandomness.Of(seed).GetBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector.AsSpan()));

        return vector;
    }

    public static IReadOnlySet<int> Set(params int[] sites) => sites.ToHashSet();

    private uint[] SumSlice(AggregationRound round, UnmaskPlan plan, int firstLane, int lanes, int words)
    {
        var sum = new MaskedSum(plan.Ring, lanes, firstLane);
        foreach (var site in round.Survivors) sum.Add(Sites[site].Masked.AsSpan(firstLane * words, lanes * words));
        plan.RemoveFrom(sum);

        return sum.Words.ToArray();
    }

    private AggregationRound Exchange(AggregationRound round, IReadOnlySet<int>? silent, Func<HostedSite, ReadOnlyMemory<byte>, SiteStep> answer)
    {
        foreach (var (to, message) in round.Outgoing().Where(o => silent?.Contains(Roster.IndexOf(o.To)) is not true))
        {
            var step = answer(Site(to), message);
            Assert.Null(step.Refusal);
            (round, var refusal) = round.Receive(step.Reply.Span);
            Assert.Null(refusal);
        }

        return round;
    }

    private static SiteId Name(int index) => SiteId.Parse($"site-{index:D3}");
}
