using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

using static FedGrains.Core.Tests.Rounds.RoundSamples;

namespace FedGrains.Core.Tests.Rounds;

/// <summary>Bad input stops at the door with the field, the rule and the way to mend it.</summary>
public sealed class SubmissionTests
{
    private static readonly DateTimeOffset Now = Opened.AddSeconds(10);

    [Fact]
    public void Sound_IsAcceptedWithoutAWord() => Expect(SubmitOutcome.Accepted, null, Open(2), Submission(0));

    [Fact]
    public void SameAgain_IsADuplicateWithoutAWord() => Expect(SubmitOutcome.Duplicate, null, Open(2).Submit(0), Submission(0));

    [Fact]
    public void AnotherUpdate_IsEquivocation() => Expect(
        SubmitOutcome.Equivocation,
        "update.digest: a has another submission in round heart/first/4. A node submits once a round; send the first one again.",
        Open(2).Submit(0),
        Submission(0, variant: 1));

    [Fact]
    public void Stranger_IsNotInTheCohort() => Expect(SubmitOutcome.NotInCohort, "node: f was not asked in round heart/first/4.", Open(2), Submission(5));

    [Fact]
    public void AfterTheDeadline_IsTooLate() => Expect(
        SubmitOutcome.TooLate,
        "round: heart/first/4 accepted submissions until 2026-03-01 08:01:40Z. Wait for the next round.",
        Open(2),
        Submission(0),
        Deadline.AddTicks(1));

    [Fact]
    public void AfterTheClose_IsClosed() => Expect(
        SubmitOutcome.Closed,
        "round: heart/first/4 has closed. Wait for the next round.",
        Open(2, quorum: 1).Submit(0).Wait(new HashSet<NodeId> { Node(1) }, Now),
        Submission(1));

    [Fact]
    public void ToAnAbandonedRound_IsClosed() => Assert.Equal(SubmitOutcome.Closed, Open(2).Abandon("No.", Now).Judge(Submission(1), Now));

    [Fact]
    public void OtherBaseVersion_IsWrongBase() => Expect(
        SubmitOutcome.WrongBase,
        $"base_version: round heart/first/4 starts from version 3 ({Base.Digest}), not from 2 ({Base.Digest}). Download the round's model and train from it.",
        Open(2),
        Submission(0) with { BaseVersion = 2 });

    [Fact]
    public void SameVersionWithOtherBytes_IsWrongBase() =>
        Assert.Equal(SubmitOutcome.WrongBase, Open(2).Judge(Submission(0) with { BaseDigest = Digest.Of("other"u8) }, Now));

    [Fact]
    public void PlainInAMaskedRound_IsWrongForm() => Expect(
        SubmitOutcome.WrongForm,
        "update.masked_upload: the updates of round heart/first/4 are masked, and this one is not. Answer the round's invitation; a site that knows of none must be updated.",
        Round.Open(Plan(2).Masked()),
        Submission(0));

    [Fact]
    public void MaskedInAPlainRound_IsWrongForm() => Expect(
        SubmitOutcome.WrongForm,
        "update.masked_upload: the updates of round heart/first/4 are not masked. Send the update in fixed point.",
        Open(2),
        Submission(0, masked: true));

    [Theory]
    [InlineData(Weighting.Examples, 9, SubmitOutcome.TooManyExamples)]
    [InlineData(Weighting.Examples, 10, SubmitOutcome.Accepted)]
    [InlineData(Weighting.Uniform, 1, SubmitOutcome.Accepted)]
    public void AboveTheCapOfWeights_IsTooMany(Weighting weighting, long cap, SubmitOutcome expected)
    {
        var plan = Plan(2).Masked();
        plan = plan with { Weighting = weighting, Site = plan.Site with { Masking = plan.Site.Masking! with { WeightCap = cap } } };

        Expect(
            expected,
            expected is SubmitOutcome.Accepted ? null : "update.examples: 10 is more than 9, the most that a site weighs in this run. It was settled when the run started; start another run.",
            Round.Open(plan),
            Submission(0, masked: true));
    }

    [Fact]
    public void NoUpdateInATrainingRound_IsWrongTask() => Expect(
        SubmitOutcome.WrongTask,
        "update: round heart/first/4 asks for an update and the report has none.",
        Open(2),
        Submission(0, task: RoundTask.Evaluate));

    [Fact]
    public void UpdateInAnEvaluation_IsWrongTask() => Expect(
        SubmitOutcome.WrongTask,
        "update: round heart/first/4 is an evaluation and takes no update.",
        Open(2, task: RoundTask.Evaluate),
        Submission(0));

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void NoExamples(long examples) => Expect(
        SubmitOutcome.NoExamples,
        $"update.examples: {examples} is not a count of training records; send at least 1.",
        Open(2),
        Claiming(examples));

    [Fact]
    public void AsManyExamplesAsRegistered_IsAccepted() => Expect(SubmitOutcome.Accepted, null, Open(2), Claiming(Examples));

