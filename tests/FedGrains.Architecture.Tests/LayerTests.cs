using System.Text.RegularExpressions;

namespace FedGrains.Architecture.Tests;

/// <summary>The rules of docs/architecture.md that a compiler does not hold.</summary>
public sealed class LayerTests
{
    // What each project may use. One that is not here was born without anyone deciding where it belongs.
    private static readonly Dictionary<string, string[]> s_mayUse = new(StringComparer.Ordinal)
    {
        ["FedGrains.Core"] = [],
        ["FedGrains.Privacy"] = [],
        ["FedGrains.Transparency"] = [],
        ["FedGrains.Analytics"] = ["FedGrains.Core", "FedGrains.Privacy"],
        ["FedGrains.Health"] = ["FedGrains.Core"],
        ["FedGrains.Training"] = ["FedGrains.Core"],
        ["FedGrains.Attacks"] = ["FedGrains.Core", "FedGrains.Privacy", "FedGrains.Training"],
        ["FedGrains.Storage"] = ["FedGrains.Core", "FedGrains.Privacy", "FedGrains.Transparency"],
        ["FedGrains.Contracts"] = ["FedGrains.Core"],
        ["FedGrains.Client"] = ["FedGrains.Core", "FedGrains.Contracts"],
        ["FedGrains.Azure"] = ["FedGrains.Core", "FedGrains.Privacy", "FedGrains.Storage"],
        ["FedGrains.Grains"] = ["FedGrains.Core", "FedGrains.Privacy", "FedGrains.Analytics", "FedGrains.Storage", "FedGrains.Contracts"],
        ["FedGrains.Gateway"] = ["FedGrains.Core", "FedGrains.Privacy", "FedGrains.Storage", "FedGrains.Contracts"],
        ["FedGrains.Dashboard"] = ["FedGrains.Core", "FedGrains.Contracts"],
        ["FedGrains.Site"] = ["FedGrains.Core", "FedGrains.Privacy", "FedGrains.Analytics", "FedGrains.Health", "FedGrains.Training", "FedGrains.Storage"],
        ["FedGrains.Coordinator"] = ["FedGrains.Core", "FedGrains.Privacy", "FedGrains.Storage", "FedGrains.Contracts", "FedGrains.Grains", "FedGrains.Gateway", "FedGrains.Dashboard", "FedGrains.Azure", "FedGrains.Client"],
        ["FedGrains.Cli"] = ["FedGrains.Core", "FedGrains.Privacy", "FedGrains.Transparency", "FedGrains.Attacks", "FedGrains.Health", "FedGrains.Storage", "FedGrains.Contracts", "FedGrains.Client", "FedGrains.Site", "FedGrains.Coordinator"],
    };

    public static TheoryData<string> Projects => [.. SourceTree.Projects.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_HasAPlaceInTheHouse(string project)
    {
        Assert.True(s_mayUse.ContainsKey(project), $"{project} is new: decide here what it may use.");
        Assert.True(SourceTree.Layers.Contains(project), $"{project} is missing from the table of layers in docs/architecture.md.");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_UsesOnlyWhatItMay(string project) => Assert.Empty(SourceTree.Projects[project].References.Except(s_mayUse[project]));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_UsesOnlyWhatIsBelowItInTheTable(string project)
    {
        var above = SourceTree.Layers.TakeWhile(p => p != project);

        Assert.Empty(SourceTree.Projects[project].AllReferences.Intersect(above));
    }

    [Fact]
    public void Table_NamesOnlyProjectsThatExist() => Assert.Empty(SourceTree.Layers.Except(SourceTree.Projects.Keys));

    [Theory]
    [InlineData("FedGrains.Core")]
    [InlineData("FedGrains.Privacy")]
    public void Decisions_UseNothing(string project)
    {
        Assert.Empty(SourceTree.Projects[project].References);
        Assert.Empty(SourceTree.Projects[project].Packages);
    }

    [Theory]
    [InlineData("FedGrains.Core")]
    [InlineData("FedGrains.Privacy")]
    [InlineData("FedGrains.Health")]
    [InlineData("FedGrains.Analytics")]
    public void Decisions_KnowNoOrleansNoGrpcNoAzureNoWeb(string project)
    {
        if (!SourceTree.Projects.TryGetValue(project, out var found)) return;

        Assert.All(found.AllPackages, p => Assert.DoesNotMatch("Orleans|Grpc|Azure|AspNetCore", p));
    }

    [Fact]
    public void Site_KnowsTheProtocolAndNotTheCoordinatorsGrains() =>
        Assert.Empty(SourceTree.Projects["FedGrains.Site"].AllReferences.Intersect(["FedGrains.Contracts", "FedGrains.Grains", "FedGrains.Gateway", "FedGrains.Coordinator"]));

    [Theory]
    [InlineData("FedGrains.Gateway")]
    [InlineData("FedGrains.Dashboard")]
    [InlineData("FedGrains.Contracts")]
    public void Edge_NeverSeesTheGrainsThemselves(string project)
    {
        if (SourceTree.Projects.TryGetValue(project, out var found)) Assert.DoesNotContain("FedGrains.Grains", found.AllReferences);
    }

    [Fact]
    public void TorchSharp_IsInTrainingAlone() => Assert.Equal(["FedGrains.Training"], Users(p => p.Contains("torch", StringComparison.OrdinalIgnoreCase)));

    [Fact]
    public void Azure_IsInAzureAlone() => Assert.Empty(Users(p => p.Contains("Azure", StringComparison.Ordinal)).Except(["FedGrains.Azure"]));

    [Fact]
    public void Grpc_IsAtTheEdgesAlone() => Assert.Empty(Users(p => p.StartsWith("Grpc", StringComparison.Ordinal) || p == "Google.Protobuf").Except(["FedGrains.Gateway", "FedGrains.Site"]));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_IsNamedForWhatItDoes(string project) => Assert.DoesNotMatch("\\.(Common|Shared|Utils|Utilities|Infrastructure|Helpers)$", project);

    [Fact]
    public void Types_AreNamedForWhatTheyDo()
    {
        var named = new Regex("\\b(?:class|struct|interface|enum|record)\\s+(\\w*(?:Helper|Manager|Util|Impl)s?)\\b");

        Assert.Empty(SourceTree.Sources.SelectMany(s => named.Matches(s.Code).Select(m => $"{s.Path}: {m.Groups[1].Value}")));
    }

    // The analyzer bans it too, and a pragma would silence the analyzer.
    [Fact]
    public void Time_ComesFromATimeProvider()
    {
        var clock = new Regex("\\bDateTime(?:Offset)?\\s*\\.\\s*(?:Utc)?(?:Now|Today)\\b");

        Assert.Empty(SourceTree.Sources.Where(s => clock.IsMatch(s.Code)).Select(s => s.Path));
    }

    [Fact]
    public void Sources_WereFound() => Assert.True(SourceTree.Sources.Count > 300, $"Only {SourceTree.Sources.Count} files were looked at.");

    private static IEnumerable<string> Users(Predicate<string> package) => SourceTree.Projects.Values.Where(p => p.Packages.Any(n => package(n))).Select(p => p.Name).Order(StringComparer.Ordinal);
}
