using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Strategies;

namespace FedGrains.Cli.Tests.Rounds;

public sealed class RoundVerificationTests
{
    private static readonly string[] s_all = ["roster", "transcript", "task", "vectors", "weights", "sum", "model", "file"];

    [Theory]
    [InlineData(StrategyNames.FedAvg, 32)]
    [InlineData(StrategyNames.FedAvg, 64)]
    [InlineData(StrategyNames.FedAdam, 32)]
    [InlineData(StrategyNames.FedAvgM, 32)]
    public void Verify_ARoundThatTookPlace_FollowsFromItsEvidence(string strategy, int ringBits)
    {
        var round = new MaskedRoundFolder(strategy, ringBits);
        var verdict = new RoundVerification(round.Facts, round, round.Roster).Verify();

        Assert.Equal(VerifyOutcome.Verified, verdict.Outcome);
        Assert.Equal(s_all, verdict.Checks.Select(c => c.Name));
        Assert.All(verdict.Checks, c => Assert.Equal(CheckOutcome.Holds, c.Outcome));
        Assert.Equal(["site-000", "site-001", "site-003"], verdict.Survivors.Select(s => s.Value));
    }

    // What is summed is rotated and padded: it is rotated back block by block, 17 of them in two pieces.
    [Theory]
    [InlineData(6)]
    [InlineData((1 << 20) + 5)]
    public void Verify_ARoundWithNoise_FollowsFromItsEvidence(int features)
    {
        var round = new MaskedRoundFolder(features: features, isNoised: true);
        var verdict = new RoundVerification(round.Facts, round, round.Roster).Verify();

        Assert.Equal((VerifyOutcome.Verified, s_all.Length), (verdict.Outcome, verdict.Checks.Count(c => c.Outcome is CheckOutcome.Holds)));
    }

    // The configuration is signed, so noise cannot be claimed afterwards; nor can what was signed claim more than it keeps.
    [Fact]
    public void Verify_NoiseOtherThanSigned_IsRefuted()
    {
        var round = new MaskedRoundFolder(isNoised: true);
        var (masking, noise) = (round.Facts.Site.Masking!, round.Facts.Site.Masking!.Noise!);

        Refuted(round, "task", f => f with { Site = f.Site with { Masking = masking with { Noise = noise with { Rho = noise.Rho * 2 } } } }, round.Roster);
        Assert.Contains("rho is claimed to be", Impossible(n => n with { Rho = 1e-9 }), StringComparison.Ordinal);
        Assert.Contains("noise lacks a field", Impossible(n => n with { Update = null! }), StringComparison.Ordinal);
        Assert.Contains("lanes is 7", Impossible(n => n with { Lanes = 7 }), StringComparison.Ordinal);
        Assert.Contains("Granularity", Impossible(n => n with { Update = n.Update with { Bits = 2000 } }), StringComparison.Ordinal);

        string Impossible(Func<SiteNoise, SiteNoise> change) =>
            Assert.Throws<CommandException>(() => (round.Facts with { Site = round.Facts.Site with { Masking = masking with { Noise = change(noise) } } }).Reader()).Message;
    }

    // More lanes than a piece has: the weight's lane shifts the parameters by one over the border.
    [Fact]
    public void Verify_AModelOfSeveralPieces_FollowsFromItsEvidence()
    {
        var round = new MaskedRoundFolder(features: (1 << 20) + 5);

        Assert.Equal(VerifyOutcome.Verified, new RoundVerification(round.Facts, round, round.Roster).Verify().Outcome);
    }

