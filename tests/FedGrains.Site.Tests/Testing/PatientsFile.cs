namespace FedGrains.Site.Tests.Testing;

/// <summary>A made-up table with three features: 40 rows, 30 of them for training.</summary>
internal static class PatientsFile
{
    public const string Definition =
        """
        name: patients
        source: { path: patients.csv }
        columns:
          - { name: age, type: number }
          - { name: pressure, type: number }
          - { name: rate, type: number }
          - { name: outcome, type: number }
        target: { column: outcome, kind: number }
        split: { trainShare: 0.75, seed: 1, stratify: false }
        """;

    public static void Write(TemporaryFolder folder, int rows = 40) => folder.Write(
        "patients.csv",
        "age,pressure,rate,outcome\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{20 + i},{100 + (i * 7 % 50)},{60 + (i * 3 % 40)},{i % 5}\n")));
}
