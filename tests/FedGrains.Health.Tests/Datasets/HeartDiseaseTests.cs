using System.Globalization;
using System.Text.Json;
using FedGrains.Health.Datasets;

namespace FedGrains.Health.Tests.Datasets;

/// <summary>The four hospitals' files against FLamby's split and features, row for row, and statistics made with pandas.</summary>
public sealed class HeartDiseaseTests
{
    public static TheoryData<string, int, int, int> Hospitals => new()
    {
        { "cleveland", 303, 199, 104 },
        { "hungarian", 261, 172, 89 },
        { "switzerland", 46, 30, 16 },
        { "va", 130, 85, 45 },
    };

    [Theory]
    [MemberData(nameof(Hospitals))]
    public async Task Read_RealFile_GivesFlambysRowsLabelsAndFeatures(string hospital, int complete, int train, int test)
    {
        var data = await Read(hospital);
        var oracle = Rows(hospital);

        Assert.Equal((complete, train, test), (data.CompleteRows, data.TrainRows.Length, data.TestRows.Length));
        Assert.Equal(oracle.Select(row => int.Parse(row[2], CultureInfo.InvariantCulture)), data.SourceRows);
        Assert.Equal(RowsOf(oracle, "train"), data.TrainRows.Order());
        Assert.Equal(RowsOf(oracle, "test"), data.TestRows.Order());
        Assert.Equal(oracle.Select(row => Number(row[4])), data.Labels);
        Assert.Equal(oracle.SelectMany(row => row[5..].Select(Number)), data.Features);
    }

    [Theory]
    [MemberData(nameof(Hospitals))]
    public async Task Normalised_RealFile_UsesTheTrainingFoldsMeanAndDeviation(string hospital, int complete, int train, int test)
    {
        var data = await Read(hospital);
        var normalised = data.Normalised();
        var expected = Oracle().GetProperty("train_stats").GetProperty(hospital);

        AssertClose(expected.GetProperty("mean"), normalised.Scaling.Mean);
        AssertClose(expected.GetProperty("std_ddof1"), normalised.Scaling.StandardDeviation);
        Assert.Equal((train, test), (normalised.TrainFold.Count, normalised.TestFold.Count));
        Assert.Equal(complete * data.FeatureNames.Length, normalised.TrainFold.Features.Length + normalised.TestFold.Features.Length);
        Assert.All(normalised.TrainFold.Features, x => Assert.True(float.IsFinite(x)));
    }

    [Theory]
    [MemberData(nameof(Hospitals))]
    public async Task Summary_RealFile_GivesTheOraclesCounts(string hospital, int complete, int train, int test)
    {
        var summary = (await Read(hospital)).Summary();
        var expected = Oracle().GetProperty("centres").GetProperty(hospital);

        Assert.Equal(Oracle().GetProperty("features").EnumerateArray().Select(f => f.GetString()), summary.Features);
        Assert.Equal((expected.GetProperty("rows").GetInt32(), complete, train, test), (summary.Rows, summary.CompleteRows, summary.Train, summary.Test));
        Assert.Equal(
            new ClassCount("positive", expected.GetProperty("train_positives").GetInt32(), expected.GetProperty("test_positives").GetInt32()),
            summary.Classes[1]);
        Assert.Equal(11, summary.Missing.Length);
        Assert.All(summary.Missing, missing => Assert.Equal(expected.GetProperty("missing").GetProperty(missing.Column).GetInt32(), missing.Rows));
    }

    [Fact]
    public async Task Read_Switzerland_IsNotStratified()
    {
        Assert.False((await Read("switzerland")).IsStratified);
        Assert.True((await Read("va")).IsStratified);
    }

    [Fact]
    public async Task Normalised_PooledConstants_AreApplied()
    {
        var data = await Read("va");
        var pooled = Oracle().GetProperty("train_stats").GetProperty("pooled");
        var scaling = new FeatureScaling(Numbers(pooled.GetProperty("mean")), Numbers(pooled.GetProperty("std_ddof1")));

        var normalised = data.Normalised(scaling);

        Assert.Equal((float)scaling.Scale(data.Features[data.TestRows[0] * 13], 0), normalised.TestFold.Features[0]);
    }

    [Fact]
    public void Definition_IsSound() => Assert.Empty(HeartDisease.Definition("processed.va.data").Faults());

    [Fact]
    public void SchemaDigest_OfEveryHospital_IsTheSameAndStays()
    {
        var digests = HeartDisease.Hospitals.Select(h => HeartDisease.Definition(HeartDisease.FileOf(h)).SchemaDigest()).Distinct();

        Assert.Equal("c4e72937d74155fa471fef07cbbc01a6a45efe1a78af1b698a6b58204cdffa42", Assert.Single(digests).Value);
    }

    private static Task<Dataset> Read(string hospital) =>
        DatasetReader.Read(HeartDisease.Definition(SharedData.File("heart", HeartDisease.FileOf(hospital))), TestContext.Current.CancellationToken);

    private static List<string[]> Rows(string hospital) =>
        [.. File.ReadLines(SharedData.File("heart", "heart_flamby_740.csv")).Skip(1).Select(line => line.Split(',')).Where(row => row[1] == hospital)];

    private static IEnumerable<int> RowsOf(List<string[]> oracle, string fold) => Enumerable.Range(0, oracle.Count).Where(i => oracle[i][3] == fold);

    private static JsonElement Oracle() => JsonDocument.Parse(File.ReadAllText(SharedData.File("oracles", "heart_split_and_stats.json"))).RootElement;

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    private static System.Collections.Immutable.ImmutableArray<double> Numbers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];

    private static void AssertClose(JsonElement expected, IEnumerable<double> actual) =>
        Assert.All(Numbers(expected).Zip(actual), pair => Assert.InRange(pair.Second, pair.First - 1e-12, pair.First + 1e-12));
}
