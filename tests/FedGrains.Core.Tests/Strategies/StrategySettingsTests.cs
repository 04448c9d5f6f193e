using System.Text.Json;
using System.Text.Json.Serialization;

using FedGrains.Core.Strategies;

namespace FedGrains.Core.Tests.Strategies;

public sealed class StrategySettingsTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static TheoryData<string> Names => [.. StrategyNames.All];

    [Theory]
    [MemberData(nameof(Names))]
    public void Default_OfEveryStrategy_HasItsNameAndNoFaults(string name)
    {
        Assert.Equal(name, StrategySettings.Default(name).Name);
        Assert.Empty(StrategySettings.Default(name).Faults());
    }

    [Fact]
    public void Default_IsWhatIsDocumented()
    {
        Assert.Equal(new("fedAvg", ServerLearningRate: 1), StrategySettings.Default("fedAvg"));
        Assert.Equal(new("fedProx", ServerLearningRate: 1, Mu: 0.01), StrategySettings.Default("fedProx"));
        Assert.Equal(new("fedAvgM", ServerLearningRate: 1, Momentum: 0.9), StrategySettings.Default("fedAvgM"));
        Assert.Equal(new("fedAdagrad", ServerLearningRate: 0.316228, Beta1: 0.9, Tau: 1e-8), StrategySettings.Default("fedAdagrad"));
        Assert.Equal(new("fedAdam", ServerLearningRate: 0.01, Beta1: 0.9, Beta2: 0.999, Tau: 1e-8), StrategySettings.Default("fedAdam"));
        Assert.Equal(new("fedYogi", ServerLearningRate: 0.01, Beta1: 0.9, Beta2: 0.999, Tau: 1e-8), StrategySettings.Default("fedYogi"));
    }

    [Theory]
    [InlineData(StrategyNames.FedAvg, 0)]
    [InlineData(StrategyNames.FedProx, 0)]
    [InlineData(StrategyNames.FedAvgM, 1)]
    [InlineData(StrategyNames.FedAdagrad, 2)]
    [InlineData(StrategyNames.FedAdam, 2)]
    [InlineData(StrategyNames.FedYogi, 2)]
    public void StateTensors_IsWhatTheStrategyRemembers(string name, int tensors) => Assert.Equal(tensors, StrategyCatalog.Find(name).StateTensors);

    [Theory]
    [MemberData(nameof(Names))]
    public void ProximalTerm_IsMuForFedProxOnly(string name) =>
        Assert.Equal(name == StrategyNames.FedProx ? 0.01 : 0, StrategyCatalog.Find(name).ProximalTerm(StrategySettings.Default(name)));

    [Theory]
    [InlineData("FedAvg")]
    [InlineData("")]
    [InlineData(null)]
    public void Faults_UnknownName_ListsTheKnown(string? name) => Assert.Equal(
        [$"strategy.name: '{name}' is not known. Known: fedAvg, fedProx, fedAvgM, fedAdagrad, fedAdam, fedYogi."],
        new StrategySettings(name!).Faults());

    [Fact]
    public void Find_UnknownName_ListsTheKnown() =>
        Assert.Contains("Known: fedAvg, fedProx, fedAvgM, fedAdagrad, fedAdam, fedYogi.", Assert.Throws<ArgumentException>(() => StrategyCatalog.Find("fedSgd")).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Faults_ServerLearningRate(double rate) =>
        Assert.StartsWith("strategy.serverLearningRate must be more than 0, not ", Assert.Single((StrategySettings.Default("fedAvg") with { ServerLearningRate = rate }).Faults()));

    [Fact]
    public void Faults_SeveralSettings_AreAllListed() => Assert.Equal(
        [
            "strategy.beta1 must be at least 0 and less than 1, not 1.",
            "strategy.beta2 must be at least 0 and less than 1, not -0.5.",
            "strategy.tau must be more than 0, not 0.",
        ],
        new StrategySettings("fedAdam", 0.01, Beta1: 1, Beta2: -0.5).Faults());

    [Fact]
    public void Faults_MomentumAndMu() => Assert.Equal(
        ["strategy.momentum must be at least 0 and less than 1, not 1.", "strategy.mu must be at least 0, not -1."],
        [.. (StrategySettings.Default("fedAvgM") with { Momentum = 1 }).Faults(), .. (StrategySettings.Default("fedProx") with { Mu = -1 }).Faults()]);

    [Fact]
    public void Faults_SettingTheStrategyDoesNotHave_IsRefused() =>
        Assert.Equal(["strategy.momentum: fedAvg has no such setting; leave it out."], (StrategySettings.Default("fedAvg") with { Momentum = 0.9 }).Faults());

    [Fact]
    public void Json_RoundTripsAndHasLowerCamelNames()
    {
        var settings = StrategySettings.Default("fedAdam");
        var json = JsonSerializer.Serialize(settings, Json);

        Assert.Equal("""{"name":"fedAdam","serverLearningRate":0.01,"momentum":0,"beta1":0.9,"beta2":0.999,"tau":1E-08,"mu":0}""", json);
        Assert.Equal(settings, JsonSerializer.Deserialize<StrategySettings>(json, Json));
        Assert.Equal("\"examples\"", JsonSerializer.Serialize(Weighting.Examples, Json));
        Assert.Equal(Weighting.Uniform, JsonSerializer.Deserialize<Weighting>("\"uniform\"", Json));
    }

    [Fact]
    public void Weight_IsTheExampleCountOrOne()
    {
        Assert.Equal(303, Weighting.Examples.Weight(303));
        Assert.Equal(1, Weighting.Uniform.Weight(303));
        Assert.Throws<ArgumentOutOfRangeException>(() => Weighting.Uniform.Weight(0));
    }
}
