using FedGrains.Health.Datasets;

namespace FedGrains.Health.Tests.Datasets;

public sealed class DatasetReaderTests
{
    private static readonly string Plain = string.Join('\n', [Samples.Header, .. Samples.Rows]) + "\n";

    [Fact]
    public async Task Read_Sample_EncodesCompleteRowsInOrder()
    {
        var data = await Samples.Read(Plain);

        Assert.Equal(["age", "creatinine", "smoker", "ward_medicine", "ward_7"], data.FeatureNames);
        Assert.Equal([63, 1.25f, 1, 0, 0, 41, 0.9f, 0, 1, 0, 55, 1.5f, 0, 0, 1, 29, 0.1f, 1, 1, 0], data.Features);
        Assert.Equal([0, 0, 1, 1], data.Labels);
        Assert.Equal([1, 2, 3, 6], data.SourceRows);
        Assert.Equal((6, 4), (data.RowsRead, data.CompleteRows));
        Assert.Equal(["age 1", "creatinine 1"], data.Missing.Where(m => m.Rows > 0).Select(m => $"{m.Column} {m.Rows}"));
        Assert.DoesNotContain(data.Missing, m => m.Column == "note");
    }

    [Fact]
    public async Task Summary_Sample_TellsCountsOnly()
    {
        var data = await Samples.Read(Plain);
        var summary = data.Summary();

        Assert.Equal((Samples.Name, 6, 4, 2, 2, TargetKind.Binary), (summary.Name, summary.Rows, summary.CompleteRows, summary.Train, summary.Test, summary.LabelKind));
        Assert.Equal([("negative", 2), ("positive", 2)], summary.Classes.Select(c => (c.Class, c.Total)));
        Assert.Equal(data.Definition.SchemaDigest(), summary.Schema);
    }

    public static TheoryData<string, string> SameContent => new()
    {
        { "byte order mark", "\uFEFF" + Plain },
        { "CRLF", Plain.Replace("\n", "\r\n", StringComparison.Ordinal) },
        { "quoted fields", Plain.Replace("surgery", "\"surgery\"", StringComparison.Ordinal).Replace("hello", "\"a, \"\"b\"\"\nc\"", StringComparison.Ordinal) },
        { "blank lines", Plain.Replace("41,", "\n41,", StringComparison.Ordinal) + "\n\n" },
        { "no last line end", Plain.TrimEnd('\n') },
        { "spaces", Plain.Replace(",surgery,", ", surgery ,", StringComparison.Ordinal) },
        { "columns in another order", string.Join('\n', Plain.TrimEnd('\n').Split('\n').Select(line => string.Join(',', line.Split(',').Reverse()))) },
        { "more columns", string.Join('\n', Plain.TrimEnd('\n').Split('\n').Select((line, i) => line + (i == 0 ? ",extra" : ",9"))) },
    };

    [Theory]
    [MemberData(nameof(SameContent))]
    public async Task Read_SameContentWrittenOtherwise_IsTheSame(string how, string text)
    {
        var expected = await Samples.Read(Plain);
        var data = await Samples.Read(text);

        Assert.True(expected.Features.SequenceEqual(data.Features), how);
        Assert.Equal(expected.Labels, data.Labels);
        Assert.Equal(expected.TrainRows, data.TrainRows);
    }

    [Fact]
    public async Task Read_HashAtTheStart_IsNoComment()
    {
        var fault = await Assert.ThrowsAsync<DatasetException>(() => Samples.Read(Samples.FileWith("#63,surgery,1,1,x,0")));

        Assert.StartsWith("row 7 (line 8), column 'age'", Assert.Single(fault.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    public async Task Read_OtherDelimiter_IsRead(char delimiter)
    {
        var data = await Samples.Read(Plain.Replace(',', delimiter), d => d with { Source = d.Source with { Delimiter = delimiter } });

        Assert.Equal(4, data.CompleteRows);
    }

    [Fact]
    public async Task Read_ClassTarget_LabelsByPlace()
    {
        var data = await Samples.Read(Plain, d => d with { Target = new("ward", TargetKind.Class) { Classes = ["7", "medicine", "surgery"] }, Columns = Unencoded(d), Split = d.Split with { Stratify = false } });

        Assert.Equal([2, 1, 0, 1], data.Labels);
        Assert.Equal([("7", 1), ("medicine", 2), ("surgery", 1)], data.ClassBalance().Select(c => (c.Class, c.Total)));
    }

    [Fact]
    public async Task Read_NumberTarget_KeepsTheNumber()
    {
        var data = await Samples.Read(Plain, d => d with { Target = new("creatinine", TargetKind.Number), Split = d.Split with { Stratify = false } });

        Assert.Equal([1.25f, 0.9f, 1.5f, 0.1f], data.Labels);
        Assert.Empty(data.ClassBalance());
    }

    [Fact]
    public async Task Read_PositiveValues_AreComparedAsNumbers()
    {
        var data = await Samples.Read(Plain, d => d with { Target = new("stage", TargetKind.Binary) { Positive = ["1.0", "2"] } });

        Assert.Equal([0, 1, 1, 1], data.Labels);
    }

    [Fact]
    public async Task Normalised_None_ChangesNothing()
    {
        var data = await Samples.Read(Plain, d => d with { Normalisation = Normalisation.None });

        Assert.Equal(data.Features.Order(), data.Normalised().TrainFold.Features.Concat(data.Normalised().TestFold.Features).Order());
    }

    [Fact]
    public async Task Normalised_Zscore_ScalesByTheTrainingFold()
    {
        var data = await Samples.Read(Plain);
        var normalised = data.Normalised();
        var (a, b) = ((double)data.Features[data.TrainRows[0] * 5], (double)data.Features[data.TrainRows[1] * 5]);
        var sd = Math.Abs(a - b) / Math.Sqrt(2);

        Assert.Equal((a + b) / 2, normalised.Scaling.Mean[0], 12);
        Assert.Equal(sd, normalised.Scaling.StandardDeviation[0], 12);
        Assert.Equal((float)((a - ((a + b) / 2)) / (sd + 1e-9)), normalised.TrainFold.Features[0]);
        Assert.Equal((2, 2), (normalised.TrainFold.Count, normalised.TestFold.Count));
    }

    [Fact]
    public async Task Read_Cancelled_Stops() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            using var folder = new TempFolder();
            folder.Write("sample.csv", Plain);
            await DatasetReader.Read(Samples.Definition(folder), new CancellationToken(canceled: true));
        });

    private static System.Collections.Immutable.ImmutableArray<DatasetColumn> Unencoded(DatasetDefinition definition) =>
        [.. definition.Columns.Select(c => c.Name == "ward" ? c with { Encoding = null } : c)];
}
