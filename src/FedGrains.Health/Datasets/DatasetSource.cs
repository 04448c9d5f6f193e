namespace FedGrains.Health.Datasets;

/// <summary>Where a site's file is and how it is written.</summary>
/// <param name="Path">The file, relative to the definition's folder.</param>
/// <param name="Format">Default: CSV.</param>
/// <param name="Header">CSV: whether the first record names the columns; without it, the definition lists every column in the file's order. Default: true.</param>
/// <param name="Delimiter">CSV: the character between fields. Default: a comma.</param>
public sealed record DatasetSource(string Path, SourceFormat Format = SourceFormat.Csv, bool Header = true, char Delimiter = ',');

/// <summary>A file format.</summary>
public enum SourceFormat
{
    /// <summary>Delimited text in UTF-8 (RFC 4180).</summary>
    Csv,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}
