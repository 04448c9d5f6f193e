using FedGrains.Core.Identifiers;
using FedGrains.Health.Datasets;

namespace FedGrains.Health.Tests.Datasets;

/// <summary>A small dataset: two numbers, a flag, a category, a dropped column and a binary target.</summary>
internal static class Samples
{
    public const string Yaml = """
        name: sample
        source: { path: sample.csv }
        missing: ["?"]
        missingRows: drop
        columns:
          - { name: age, type: integer, unit: years, min: 18, max: 110 }
          - { name: ward, type: category, values: [surgery, medicine, "7"], encoding: oneHotDropFirst }
          - { name: creatinine, type: number, unit: mg/dl, min: 0 }
          - { name: smoker, type: boolean }
          - { name: note, drop: true }
          - { name: stage, type: integer }
        target: { column: stage, kind: binary, positiveAbove: 1 }
        split: { trainShare: 0.5, seed: 1 }
        """;

    public const string Header = "age,ward,creatinine,smoker,note,stage";

    public static readonly string[] Rows =
    [
        "63,surgery,1.25,true,hello,0",
        "41,medicine,0.9,0,,1",
        "55,7,1.5,false,x,2",
        "?,surgery,1.1,1,x,3",
        "70,surgery,,1,x,0",
        "29,medicine,1e-1,1,x,2",
    ];

    public static DatasetDefinition Definition(TempFolder folder, SourceFormat format = SourceFormat.Csv) =>
        DatasetDefinition.Parse(Yaml, folder.Path) with { Source = new(format is SourceFormat.Csv ? "sample.csv" : "sample.parquet", format) };

    public static async Task<Dataset> Read(DatasetDefinition definition) => await DatasetReader.Read(definition, TestContext.Current.CancellationToken);

    /// <summary>Reads text as the sample's file.</summary>
    public static async Task<Dataset> Read(string text, Func<DatasetDefinition, DatasetDefinition>? change = null)
    {
        using var folder = new TempFolder();
        folder.Write("sample.csv", text);
        var definition = Definition(folder);

        return await Read(change is null ? definition : change(definition));
    }

    /// <summary>The sample's file with one more row at its end, data row 7 on line 8.</summary>
    public static string FileWith(string row) => string.Join('\n', [Header, .. Rows, row]) + "\n";

    public static DatasetName Name { get; } = DatasetName.Parse("sample");
}
