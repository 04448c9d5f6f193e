using System.Collections.Immutable;

namespace FedGrains.Health.Datasets.Reading;

/// <summary>A file's complete rows as numbers, before encoding.</summary>
/// <param name="RowsRead">The records in the file.</param>
/// <param name="SourceRows">The data row of every complete row, from 1.</param>
/// <param name="Rows">Every complete row's values, in the order of the used columns.</param>
/// <param name="Missing">How often each used column has no value, over all the rows read.</param>
internal sealed record Table(int RowsRead, ImmutableArray<int> SourceRows, ImmutableArray<double[]> Rows, ImmutableArray<int> Missing);
