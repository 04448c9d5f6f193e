using System.Text;
using FedGrains.Health.Datasets;

namespace FedGrains.Health.Tests.Datasets;

/// <summary>Faults say where and what was expected. The text SECRET stands for a patient's value; it must not be in anything that an exception prints.</summary>
public sealed class DatasetFaultTests
{
    [Theory]
    [InlineData("5678SECRET,surgery,1,1,x,0", "column 'age': is not an integer.")]
    [InlineData("41.5678,surgery,1,1,x,0", "column 'age': is not an integer.")]
    [InlineData("5678,surgery,1,1,x,0", "column 'age': is outside the declared range, 18 to 110.")]
    [InlineData("50,surgery,-5678,1,x,0", "column 'creatinine': is outside the declared range, at least 0.")]
    [InlineData("50,surgery,5678e999,1,x,0", "column 'creatinine': is not a finite number.")]
    [InlineData("50,surgery,5678SECRET,1,x,0", "column 'creatinine': is not a number.")]
    [InlineData("50,SECRET5678,1,1,x,0", "column 'ward': is none of the declared values (surgery, medicine, 7).")]
    [InlineData("50,surgery,1,5678SECRET,x,0", "column 'smoker': is not a boolean: true, false, 1 or 0.")]
    public async Task Read_WrongValue_NamesRowLineAndColumnAndNeverTheValue(string row, string expected)
    {
        var fault = await Refused(Samples.FileWith(row));

        Assert.Equal([$"row 7 (line 8), {expected}"], fault.Faults);
        AssertNothingLeaks(fault);
    }

    [Fact]
    public async Task Read_ValueThatIsNoClass_IsRefusedWithoutIt()
    {
        var fault = await Refused(Samples.FileWith("50,surgery,1,1,x,5678"), d => d with { Target = new("stage", TargetKind.Class) { Classes = ["0", "1", "2", "3"] } });

        Assert.Equal(["row 7 (line 8), column 'stage': is none of the target's classes (0, 1, 2, 3)."], fault.Faults);
        AssertNothingLeaks(fault);
    }

    [Theory]
    [InlineData("50,surgery,1,1,SECRET5678", "row 7 (line 8): has 5 fields, not 6.")]
    [InlineData("50,surgery,1,1,x,0,SECRET5678", "row 7 (line 8): has 7 fields, not 6.")]
    [InlineData("\"SECRET5678\"x,surgery,1,1,x,0", "row 7 (line 8): the quotes are wrong; a quoted field must end with a quote and then a delimiter or the line's end.")]
    [InlineData("50,surgery,1,1,\"SECRET5678", "row 7 (line 8): the quotes are wrong; a quoted field must end with a quote and then a delimiter or the line's end.")]
    public async Task Read_WrongRecord_IsRefusedWithoutItsText(string row, string expected)
    {
        var fault = await Refused(Samples.FileWith(row));

        Assert.Equal([expected], fault.Faults);
        AssertNothingLeaks(fault);
    }

    [Fact]
    public async Task Read_RecordWithoutEnd_IsRefusedWithoutItsText()
    {
        var fault = await Refused(Samples.FileWith("50,surgery,1,1,\"" + string.Concat(Enumerable.Repeat("SECRET5678\n", 200_000))));

        Assert.Equal(["row 7 (line 8): is longer than 1048576 characters; a closing quote may be missing."], fault.Faults);
        AssertNothingLeaks(fault);
    }

    [Fact]
    public async Task Read_LongFieldOfADroppedColumn_IsRead() =>
        Assert.Equal(5, (await Samples.Read(Samples.FileWith($"50,surgery,1,1,{new string('x', 500_000)},0"))).CompleteRows);

    [Fact]
    public async Task Read_AfterAFieldOfTwoLines_CountsLines()
    {
        var fault = await Refused(Samples.FileWith("50,surgery,1,1,\"two\nlines\",0\n\nSECRET5678,surgery,1,1,x,0"));

        Assert.Equal(["row 8 (line 11), column 'age': is not an integer."], fault.Faults);
    }

