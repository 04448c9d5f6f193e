using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Sylvan.Data.Csv;

namespace FedGrains.Health.Datasets.Reading;

/// <summary>Reads the used columns of delimited text (RFC 4180, UTF-8).</summary>
internal static class CsvTable
{
    private const int LargestRecord = 1 << 20;

    /// <summary>The rows of <paramref name="columns"/>. Throws a <see cref="DatasetException"/> where reading cannot go on.</summary>
    public static async IAsyncEnumerable<TableRow> Rows(
        DatasetDefinition definition, ImmutableArray<string> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Strict UTF-8: a file in another encoding is refused, not read with replaced letters.
        using var text = new StreamReader(definition.FilePath, new UTF8Encoding(false, throwOnInvalidBytes: true));
        await using var csv = await Step(definition, () => Open(text, definition.Source, cancellationToken), row: 0, line: 1);
        var places = Places(csv, definition, columns);
        var expected = definition.Source.Header ? csv.FieldCount : definition.Columns.Length;
        var line = definition.Source.Header ? 2L : 1L;
        var row = 0;

        while (await Step(definition, () => csv.ReadAsync(cancellationToken), row + 1, line))
        {
            var start = line;
            line += Lines(csv.GetRawRecordSpan());

            if (IsBlank(csv.GetRawRecordSpan())) continue;

            yield return csv.RowFieldCount == expected
                ? new(++row, start, [.. places.Select(place => Cell.Of(csv.GetString(place)))])
                : new(++row, start, null, $"has {csv.RowFieldCount} fields, not {expected}");
        }
    }

    private static Task<CsvDataReader> Open(StreamReader text, DatasetSource source, CancellationToken cancellationToken) =>
        CsvDataReader.CreateAsync(text, new()
        {
            HasHeaders = source.Header,
            Delimiter = source.Delimiter,
            Comment = '\0',
            CsvStyle = CsvStyle.Standard,
            MaxBufferSize = LargestRecord,
        }, cancellationToken);

    /// <summary>One step of the parser. Its exceptions may quote the file, so none of them is passed on.</summary>
    private static async Task<T> Step<T>(DatasetDefinition definition, Func<Task<T>> step, int row, long line)
    {
        try
        {
            return await step();
        }
        catch (CsvMissingHeadersException)
        {
            throw Refuse(definition, "The file is empty.");
        }
        catch (CsvRecordTooLargeException)
        {
            throw Refuse(definition, $"row {row} (line {line}): is longer than {LargestRecord} characters; a closing quote may be missing.");
        }
        catch (CsvFormatException)
        {
            throw Refuse(definition, $"row {row} (line {line}): the quotes are wrong; a quoted field must end with a quote and then a delimiter or the line's end.");
        }
        catch (DecoderFallbackException)
        {
            throw Refuse(definition, $"The file is not UTF-8, at or after line {line}.");
        }
    }

    private static ImmutableArray<int> Places(CsvDataReader csv, DatasetDefinition definition, ImmutableArray<string> columns)
    {
        if (!definition.Source.Header) return [.. columns.Select(name => definition.Columns.Select(c => c.Name).ToList().IndexOf(name))];

        var found = Enumerable.Range(0, csv.FieldCount).Select(csv.GetName).ToList();
        var faults = ColumnFaults.Of(columns, found);

        return faults.IsEmpty ? [.. columns.Select(name => found.IndexOf(name))] : throw new DatasetException(definition.Source.Path, faults);
    }

    private static int Lines(ReadOnlySpan<char> record) => Math.Max(record.Count('\n'), record.Count('\r'));

    private static bool IsBlank(ReadOnlySpan<char> record) => record.TrimEnd("\r\n").IsEmpty;

    private static DatasetException Refuse(DatasetDefinition definition, string fault) => new(definition.Source.Path, [fault]);
}