    [Fact]
    public void MoreExamplesThanRegistered_IsTooMany() => Expect(
        SubmitOutcome.TooManyExamples,
        "update.examples: 101 is more than the 100 training records that a registered, or takes the round past 2147483648. Register the dataset again if it has grown.",
        Open(2),
        Claiming(Examples + 1));

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity)]
    public void TrainingThatIsNoNumber_IsABadMeasurement(double loss, double seconds) => Expect(
        SubmitOutcome.BadMeasurement,
        "update: the training loss or the training time is not a finite number.",
        Open(2),
        Submission(0) with { Update = Submission(0).Update! with { TrainingLoss = loss, TrainingSeconds = seconds } });

    [Fact]
    public void PrivateTrainingAsPlanned_IsAccepted() => Expect(SubmitOutcome.Accepted, null, Private(), Did(Planned));

    [Fact]
    public void MoreNoiseThanPlanned_IsAccepted() => Expect(SubmitOutcome.Accepted, null, Private(), Did(Planned with { NoiseMultiplier = 9 }));

    [Fact]
    public void PrivatePlanWithoutAMechanism_IsAWrongMechanism() => Expect(
        SubmitOutcome.WrongMechanism,
        "update.mechanism: round heart/first/4 trains with differential privacy, and the report does not say how. Update the site.",
        Private(),
        Submission(0));

    [Fact]
    public void PlainPlanWithAMechanism_IsAWrongMechanism() => Expect(
        SubmitOutcome.WrongMechanism,
        "update.mechanism: round heart/first/4 trains without differential privacy, and the report says how it was private. Train as the configuration says.",
        Open(2),
        Did(Planned));

    [Fact]
    public void WeakerThanPlanned_IsAWrongMechanismThatNamesEveryField() => Expect(
        SubmitOutcome.WrongMechanism,
        "update.mechanism.sampling_rate: 0.9 is more than the 0.8 asked for, or no rate. update.mechanism.noise_multiplier: 1 is less than the 1.5 asked for, or no noise multiplier. Train as the configuration of round heart/first/4 says.",
        Private(),
        Did(Planned with { SamplingRate = 0.9, NoiseMultiplier = 1 }));

    // The noise covers the update. The loss is of the records as they are.
    [Fact]
    public void PrivateTrainingThatTellsItsLoss_IsAWrongMechanism() => Expect(
        SubmitOutcome.WrongMechanism,
        "update.training_loss: round heart/first/4 trains with differential privacy, which does not cover the loss. Leave it out.",
        Private(),
        Did(Planned) with { Update = Did(Planned).Update! with { TrainingLoss = 0.5 } });

    [Fact]
    public void EvaluationInAPrivateRun_NeedsNoMechanism()
    {
        var plan = Plan(2, task: RoundTask.Evaluate);

        Expect(SubmitOutcome.Accepted, null, Round.Open(plan with { Site = plan.Site with { Training = PrivateTraining } }), Submission(0, task: RoundTask.Evaluate));
    }

    [Fact]
    public void EvaluationThatIsNoNumber_IsABadMeasurement() => Expect(
        SubmitOutcome.BadMeasurement,
        "evaluation: metric 'loss' is NaN; send a finite number.",
        Open(2),
        Submission(0) with { Evaluation = [new Measurement("accuracy", 0.5, 1, 0), .. Measured(double.NaN)] });

    [Fact]
    public void AMetricThatComesTwice_IsABadMeasurement() => Expect(
        SubmitOutcome.BadMeasurement,
        "evaluation: metric 'loss' is there 2 times; send it once.",
        Open(2),
        Submission(0) with { Evaluation = [.. Measured(0.5), .. Measured(0.25)] });

    [Fact]
    public void MoreExamplesThanTheExactSumHolds_IsTooMany()
    {
        var plan = Plan(2);
        var round = Round.Open(plan with { Cohort = [.. plan.Cohort.Select(m => m with { Examples = Round.MaximumExamples })] }).Submit(Claiming(Round.MaximumExamples - 9), Now).Next;
        var second = Submission(1);

        Assert.Equal(SubmitOutcome.TooManyExamples, round.Judge(second with { Update = second.Update! with { Examples = 10 } }, Now));
        Assert.Equal(SubmitOutcome.Accepted, round.Judge(second with { Update = second.Update! with { Examples = 9 } }, Now));
    }

    [Fact]
    public void EveryOutcomeButIn_HasASentence() =>
        Assert.All(Enum.GetValues<SubmitOutcome>().Except([SubmitOutcome.Accepted, SubmitOutcome.Duplicate]), o => Assert.NotNull(o.Explain(Plan(2), Submission(0))));

    private static TrainingPlan PrivateTraining { get; } = RoundSamples.Training with { BatchSize = 0, Privacy = new(1, 1.5, ExpectedBatch: 8) };

    // Of the ten records that the update claims.
    private static DpSgdMechanism Planned { get; } = PrivateTraining.MechanismFor(10)!;

    private static Round Private()
    {
        var plan = Plan(2);

        return Round.Open(plan with { Site = plan.Site with { Training = PrivateTraining } });
    }

    [Fact]
    public void Loss_BesideANoisedSum_IsNotCovered()
    {
        var plan = Plan(2).Masked();
        var noised = Round.Open(plan with { Site = plan.Site with { Masking = plan.Site.Masking! with { Noise = RoundSamples.Noise } } });
        var told = Submission(0) with { Update = Submission(0).Update! with { Length = 6 * 4, MaskedUpload = "AA==" } };

        Expect(SubmitOutcome.WrongMechanism, "update.training_loss: round heart/first/4 has site-level differential privacy, which does not cover the loss. Leave it out.", noised, told);
        Assert.Equal(SubmitOutcome.Accepted, noised.Judge(told with { Update = told.Update! with { TrainingLoss = null } }, Now));
    }

    private static Submission Did(DpSgdMechanism mechanism) => Submission(0) with { Update = Submission(0).Update! with { TrainingLoss = null, Mechanism = mechanism } };

    private static Submission Claiming(long examples) => Submission(0) with { Update = Submission(0).Update! with { Examples = examples } };

    private static void Expect(SubmitOutcome outcome, string? sentence, Round round, Submission submission, DateTimeOffset? now = null)
    {
        Assert.Equal(outcome, round.Judge(submission, now ?? Now));
        Assert.Equal(sentence, outcome.Explain(round.Plan, submission));
    }
}
