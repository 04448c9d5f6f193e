using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.SecureAggregation;

/// <summary>An update goes the whole way: clipped, quantised, promised, masked, summed, unmasked, averaged.</summary>
public sealed class WholeWayTests
{
    [Theory]
    [InlineData(UpdateRing.Bits32)]
    [InlineData(UpdateRing.Bits64)]
    public void WeightedMean_OfTheSurvivors_IsWithinTheErrorBound(UpdateRing ring)
    {
        const int Parameters = 150;
        var federation = new TestFederation(4);
        var quantiser = new UpdateQuantiser(new(1), 4, 1000, ring);
        var task = TestFederation.Task(Parameters + 1, ring: ring);
        var round = federation.Open(federation.Setup(new(1, 1)), 1, task);
        var (masked, expected, total) = (new Dictionary<int, MaskedUpdate>(), new double[Parameters], 0L);

        foreach (var site in federation.Sites.Where(s => s.Index != 1))
        {
            var (trained, weight) = (Trained(site.Index, Parameters), 100L * (site.Index + 1));
            Assert.Null(site.Begin(round.Outgoing().First(o => o.To == site.Id).Message, task).Refusal);
            masked[site.Index] = Upload(site, Quantise(quantiser, trained, weight, site.Index), out var statement);
            (round, var refusal) = round.Receive(statement.Span);
            Assert.Null(refusal);

            for (var i = 0; i < Parameters; i++) expected[i] += (double)trained[i] * weight;
            total += weight;
        }

        for (var phase = 0; phase < 2; phase++)
        {
            round = round.Close();
            foreach (var (to, message) in round.Outgoing().ToArray()) (round, _) = round.Receive(federation.Site(to).Receive(message).Reply.Span);
        }

        var sum = new MaskedSum(ring, Parameters + 1);
        foreach (var survivor in round.Survivors) sum.Add(masked[survivor].Words);
        round.Close().Unmask().Plan!.RemoveFrom(sum);

        var (words, mean) = (ring.Words(), new double[Parameters]);
        Assert.Equal(total, quantiser.TotalWeight(sum.Words[..words]));
        quantiser.Mean(sum.Words[words..], 0, total, mean);
        for (var i = 0; i < Parameters; i++) Assert.InRange(mean[i] - (expected[i] / total), -quantiser.ErrorBound(1, 3, total), quantiser.ErrorBound(1, 3, total));
    }

    private static float[] Trained(int site, int parameters) => [.. Enumerable.Range(0, parameters).Select(i => MathF.Sin((site * 31) + i) / 40)];

    private static NoisedUpdate Quantise(UpdateQuantiser quantiser, float[] trained, long weight, int site)
    {
        using var seed = SecretBytes.Random(32, TestRandomness.Of($"rounding {site}"));
        Assert.Null(new RawUpdate(trained, new float[trained.Length]).Clip(quantiser.Bounds, out var clipped));

        return clipped!.WithoutNoise(quantiser, weight, seed);
    }

    private static MaskedUpdate Upload(HostedSite site, NoisedUpdate update, out ReadOnlyMemory<byte> statement)
    {
        using var key = SecretBytes.Random(InputTag.KeySize, TestRandomness.Of("tag"));
        Assert.Null(site.Keep(site.Role.Promise(1, InputTag.Of(update, key))).Refusal);
        using var masks = site.Role.Masks(1);
        var masked = update.Mask(masks.Masks);
        statement = site.Keep(site.Role.Upload(1, VectorDigest.Of(masked.Words))).Reply;

        return masked;
    }
}