    [Fact]
    public void Verify_WithoutARosterToGoBy_SaysThatItTookItAsFound()
    {
        var round = new MaskedRoundFolder();
        var verdict = new RoundVerification(round.Facts, round, roster: null).Verify();

        Assert.Equal((VerifyOutcome.Verified, CheckOutcome.TakenAsFound), (verdict.Outcome, verdict.Checks[0].Outcome));
        Assert.Contains(round.Roster.Value, verdict.Checks[0].Sentence, StringComparison.Ordinal);
        Assert.EndsWith(", if the roster that was taken as found is the right one.", verdict.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_UnderAnotherRoster_IsRefuted() => Refuted(new MaskedRoundFolder(), "transcript", f => f, Digest.Of("another"u8));

    [Fact]
    public void Verify_WithoutAVectorThatWasKept_IsIncomplete()
    {
        var round = new MaskedRoundFolder();
        round.Lost.Add(new("site-001"));
        var verdict = new RoundVerification(round.Facts, round, round.Roster).Verify();

        Assert.Equal(VerifyOutcome.Incomplete, verdict.Outcome);
        Assert.Contains("site-001", verdict.Sentence(), StringComparison.Ordinal);
        Assert.DoesNotContain(verdict.Checks, c => c.Name is "sum" or "model");
    }

    [Fact]
    public void Verify_WhileTheRunGoesOn_SumsTheVectorsThatItChecked()
    {
        var round = new MaskedRoundFolder { LosesWhatItOpened = true };

        Assert.Equal(VerifyOutcome.Verified, new RoundVerification(round.Facts, round, round.Roster).Verify().Outcome);
        Assert.Equal(3, round.Lost.Count);
    }

    // What a strategy remembered of earlier rounds is gone: no more is claimed than was computed.
    [Fact]
    public void Verify_ALaterRoundOfAStrategyWithAMemory_ComputesTheSumAndNotTheStep()
    {
        var round = new MaskedRoundFolder(StrategyNames.FedAdam);
        var facts = round.Facts with { Base = round.Facts.Base with { ServerState = Digest.Of("state"u8) } };
        var verdict = new RoundVerification(facts, round, round.Roster).Verify();

        Assert.Equal(VerifyOutcome.Incomplete, verdict.Outcome);
        Assert.Equal(CheckOutcome.Holds, verdict.Checks.Single(c => c.Name == "sum").Outcome);
        Assert.Equal(CheckOutcome.NotChecked, verdict.Checks.Single(c => c.Name == "model").Outcome);
        Assert.Equal(CheckOutcome.Holds, verdict.Checks.Single(c => c.Name == "file").Outcome);
    }

    [Fact]
    public void Verify_ARecordThatLies_IsRefuted()
    {
        var round = new MaskedRoundFolder();
        var other = Digest.Of("other"u8);

        Refuted(round, "transcript", f => f with { Transcript = other });
        Refuted(round, "task", f => f with { Federation = new("other") });
        Refuted(round, "task", f => f with { Roster = other });
        Refuted(round, "task", f => f with { Base = f.Base with { Digest = other } });
        Refuted(round, "task", f => f with { Site = f.Site with { Seed = 8 } });
        Refuted(round, "task", f => f with { Site = f.Site with { Masking = f.Site.Masking! with { Clip = 4 } } });
        Refuted(round, "task", f => f with { Contributors = f.Contributors.RemoveAt(0) });
        Refuted(round, "task", f => f with { Contributors = f.Contributors.Add(f.Contributors[0]) });
        Refuted(round, "task", f => f with { Contributors = f.Contributors.SetItem(0, f.Contributors[0] with { Node = new("site-002") }) });
        Refuted(round, "weights", f => f with { Contributors = f.Contributors.SetItem(0, f.Contributors[0] with { Examples = 16 }) });
        Refuted(round, "weights", f => f with { Weighting = Weighting.Uniform });
        Refuted(round, "model", f => f with { Strategy = f.Strategy with { ServerLearningRate = 0.5 } });
        Refuted(round, "model", f => f with { Model = f.Model with { Digest = other } });
    }

    private static void Refuted(MaskedRoundFolder round, string check, Func<RoundFacts, RoundFacts> lie, Digest? roster = null)
    {
        var verdict = new RoundVerification(lie(round.Facts), round, roster ?? round.Roster).Verify();

        Assert.Equal(VerifyOutcome.Refuted, verdict.Outcome);
        Assert.Equal(check, verdict.Checks[^1].Name);
        Assert.Equal(CheckOutcome.Fails, verdict.Checks[^1].Outcome);
    }
}
