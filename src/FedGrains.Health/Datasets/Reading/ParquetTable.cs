using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Schema;

namespace FedGrains.Health.Datasets.Reading;

/// <summary>Reads the used columns of an Apache Parquet file, one row group at a time.</summary>
internal static class ParquetTable
{
    private delegate Task<Cell[]> ColumnReader(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken);

    private static readonly Dictionary<Type, ColumnReader> Readers = new()
    {
        [typeof(string)] = Texts,
        [typeof(ReadOnlyMemory<char>)] = Texts,
        [typeof(bool)] = (group, field, token) => Values<bool>(group, field, Cell.Of, token),
        [typeof(sbyte)] = (group, field, token) => Values<sbyte>(group, field, v => Cell.Of((double)v), token),
        [typeof(byte)] = (group, field, token) => Values<byte>(group, field, v => Cell.Of((double)v), token),
        [typeof(short)] = (group, field, token) => Values<short>(group, field, v => Cell.Of((double)v), token),
        [typeof(ushort)] = (group, field, token) => Values<ushort>(group, field, v => Cell.Of((double)v), token),
        [typeof(int)] = (group, field, token) => Values<int>(group, field, v => Cell.Of((double)v), token),
        [typeof(uint)] = (group, field, token) => Values<uint>(group, field, v => Cell.Of((double)v), token),
        [typeof(long)] = (group, field, token) => Values<long>(group, field, v => Cell.Of((double)v), token),
        [typeof(ulong)] = (group, field, token) => Values<ulong>(group, field, v => Cell.Of((double)v), token),
        [typeof(float)] = (group, field, token) => Values<float>(group, field, v => Cell.Of((double)v), token),
        [typeof(double)] = (group, field, token) => Values<double>(group, field, Cell.Of, token),
        [typeof(decimal)] = (group, field, token) => Values<decimal>(group, field, v => Cell.Of((double)v), token),
    };

    /// <summary>The rows of <paramref name="columns"/>. Throws a <see cref="DatasetException"/> where reading cannot go on.</summary>
    public static async IAsyncEnumerable<TableRow> Rows(
        DatasetDefinition definition, ImmutableArray<string> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(definition.FilePath);
        await using var reader = await Step(definition, () => ParquetReader.CreateAsync(file, cancellationToken: cancellationToken));
        var fields = Fields(reader.Schema, definition, columns);
        var row = 0;

        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var cells = new List<Cell[]>();

            foreach (var field in fields) cells.Add(await Step(definition, () => Readers[field.ClrType](group, field, cancellationToken)));

            for (var i = 0; i < (int)group.RowCount; i++) yield return new(++row, null, [.. cells.Select(column => column[i])]);
        }
    }

    /// <summary>One step of the parser. A damaged file makes it throw almost anything, and a message may quote the file: none of it is passed on.</summary>
    private static async Task<T> Step<T>(DatasetDefinition definition, Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new DatasetException(definition.Source.Path, [$"The file is not a Parquet file that can be read ({fault.GetType().Name})."]);
        }
    }

    private static ImmutableArray<DataField> Fields(ParquetSchema schema, DatasetDefinition definition, ImmutableArray<string> columns)
    {
        var fields = schema.Fields.OfType<DataField>().Where(f => !f.IsArray).ToList();
        var faults = ColumnFaults.Of(columns, [.. schema.Fields.Select(f => f.Name)]);

        if (faults.IsEmpty) faults = [.. columns.Where(name => !fields.Exists(f => f.Name == name && Readers.ContainsKey(f.ClrType))).Select(name => $"column '{name}': its Parquet type is not a number, text or boolean.")];

        return faults.IsEmpty ? [.. columns.Select(name => fields.First(f => f.Name == name))] : throw new DatasetException(definition.Source.Path, faults);
    }

    private static async Task<Cell[]> Texts(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken)
    {
        var values = new string?[group.RowCount];
        await group.ReadAsync(field, values.AsMemory()!, null, cancellationToken);

        return Array.ConvertAll(values, Cell.Of);
    }

    private static async Task<Cell[]> Values<T>(ParquetRowGroupReader group, DataField field, Func<T, Cell> cell, CancellationToken cancellationToken)
        where T : struct
    {
        if (!field.IsNullable)
        {
            var all = new T[group.RowCount];
            await group.ReadAsync(field, all.AsMemory(), null, cancellationToken);

            return Array.ConvertAll(all, v => cell(v));
        }

        var values = new T?[group.RowCount];
        await group.ReadAsync(field, values.AsMemory(), null, cancellationToken);

        return Array.ConvertAll(values, v => v is { } value ? cell(value) : default);
    }
}
