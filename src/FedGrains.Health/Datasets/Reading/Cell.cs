namespace FedGrains.Health.Datasets.Reading;

/// <summary>A value as a file holds it: a text, or a number where the file is typed. Default: nothing.</summary>
internal readonly record struct Cell(string? Text, double? Number)
{
    public static Cell Of(string? text) => new(text, null);

    public static Cell Of(double number) => new(null, number);

    public static Cell Of(bool flag) => new(flag ? "true" : "false", null);

    public bool IsEmpty => Number is null && string.IsNullOrEmpty(Text);

    /// <summary>Nothing of a patient is printed by accident.</summary>
    public override string ToString() => nameof(Cell);
}
