using CsCheck;

using FedGrains.Core.Strategies;

namespace FedGrains.Core.Tests.Strategies;

public sealed class StrategyStepTests
{
    private static readonly StrategySettings Adaptive = new("", ServerLearningRate: 1.5, Beta1: 0.5, Beta2: 0.75, Tau: 0.5);

    public static TheoryData<string> Names => [.. StrategyNames.All];

    [Theory]
    [InlineData(StrategyNames.FedAvg)]
    [InlineData(StrategyNames.FedProx)]
    public void FedAvg_AddsTheMeanTimesTheRate(string name)
    {
        Assert.Equal(1.5f, Take(StrategySettings.Default(name), 1, 0.5).Next);
        Assert.Equal(2f, Take(StrategySettings.Default(name) with { ServerLearningRate = 2 }, 1, 0.5).Next);
    }

    [Fact]
    public void FedAvgM_KeepsMomentum()
    {
        var settings = StrategySettings.Default(StrategyNames.FedAvgM) with { Momentum = 0.5, ServerLearningRate = 2 };

        // m = 0 + 0.5, x = 1 + 2 · 0.5; then m = 0.5 · 0.5 + 0.25 and x = 2 + 2 · 0.5.
        Assert.Equal((2f, 0.5f, 0f), Take(settings, 1, 0.5));
        Assert.Equal((3f, 0.5f, 0f), Take(settings, 2, 0.25, m: 0.5f));
    }

    // All: m = 0.5 m + 0.5 · 2 and x = 3 + 1.5 m / (√v + 0.5).
    [Theory]
    [InlineData(StrategyNames.FedAdam, 0, 0, 1, 1, 4)]            // v = 0.75 · 0 + 0.25 · 4
    [InlineData(StrategyNames.FedAdam, 1, 4, 1.5, 4, 3.9)]        // v = 0.75 · 4 + 0.25 · 4
    [InlineData(StrategyNames.FedYogi, 0, 0, 1, 1, 4)]            // v = 0 + 0.25 · 4
    [InlineData(StrategyNames.FedYogi, 1, 3, 1.5, 4, 3.9)]        // 3 < 4: v = 3 + 1
    [InlineData(StrategyNames.FedYogi, 1, 5, 1.5, 4, 3.9)]        // 5 > 4: v = 5 - 1
    [InlineData(StrategyNames.FedYogi, 1, 4, 1.5, 4, 3.9)]        // 4 = 4: v stays
    [InlineData(StrategyNames.FedAdagrad, 0, 0, 1, 4, 3.6)]       // v = 0 + 4
    [InlineData(StrategyNames.FedAdagrad, 1, 12, 1.5, 16, 3.5)]   // v = 12 + 4
    public void Adaptive_HandWorked(string name, float m, float v, float nextM, float nextV, float next) =>
        Assert.Equal((next, nextM, nextV), Take(Adaptive with { Name = name }, 3, 2, m, v));

    // The paper's formulas written another way, several rounds in double; float32 storage is all that differs.
    [Fact]
    public void Adaptive_IsThePapersAlgorithm2() => Gen.OneOf(StrategyNames.FedAdam, StrategyNames.FedYogi, StrategyNames.FedAdagrad).Select(Gen.Double[-2, 2].Array[1, 20]).Sample((name, updates) =>
    {
        var s = StrategySettings.Default(name) with { Tau = 1e-3 };
        var (x, m, v) = (1.0, 0.0, 0.0);
        var (actual, first, second) = (1f, 0f, 0f);

        foreach (var d in updates)
        {
            m += (1 - s.Beta1) * (d - m);
            v = name switch
            {
                StrategyNames.FedAdagrad => v + (d * d),
                StrategyNames.FedAdam => v + ((1 - s.Beta2) * ((d * d) - v)),
                _ => v > d * d ? v - ((1 - s.Beta2) * d * d) : v < d * d ? v + ((1 - s.Beta2) * d * d) : v,
            };
            x += s.ServerLearningRate * m / (s.Tau + Math.Pow(v, 0.5));
            (actual, first, second) = Take(s, actual, d, first, second);
        }

        Assert.Equal(m, first, 1e-6);
        Assert.Equal(v, second, 1e-5);
        Assert.Equal(x, actual, 1e-4);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_AnySlices_SameBits(string name)
    {
        var gen = Gen.Int[1, 100].SelectMany(n => Gen.Select(Gen.Float[-3, 3].Array[n], Gen.Double[-1, 1].Array[n], Gen.Float[-1, 1].Array[n], Gen.Float[0, 1].Array[n])).Select(Gen.Int[1, 50]);

        gen.Sample((vectors, slice) =>
        {
            var (current, mean, m, v) = vectors;
            var whole = (Next: new float[current.Length], First: (float[])m.Clone(), Second: (float[])v.Clone());
            var sliced = (Next: new float[current.Length], First: (float[])m.Clone(), Second: (float[])v.Clone());
            var strategy = StrategyCatalog.Find(name);
            strategy.Step(strategy.Defaults, current, mean, new(whole.First, whole.Second), whole.Next);

            for (var from = 0; from < current.Length; from += slice)
            {
                var range = from..Math.Min(from + slice, current.Length);
                strategy.Step(strategy.Defaults, current.AsSpan(range), mean.AsSpan(range), new(sliced.First.AsSpan(range), sliced.Second.AsSpan(range)), sliced.Next.AsSpan(range));
            }

            Assert.Equal(whole.Next.Select(BitConverter.SingleToUInt32Bits), sliced.Next.Select(BitConverter.SingleToUInt32Bits));
            Assert.Equal(whole.First, sliced.First);
            Assert.Equal(whole.Second, sliced.Second);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_IntoTheCurrentModelsMemory_IsTheSame(string name)
    {
        var strategy = StrategyCatalog.Find(name);
        float[] model = [1, 2, 3];
        var next = new float[3];

        strategy.Step(strategy.Defaults, model, [1, -1, 0.5], new(new float[3], new float[3]), next);
        strategy.Step(strategy.Defaults, model, [1, -1, 0.5], new(new float[3], new float[3]), model);

        Assert.Equal(next, model);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_NothingChangedAndNothingRemembered_KeepsTheModel(string name) =>
        Assert.Equal((0.1f, 0f, 0f), Take(StrategySettings.Default(name), 0.1f, 0));

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_DifferentLengths_Throws(string name)
    {
        var strategy = StrategyCatalog.Find(name);

        Assert.Throws<ArgumentException>(() => strategy.Step(strategy.Defaults, new float[2], new double[3], new(new float[2], new float[2]), new float[2]));
        Assert.Throws<ArgumentException>(() => strategy.Step(strategy.Defaults, new float[2], new double[2], new(new float[2], new float[2]), new float[3]));
        if (strategy.StateTensors > 0) Assert.Throws<ArgumentException>(() => strategy.Step(strategy.Defaults, new float[2], new double[2], new([], new float[2]), new float[2]));
        if (strategy.StateTensors > 1) Assert.Throws<ArgumentException>(() => strategy.Step(strategy.Defaults, new float[2], new double[2], new(new float[2], []), new float[2]));
    }

    private static (float Next, float First, float Second) Take(StrategySettings settings, float current, double update, float m = 0, float v = 0)
    {
        float[] first = [m], second = [v], next = [0];
        StrategyCatalog.Find(settings.Name).Step(settings, [current], [update], new(first, second), next);

        return (next[0], first[0], second[0]);
    }
}