    [Fact]
    public async Task Read_SeveralFaults_AreToldTogether()
    {
        var fault = await Refused(Samples.FileWith("SECRET5678,nowhere,1,1,x,0\n50,surgery,1,perhaps,x,0"));

        Assert.Equal(
            ["row 7 (line 8), column 'age': is not an integer.", "row 7 (line 8), column 'ward': is none of the declared values (surgery, medicine, 7).", "row 8 (line 9), column 'smoker': is not a boolean: true, false, 1 or 0."],
            fault.Faults);
    }

    [Fact]
    public async Task Read_EveryRowWrong_StopsAfterTwentyFaults()
    {
        var fault = await Refused(Samples.Header + "\n" + string.Concat(Enumerable.Repeat("SECRET5678,surgery,1,1,x,0\n", 500)));

        Assert.Equal(21, fault.Faults.Length);
        Assert.Equal("Reading stopped after 20 faults.", fault.Faults[^1]);
        AssertNothingLeaks(fault);
    }

    [Fact]
    public async Task Read_MissingValueRefused_NamesTheRow()
    {
        var fault = await Refused(Samples.FileWith("50,surgery,1,1,x,0"), d => d with { MissingRows = MissingRows.Refuse });

        Assert.Equal(2, fault.Faults.Length);
        Assert.StartsWith("row 4 (line 5), column 'age': has no value", fault.Faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_MissingColumn_NamesItAndThoseFound()
    {
        var fault = await Refused("age,ward,creatinin,smoker\n63,surgery,1,1\n");

        Assert.Equal(
            ["column 'creatinine': is missing from the file. Its columns: age, ward, creatinin, smoker.", "column 'stage': is missing from the file. Its columns: age, ward, creatinin, smoker."],
            fault.Faults);
    }

    [Fact]
    public async Task Read_ColumnTwice_IsRefused()
    {
        var fault = await Refused("age,age,ward,creatinine,smoker,stage\n63,63,surgery,1,1,0\n");

        Assert.Equal(["column 'age': is in the file more than once."], fault.Faults);
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("age,ward,creatinine,smoker,note,stage\n", "The file has no rows.")]
    [InlineData("age,ward,creatinine,smoker,note,stage\n?,surgery,1,1,x,0\n", "No row has a value in every used column.")]
    [InlineData("age,ward,creatinine,smoker,note,stage\n63,surgery,1,1,x,0\n", "1 complete rows are too few: the split leaves 0 for training and 1 for testing, and each needs at least 1.")]
    public async Task Read_NothingToTrainOn_IsRefused(string text, string expected) => Assert.Equal([expected], (await Refused(text)).Faults);

    [Fact]
    public async Task Read_EmptyFileWithoutHeader_IsRefused() =>
        Assert.Equal(["The file has no rows."], (await Refused("", d => d with { Source = d.Source with { Header = false } })).Faults);

    [Fact]
    public async Task Read_NotUtf8_IsRefusedWithoutItsBytes()
    {
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "sample.csv"), [.. Encoding.UTF8.GetBytes(Samples.FileWith("50,surgery,1,1,SECRET5678")), 0xE9, 0xE9], TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<DatasetException>(() => Samples.Read(Samples.Definition(folder)));

        Assert.StartsWith("The file is not UTF-8", Assert.Single(fault.Faults), StringComparison.Ordinal);
        AssertNothingLeaks(fault);
    }

    [Theory]
    [InlineData(SourceFormat.Csv)]
    [InlineData(SourceFormat.Parquet)]
    public async Task Read_NoSuchFile_SaysWhereItLooked(SourceFormat format)
    {
        using var folder = new TempFolder();

        var fault = await Assert.ThrowsAsync<DatasetException>(() => Samples.Read(Samples.Definition(folder, format)));

        Assert.Equal([$"There is no such file in '{folder.Path}'."], fault.Faults);
    }

    [Fact]
    public async Task Read_WrongDefinition_IsRefusedFirst() =>
        await Assert.ThrowsAsync<DatasetDefinitionException>(() => Samples.Read("", d => d with { Columns = [] }));

    private static Task<DatasetException> Refused(string text, Func<DatasetDefinition, DatasetDefinition>? change = null) =>
        Assert.ThrowsAsync<DatasetException>(() => Samples.Read(text, change));

    private static void AssertNothingLeaks(DatasetException fault)
    {
        Assert.Null(fault.InnerException);
        Assert.DoesNotContain("SECRET", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("5678", fault.ToString(), StringComparison.Ordinal);
    }
}
