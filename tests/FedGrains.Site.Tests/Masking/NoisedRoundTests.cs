using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.Noise;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Protocol.V1;
using FedGrains.Site.Masking;
using FedGrains.Site.Tests.Testing;
using FedGrains.Storage.Artifacts;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Site.Tests.Masking;

/// <summary>Rounds whose sums have noise, with the site's real host: it adds its share, the same again after a crash, and holds the coordinator to what it claims.</summary>
public sealed class NoisedRoundTests : MaskedSiteTests
{
    private const double Clip = 1, Multiplier = 0.05;

    private static readonly int Parameters = (int)FakeCoordinator.Model.Layout().ParameterCount;

    public NoisedRoundTests() => Federation = new(Coordinator) { Masking = Noised() };

    [Fact]
    public async Task Round_IsTheMeanOfTheClippedChangesButForItsNoise()
    {
        await using var site = await StartReady();
        Federation.Assign("run", 1);

        var sum = await Federation.Sums.Next();
        var quantiser = Federation.Masking.NoisyQuantiser();
        var mean = new double[Parameters];
        quantiser.Mean(sum.AsSpan(1, quantiser.Mechanism.Dimension), 0, quantiser.TotalWeight(sum.AsSpan(0, 1)), mean);

        // The site changes every parameter by far more than the norm allows; the three others stay within it.
        Assert.Equal(4U, sum[0]);
        var change = ((3 * MaskedFederation.PeerChange) + (Clip / Math.Sqrt(Parameters))) / 4;
        Assert.All(mean, m => Assert.Equal(change, m, 6 * Multiplier));
        Assert.Equal((3 - 1) / 2.0, quantiser.VoteCount(sum.AsSpan(sum.Length - 1)), 6 * Multiplier);
    }

    [Fact]
    public async Task Report_OfANoisedUpdate_TellsNoLoss()
    {
        await using var site = await StartReady();
        Federation.Assign("run", 1);
        await Federation.Sums.Next();

        var report = Report.Parser.ParseFrom((await Coordinator.Submissions.Next()).Report);

        Assert.False(report.Update.HasTrainingLoss);
        Assert.Equal(Federation.Masking.Noise!.Lanes * 4, report.Update.Length);
    }

    // Its noise is a secret, and a new one would be another input of the same round: the journal would refuse it.
    [Theory]
    [InlineData(nameof(IMaskingStepsGrain.Promise), true)]
    [InlineData(nameof(IMaskingStepsGrain.Upload), false)]
    [InlineData(nameof(IMaskingStepsGrain.Upload), true)]
    public async Task Killed_AfterItsNoiseWasDrawn_DrawsTheSameAgain(string step, bool after)
    {
        var death = new Death(step, after);

        await using (await Start(death: death))
        {
            await Federation.Ready.Next();
            Federation.Assign("run", 1);
            await death.Came;
        }

        await using var site = await Start();
        await Federation.Sums.Next();

        Assert.Single(Federation.Uploads);
        Assert.Equal((2, 0), (Trainer.Trained, Coordinator.Failures.Count));
    }

    public static TheoryData<string, MaskingTask, string> Lies() => new()
    {
        { "more sites than a sum takes", Noised(fewest: 4), "configuration: masking.noise counts on the noise of 4 sites, and by this site's roster a sum takes 3: there would be less noise than the run claims." },
        { "less noise", Lie(n => n with { Update = n.Update with { Deviation = n.Update.Deviation / 2 } }), "configuration: masking: noise: rho is claimed to be " },
        { "less noise on votes", Lie(n => n with { Vote = n.Vote! with { Deviation = n.Vote.Deviation / 2 } }), "configuration: masking: noise: rho is claimed to be " },
        { "a better price", Lie(n => n with { Rho = n.Rho / 2 }), "configuration: masking: noise: rho is claimed to be " },
        { "a better multiplier", Lie(n => n with { NoiseMultiplier = 1 }), "configuration: masking: noise: noiseMultiplier is claimed to be 1" },
        { "another model", Noised(parameters: Parameters + 1), $"configuration: masking.noise is for {Parameters + 1} parameters, and the model has {Parameters}." },
        { "no noise", Lie(n => n with { Update = n.Update with { Deviation = 0 } }), "configuration: masking: LocalDeviation is finite and above 0." },
        { "a larger clip", Noised() with { Clip = 2 * Clip }, "configuration: masking: noise: it is for updates of norm 1, and they are cut to 2." },
        { "weights", Noised() with { WeightCap = 64 }, "configuration: masking: weightCap is 64, and with noise every site weighs 1." },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Noise_LessThanItClaims_IsRefusedBeforeAnythingIsTrained(string what, MaskingTask masking, string sentence)
    {
        await using var site = await StartReady();
        var task = FakeCoordinator.TaskOf("patients") with { Masking = masking };
        var start = AggregationRound.StartOf(Federation.Setup!, 1, Federation.SubjectOf(task), Federation.Setup!.Usable([0, 1, 2, 3]));
        Coordinator.Assign("run", 1, task: task, invitation: WireMessage.Encode(new RoundInvitation(Statement.Sign(start, Federation.Signer), default)));

        Assert.StartsWith(sentence, (await Coordinator.Failures.Next()).Reason, StringComparison.Ordinal);
        Assert.True((Trainer.Trained, Coordinator.Uploads.Count) == (0, 0), what);
    }

    private static MaskingTask Lie(Func<SiteNoise, SiteNoise> change)
    {
        var masking = Noised();

        return masking with { Noise = change(masking.Noise!) };
    }

    private static MaskingTask Noised(int fewest = 3, int? parameters = null)
    {
        var rotation = Digest.Of("rotation"u8);
        var mechanism = NoiseSizing.For(Clip, Multiplier, fewest, 4, parameters ?? Parameters);
        var votes = NoiseSizing.For(1, Multiplier, fewest, 4, 1, mechanism.Ring);
        var quantiser = new DistributedGaussianQuantiser(mechanism, Convert.FromHexString(rotation.Value), votes);

        return new(Clip, 4, WeightCap: 1, RingBits: 32, new(
            MaskedVectors.ShareOf(mechanism), MaskedVectors.ShareOf(votes), fewest, parameters ?? Parameters, quantiser.Lanes, Math.Sqrt(1 / (2 * quantiser.Rho)), quantiser.Rho, rotation));
    }
}
