using System.Globalization;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;

namespace FedGrains.Bench.SecureAggregation;

/// <summary>What secure aggregation costs a site and the coordinator: processor time on one thread, and bytes besides the vector itself.</summary>
internal static class SecureAggregationCost
{
    private const int Rounds = 4;

    public static void Measure(int[] sites, int lanes, int batch)
    {
        // Compiled code and open libraries are not what a round costs.
        Console.SetOut(TextWriter.Null);
        Row(4, 1000, Rounds);
        Row(5, 1000, Rounds);
        Console.SetOut(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });

        Console.WriteLine($"Setup for {batch} rounds; vectors of {lanes.ToString("n0", CultureInfo.InvariantCulture)} lanes of 32 bits. Milliseconds of processor time; kB without the vector.");
        Console.WriteLine("| sites | neighbours | shares needed | site, setup | of it a round | kB up | kB down | site, round | kB up | kB down | coordinator, setup | coordinator, round | unmask, nobody dropped | unmask, one in ten dropped |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");

        foreach (var count in sites) Row(count, lanes, batch);
    }

    private static void Row(int sites, int lanes, int batch)
    {
        var federation = new CostFederation(sites);
        var (setupMeter, rounds, dropped) = (new CostMeter(), new CostMeter(), new CostMeter());
        var setup = Setup(federation, new(1, batch), setupMeter);
        var (plain, lossy) = (new CostMeter(), new CostMeter());

        for (var round = 1UL; round < Rounds; round++) Round(federation, setup, round, lanes, 0, rounds, plain);
        Round(federation, setup, Rounds, lanes, Math.Min((sites + 9) / 10, sites - federation.Signed.Roster.Terms.Threshold), dropped, lossy);

        var (plan, per) = (setup.Keys!.Graph.Plan, (Rounds - 1) * sites);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {sites} | {plan.Degree} | {plan.Threshold} | {1e3 * setupMeter.SiteSeconds / sites:f1} | {1e3 * setupMeter.SiteSeconds / sites / batch:f2} | {setupMeter.Up / 1e3 / sites:f1} | {setupMeter.Down / 1e3 / sites:f1} | {1e3 * rounds.SiteSeconds / per:f2} | {rounds.Up / 1e3 / per:f1} | {rounds.Down / 1e3 / per:f1} | {1e3 * setupMeter.CoordinatorSeconds:f0} | {1e3 * rounds.CoordinatorSeconds / (Rounds - 1):f1} | {1e3 * plain.CoordinatorSeconds / (Rounds - 1):f1} | {1e3 * lossy.CoordinatorSeconds:f1} |"));
    }

    private static BatchSetup Setup(CostFederation federation, Batch batch, CostMeter meter)
    {
        var setup = BatchSetup.Open(federation.Signed, batch, federation.Coordinator);

        for (var phase = 0; phase < 3; phase++)
        {
            foreach (var (to, message) in setup.Outgoing().ToArray())
            {
                var reply = Step(federation.Site(to), site => site.Receive(message.Span), meter);
                meter.Carried(message.Length, reply.Length);
                setup = meter.AtCoordinator(() => setup.Receive(reply.Span).Next);
            }

            setup = meter.AtCoordinator(setup.Close);
        }

        return setup;
    }

    private static void Round(CostFederation federation, BatchSetup setup, ulong number, int lanes, int drop, CostMeter meter, CostMeter unmask)
    {
        var task = new RoundTask(Sha256Digest.Of(BitConverter.GetBytes(number)), default, UpdateRing.Bits32, lanes);
        var start = AggregationRound.StartOf(setup, number, task, setup.Usable(Enumerable.Range(0, federation.Sites.Length)));
        var round = AggregationRound.Open(setup, Statement.Sign(start, federation.Coordinator)).Round!;
        var vectors = new Dictionary<SiteId, uint[]>();

        foreach (var (to, message) in round.Outgoing().Skip(drop).ToArray())
        {
            var statement = Upload(federation.Site(to), message, task, vectors[to] = new uint[lanes], number, meter);
            round = meter.AtCoordinator(() => round.Receive(statement.Span).Next);
            meter.Carried(message.Length, statement.Length);
        }

        for (var phase = 0; phase < 2; phase++)
        {
            round = meter.AtCoordinator(round.Close);

            foreach (var (to, message) in round.Outgoing().ToArray())
            {
                var reply = Step(federation.Site(to), site => site.Receive(message.Span), meter);
                meter.Carried(message.Length, reply.Length);
                round = meter.AtCoordinator(() => round.Receive(reply.Span).Next);
            }
        }

        Open(meter.AtCoordinator(round.Close), vectors.Values, unmask);
    }

    private static ReadOnlyMemory<byte> Upload(SecureAggregationSite site, ReadOnlyMemory<byte> invitation, RoundTask task, uint[] vector, ulong round, CostMeter meter)
    {
        _ = Step(site, s => s.Begin(invitation.Span, task), meter);
        _ = Step(site, s => s.Promise(round, VectorDigest.Of(vector)), meter);
        meter.AtSite(() =>
        {
            using var masks = site.Masks(round);
            masks.Apply(0, vector);

            return true;
        });

        return Step(site, s => s.Upload(round, VectorDigest.Of(vector)), meter);
    }

    private static void Open(AggregationRound round, IEnumerable<uint[]> vectors, CostMeter meter)
    {
        var sum = new MaskedSum(UpdateRing.Bits32, (int)round.Start.Task.Lanes);
        foreach (var vector in vectors) sum.Add(vector);

        meter.AtCoordinator(() =>
        {
            round.Unmask().Plan!.RemoveFrom(sum);

            return true;
        });

        // The inputs were zeros, so that a sum of anything else is an error in what was measured.
        if (sum.Words.ContainsAnyExcept(0u)) throw new InvalidOperationException("The masks did not cancel.");
    }

    private static ReadOnlyMemory<byte> Step(SecureAggregationSite site, Func<SecureAggregationSite, SiteStep> take, CostMeter meter)
    {
        var step = meter.AtSite(() => take(site));
        if (step.Refusal is { } refusal) throw new InvalidOperationException(refusal.Sentence);

        site.Commit(step);

        return step.Reply;
    }
}
