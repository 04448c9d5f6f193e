using System.Collections.Immutable;
using System.Text;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;

namespace FedGrains.Health.Datasets;

/// <summary>
/// Four hospitals whose patients do not exist, for demonstrations and tests: a heart-disease-like task with a known risk model. Hospitals
/// differ in size, age, sex, severity and laboratory, so a model of one does less well at another. No conclusion about people may be drawn from it.
/// </summary>
public static class SyntheticHospitals
{
    /// <summary>The hospitals: a large general one, a younger suburban one, a small referral centre and a small rural one.</summary>
    public static ImmutableArray<HospitalProfile> Profiles { get; } =
    [
        new("northfield", Patients: 420, MeanAge: 58, MaleShare: 0.55, Severity: 0.0, SiteEffect: 0.0, CholesterolOffset: 0, MissingShare: 0.02),
        new("riverside", Patients: 260, MeanAge: 50, MaleShare: 0.48, Severity: -0.3, SiteEffect: 0.8, CholesterolOffset: 6, MissingShare: 0.04),
        new("st-anne", Patients: 140, MeanAge: 63, MaleShare: 0.68, Severity: 0.6, SiteEffect: -1.2, CholesterolOffset: -4, MissingShare: 0.03),
        new("lakeview", Patients: 90, MeanAge: 66, MaleShare: 0.42, Severity: 0.1, SiteEffect: -0.6, CholesterolOffset: 10, MissingShare: 0.08),
    ];

    /// <summary>Writes every hospital's file and definition into a folder, which is made if need be. The same seed gives the same bytes.</summary>
    public static ImmutableArray<SyntheticHospital> Write(string folder, ulong seed) => [.. Profiles.Select(profile => Write(folder, profile, seed))];

    /// <summary>Writes <c>{name}.csv</c> and <c>{name}.yaml</c> of one hospital. What one hospital gets does not depend on the others.</summary>
    public static SyntheticHospital Write(string folder, HospitalProfile profile, ulong seed)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(profile);

        Directory.CreateDirectory(folder);

        var data = Path.Combine(folder, $"{profile.Name}.csv");
        var definition = Path.Combine(folder, $"{profile.Name}.yaml");
        var text = new StringBuilder().Append(SyntheticPatient.Header).Append('\n');

        foreach (var patient in Patients(profile, seed)) text.Append(patient.ToCsv()).Append('\n');

        File.WriteAllText(data, text.ToString());
        File.WriteAllText(definition, Definition($"{profile.Name}.csv").ToYaml());

        return new(profile.Name, definition, data, profile.Patients);
    }

    /// <summary>The definition of a hospital's file, the same for all but the path.</summary>
    public static DatasetDefinition Definition(string path) => new()
    {
        Name = DatasetName.Parse("heart-risk"),
        Source = new(path),
        MissingRows = MissingRows.Drop,
        Columns = Columns,
        Target = new("disease", TargetKind.Binary),
        Split = new(TrainShare: 0.7, Seed: 2026),
        Normalisation = Normalisation.Zscore,
    };

    internal static IEnumerable<SyntheticPatient> Patients(HospitalProfile profile, ulong seed)
    {
        var random = SeededRandom.For(seed, $"synthetic-hospital/{profile.Name}");

        for (var i = 0; i < profile.Patients; i++) yield return SyntheticPatient.Draw(profile, random);
    }

    private static ImmutableArray<DatasetColumn> Columns { get; } =
    [
        new("age", ColumnType.Integer) { Unit = "years", Min = 18, Max = 110 },
        new("male", ColumnType.Boolean),
        new("systolic_bp", ColumnType.Number) { Unit = "mmHg", Description = "Resting systolic blood pressure", Min = 50, Max = 300 },
        new("cholesterol", ColumnType.Number) { Unit = "mg/dl", Description = "Total serum cholesterol", Min = 50, Max = 600 },
        new("resting_heart_rate", ColumnType.Number) { Unit = "1/min", Min = 30, Max = 200 },
        new("bmi", ColumnType.Number) { Unit = "kg/m2", Description = "Body mass index", Min = 10, Max = 80 },
        new("smoker", ColumnType.Boolean),
        new("diabetes", ColumnType.Boolean),
        new("chest_pain", ColumnType.Category) { Values = ["none", "non-anginal", "atypical", "typical"], Encoding = ColumnEncoding.OneHotDropFirst },
        new("max_heart_rate", ColumnType.Number) { Unit = "1/min", Description = "Highest heart rate under exercise", Min = 40, Max = 230 },
        new("st_depression", ColumnType.Number) { Unit = "mm", Description = "ST depression under exercise", Min = 0, Max = 10 },
        new("disease", ColumnType.Boolean) { Description = "Coronary heart disease found" },
    ];
}

/// <summary>What was written of a synthetic hospital.</summary>
/// <param name="Name">The hospital.</param>
/// <param name="DefinitionPath">Its dataset definition.</param>
/// <param name="DataPath">Its records.</param>
/// <param name="Patients">How many records.</param>
public sealed record SyntheticHospital(string Name, string DefinitionPath, string DataPath, int Patients);
