using FedGrains.Cli.CommandLine;

namespace FedGrains.Cli.Rounds;

/// <summary>A round in a folder, to be verified on any machine.</summary>
internal sealed class ExportedEvidence(string folder) : IRoundEvidence
{
    private const string Facts = "verify.json";
    private const string Transcript = "transcript.bin";
    private const string Base = "base.safetensors";
    private const string Vectors = "vectors";

    /// <summary>The facts in a folder; a <see cref="CommandException"/> when there are none.</summary>
    public static RoundFacts ReadFacts(string folder) => FactsFile.Read(Path.Combine(folder, Facts));

    /// <summary>Writes a round's evidence into a folder that is new or empty. The facts come last, so that a folder with them is whole.</summary>
    /// <returns>How many masked vectors are in it.</returns>
    public static async Task<int> Write(string folder, RoundFacts facts, IRoundEvidence evidence, CancellationToken cancellation)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new CommandException($"'{folder}' is not empty. Name a new folder.");

        Directory.CreateDirectory(Path.Combine(folder, Vectors));
        await Copy(evidence.OpenTranscript(), Path.Combine(folder, Transcript), cancellation);
        await Copy(evidence.OpenBase(), Path.Combine(folder, Base), cancellation);

        var vectors = 0;
        foreach (var contributor in facts.Contributors)
            if (await Copy(evidence.OpenVector(contributor), VectorOf(folder, contributor), cancellation)) vectors++;

        FactsFile.Write(Path.Combine(folder, Facts), facts);

        return vectors;
    }

    public Stream? OpenTranscript() => Open(Path.Combine(folder, Transcript));

    public Stream? OpenBase() => Open(Path.Combine(folder, Base));

    public Stream? OpenVector(RoundContributor contributor) => Open(VectorOf(folder, contributor));

    public void Dispose()
    {
        // Streams are their callers'.
    }

    private static string VectorOf(string folder, RoundContributor contributor) => Path.Combine(folder, Vectors, $"{contributor.Node}.bin");

    private static FileStream? Open(string path) => File.Exists(path) ? File.OpenRead(path) : null;

    private static async Task<bool> Copy(Stream? source, string path, CancellationToken cancellation)
    {
        if (source is null) return false;

        await using (source)
        await using (var target = File.Create(path))
            await source.CopyToAsync(target, cancellation);

        return true;
    }
}
