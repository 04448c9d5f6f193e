using System.Security.Cryptography;
using System.Text;

using FedGrains.Attacks.Audits;
using FedGrains.Core.Attacks;
using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Privacy.Accounting;
using FedGrains.Testing;
using FedGrains.Training;
using FedGrains.Training.Devices;

namespace FedGrains.Attacks.Tests.Audits;

public sealed class PlanAuditTests
{
    [Fact]
    public void Run_Undefended_FindsEverythingAndClaimsNothing()
    {
        var audit = Run(Subjects.Binary(null));

        Assert.Equal(
            [AttackNames.AnalyticInversion, AttackNames.LabelRecovery, AttackNames.CanaryMembership, AttackNames.LikelihoodRatio, AttackNames.LossThreshold, AttackNames.PropertyInference],
            audit.Findings.Select(f => f.Attack));
        Assert.All(audit.Findings, f => Assert.Equal((AttackVerdict.NoDefenceClaimed, null, null), (f.Verdict, f.Defended, f.Guarantee)));
        Assert.Equal(1, Undefended(audit, AttackNames.AnalyticInversion));
        Assert.Equal(1, Undefended(audit, AttackNames.LabelRecovery));
        Assert.InRange(Undefended(audit, AttackNames.CanaryMembership), 0.7, 1);
        Assert.InRange(Undefended(audit, AttackNames.LikelihoodRatio), 0.6, 1);
        Assert.InRange(Undefended(audit, AttackNames.PropertyInference), 0.8, 1);
        Assert.Null(audit.Guarantee);
    }

    [Fact]
    public void Run_Private_HoldsAndTellsWhatIsNotPromised()
    {
        var audit = Run(Subjects.Binary(Subjects.Private));

        Assert.Equal(
            [AttackVerdict.Held, AttackVerdict.Held, AttackVerdict.Held, AttackVerdict.FiguresOnly, AttackVerdict.FiguresOnly, AttackVerdict.NotPromised], audit.Findings.Select(f => f.Verdict));
        Assert.Equal(0, Defended(audit, AttackNames.AnalyticInversion));
        Assert.InRange(Defended(audit, AttackNames.LikelihoodRatio), 0.4, audit.Guarantee!.MostArea + 0.05);
        Assert.False(audit.IsRefuted);

        // The price of what the plan says, by hand: ten steps at q = 0.2 and σ = 4; of one record alone, one step at q = 1.
        Assert.Equal(new(0.2, 4, 1, 10), audit.Guarantee.Mechanism);
        Assert.Equal(Epsilon(0.2, 4, 10), audit.Guarantee.Epsilon);
        Assert.Equal((Epsilon(1, 4, 1), new DpSgdMechanism(1, 4, 1, 1)), (Find(audit, AttackNames.LabelRecovery).Guarantee!.Epsilon, Find(audit, AttackNames.LabelRecovery).Defended!.Mechanism));
    }

    // The trainer says that it adds noise, and its generator gives zeros.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_GeneratorOfZeros_IsRefuted(ulong seed)
    {
        var audit = Run(Subjects.Binary(Subjects.Private), new BrokenGenerator(bytes => bytes.Clear()), Subjects.Settings(AttackKind.Membership) with { Seed = seed });

        Assert.True(audit.IsRefuted);
        Assert.Equal(AttackVerdict.Refuted, Find(audit, AttackNames.CanaryMembership).Verdict);
        Assert.True(Find(audit, AttackNames.CanaryMembership).Test!.EpsilonShown > audit.Guarantee!.Epsilon);
    }

    // Noise of 0 for all: records can be read off again, and labels, and who was there.
    [Fact]
    public void Run_NoNoise_IsRefutedByEveryTest()
    {
        const int NoiseBytes = 1024 * sizeof(ulong);
        using var samples = new SeededGenerator(1);
        var audit = Run(Subjects.Binary(Subjects.Private with { SamplingRate = 1, NoiseMultiplier = 8 }), new BrokenGenerator(bytes =>
        {
            if (bytes.Length == NoiseBytes) bytes.Fill(0xFF);
            else samples.GetBytes(bytes);
        }));

        Assert.Equal([AttackVerdict.Refuted, AttackVerdict.Refuted, AttackVerdict.Refuted], audit.Findings.Where(f => f.Test is not null).Select(f => f.Verdict));
    }

    [Fact]
    public void Run_Report_IsWhatACoordinatorTakes()
    {
        var audit = Run(Subjects.Binary(Subjects.Private));
        var json = Encoding.UTF8.GetBytes(audit.ToJson());

        Assert.InRange(json.Length, 1, PrivacyAudit.MostBytes);
        Assert.Equal(audit.ToJson(), PrivacyAudit.Parse(json).ToJson());
    }

    [Fact]
    public void Run_Undefended_RepeatsItself() => Assert.Equal(Run(Subjects.Binary(null)).ToJson(), Run(Subjects.Binary(null), new SeededGenerator(99)).ToJson());

