namespace FedGrains.Cli.Audits;

/// <summary>The lines of an export that people read: they must be the entries, or somebody is shown another log than the one that was verified. An export may be without them.</summary>
internal sealed class EntryLines(string path) : IDisposable
{
    private readonly BufferedStream? _lines = File.Exists(path) ? new(new FileStream(path, FileMode.Open, FileAccess.Read), 1 << 16) : null;
    private byte[] _line = [];

    public void Expect(long index, ReadOnlyMemory<byte> entry)
    {
        if (_lines is null) return;

        if (_line.Length <= entry.Length) _line = new byte[Math.Max(2 * _line.Length, entry.Length + 1)];
        var line = _line.AsSpan(0, entry.Length + 1);

        if (_lines.ReadAtLeast(line, line.Length, throwOnEndOfStream: false) < line.Length || !line[..^1].SequenceEqual(entry.Span) || line[^1] != '\n')
            throw new FormatException($"Line {index + 1} of '{path}' is not entry {index} of the log: one of the two was changed.");
    }

    public void ExpectEnd()
    {
        if (_lines is not null && _lines.ReadByte() >= 0) throw new FormatException($"'{path}' has more lines than the log has entries.");
    }

    public void Dispose() => _lines?.Dispose();
}
