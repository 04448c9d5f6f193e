using System.Collections.Immutable;
using FedGrains.Core.Identifiers;

namespace FedGrains.Health.Datasets;

/// <summary>
/// UCI Heart Disease (Janosi, Steinbrunn, Pfisterer and Detrano, 1988) as FLamby's Fed-Heart-Disease prepares it (du Terrail et al., 2022):
/// ten columns, complete cases, label num &gt; 0, 66 % for training with scikit-learn's seed 43, scaled by each hospital's own training fold.
/// </summary>
public static class HeartDisease
{
    /// <summary>The four hospitals, as the files name them.</summary>
    public static ImmutableArray<string> Hospitals { get; } = ["cleveland", "hungarian", "switzerland", "va"];

    /// <summary>The file of a hospital as UCI distributes it.</summary>
    public static string FileOf(string hospital) => $"processed.{hospital}.data";

    /// <summary>The definition of a <c>processed.*.data</c> file. A cholesterol of 0 means missing at some hospitals; FLamby keeps it, and so does this.</summary>
    public static DatasetDefinition Definition(string path) => new()
    {
        Name = DatasetName.Parse("heart-disease"),
        Source = new(path, Header: false),
        Missing = ["?"],
        MissingRows = MissingRows.Drop,
        Columns = Columns,
        Target = new("num", TargetKind.Binary) { PositiveAbove = 0 },
        Split = new(TrainShare: 0.66, Seed: 43, SplitMethod.Sklearn),
        Normalisation = Normalisation.Zscore,
    };

    private static ImmutableArray<DatasetColumn> Columns { get; } =
    [
        new("age", ColumnType.Integer) { Unit = "years", Description = "Age", Min = 0, Max = 120 },
        new("sex", ColumnType.Boolean) { Description = "Male" },
        new("cp", ColumnType.Category) { Description = "Chest pain: typical angina, atypical angina, other pain, no symptoms", Values = ["1", "2", "3", "4"], Encoding = ColumnEncoding.OneHotDropFirst },
        new("trestbps", ColumnType.Number) { Unit = "mmHg", Description = "Resting systolic blood pressure on admission", Min = 0, Max = 300 },
        new("chol", ColumnType.Number) { Unit = "mg/dl", Description = "Serum cholesterol", Min = 0, Max = 700 },
        new("fbs", ColumnType.Boolean) { Description = "Fasting blood sugar above 120 mg/dl" },
        new("restecg", ColumnType.Category) { Description = "Resting electrocardiogram: normal, ST-T abnormality, left ventricular hypertrophy", Values = ["0", "1", "2"], Encoding = ColumnEncoding.OneHotDropFirst },
        new("thalach", ColumnType.Number) { Unit = "1/min", Description = "Highest heart rate under exercise", Min = 0, Max = 250 },
        new("exang", ColumnType.Boolean) { Description = "Angina under exercise" },
        new("oldpeak", ColumnType.Number) { Unit = "mm", Description = "ST depression under exercise", Min = -5, Max = 10 },
        DatasetColumn.Dropped("slope"),
        DatasetColumn.Dropped("ca"),
        DatasetColumn.Dropped("thal"),
        new("num", ColumnType.Integer) { Description = "Angiographic diagnosis: 0 is no vessel narrowed by more than half", Min = 0, Max = 4 },
    ];
}