    [Fact]
    public void Run_Numbers_AreAttackedWithoutClasses()
    {
        var audit = Run(Subjects.Of(ModelDefinition.Perceptron(6, [5], 1), LossNames.MeanSquaredError, Subjects.Private));

        Assert.Equal([AttackNames.AnalyticInversion, AttackNames.CanaryMembership, AttackNames.PropertyInference], audit.Findings.Select(f => f.Attack));
        Assert.Equal([new(AttackKind.Labels, SkipReason.NoClassifier)], audit.Skipped.AsSpan().ToArray());
        Assert.False(audit.IsRefuted);
    }

    [Fact]
    public void Run_Classes_AreMadeUpWhereTheFirstLayerIsNotLinear()
    {
        var model = new ModelDefinition([1, 4, 4], [new Layer.Convolution(2, 3, 1, 1), new Layer.Sigmoid(), new Layer.Flatten(), new Layer.Linear(3)]);
        var audit = Run(Subjects.Of(model, LossNames.CrossEntropy, null, records: 10), settings: Subjects.Settings(AttackKind.Inversion));

        Assert.InRange(Assert.Single(audit.Findings).Undefended.Find(FigureNames.PsnrMean)!.Value, 20, double.PositiveInfinity);
        Assert.Equal(AttackNames.IterativeInversion, audit.Findings[0].Attack);
    }

    [Fact]
    public void Run_WhatDoesNotApply_IsNamed()
    {
        var codes = new ModelDefinition([4], [new Layer.Embedding(9, 2), new Layer.Flatten(), new Layer.Linear(1)]);
        var convolution = new ModelDefinition([1, 4, 4], [new Layer.Convolution(2, 3), new Layer.Flatten(), new Layer.Linear(1)]);
        var squashed = new ModelDefinition([3], [new Layer.Linear(2), new Layer.Tanh()]);
        var alike = Subjects.Binary(null) with { Records = new TrainingData([8], new float[8 * 12], [.. Enumerable.Range(0, 12).Select(i => (float)(i % 2))]) };

        Assert.Equal([new(AttackKind.Inversion, SkipReason.CodesHaveNoGradient)], Skipped(Subjects.Of(codes, LossNames.BinaryCrossEntropy, null)));
        Assert.Equal([new(AttackKind.Inversion, SkipReason.NoInversionForModel)], Skipped(Subjects.Of(convolution, LossNames.BinaryCrossEntropy, null)));
        Assert.Equal([new(AttackKind.Labels, SkipReason.LastLayerNotLinear)], Skipped(Subjects.Of(squashed, LossNames.CrossEntropy, null)));
        Assert.Equal([new(AttackKind.Inversion, SkipReason.NothingDiffers), new(AttackKind.Property, SkipReason.NothingDiffers)], Skipped(alike));
    }

    [Fact]
    public void Run_SubjectOrSettingsWithFaults_AreRefused()
    {
        var subject = Subjects.Binary(null);

        Assert.Contains("needs at least 10", Assert.Throws<ArgumentException>(() => Run(subject with { Records = SyntheticRecords.Make(subject.Plan.Model, LossNames.BinaryCrossEntropy, 9, 1) })).Message, StringComparison.Ordinal);
        Assert.Contains("takes records of shape [8]", Assert.Throws<ArgumentException>(() => Run(subject with { Records = SyntheticRecords.Make(ModelDefinition.Regression(7), LossNames.BinaryCrossEntropy, 10, 1) })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(subject, settings: Subjects.Settings() with { ShadowModels = 31 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(subject, settings: Subjects.Settings() with { Records = 9 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(subject, settings: Subjects.Settings() with { Rounds = 0 }));
    }

    private static SkippedAttack[] Skipped(AuditSubject subject) =>
        [.. Run(subject, settings: Subjects.Settings(AttackKind.Inversion, AttackKind.Labels, AttackKind.Property) with { ShadowModels = 32 }).Skipped];

    private static AttackFinding Find(PrivacyAudit audit, string attack) => audit.Findings.Single(f => f.Attack == attack);

    private static double Undefended(PrivacyAudit audit, string attack) => Find(audit, attack) is var finding ? finding.Undefended.Find(finding.Figure)!.Value : 0;

    private static double Defended(PrivacyAudit audit, string attack) => Find(audit, attack) is var finding ? finding.Defended!.Find(finding.Figure)!.Value : 0;

    private static double Epsilon(double rate, double noise, int steps) => AccountantCatalog.Default.Epsilon([PrivacyEvent.NoisySteps(rate, noise, steps)], 1e-5);

    private static PrivacyAudit Run(AuditSubject subject, RandomNumberGenerator? random = null, AuditSettings? settings = null) => PlanAudit.Run(
        subject, settings ?? Subjects.Settings(), new LocalTrainer(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System, random ?? new SeededGenerator(1)), AccountantCatalog.Default,
        cancellation: TestContext.Current.CancellationToken);

    private sealed class BrokenGenerator(Action<Span<byte>> fill) : RandomNumberGenerator
    {
        public override void GetBytes(byte[] data) => fill(data);

        public override void GetBytes(Span<byte> data) => fill(data);
    }
}
