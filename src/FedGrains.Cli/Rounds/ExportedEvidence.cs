using FedGrains.Cli.CommandLine;

namespace FedGrains.Cli.Rounds;

/// <summary>A round in a folder, to be verified on any machine.</summary>
internal sealed class ExportedEvidence(string folder) : IRoundEvidence
{
    private const string Facts = "verify.json";
    private const string Transcript = "transcript.bin";
    private const string Base = "base.safetensors";
    private const string Model = "model.safetensors";
    private const string Vectors = "vectors";

    /// <summary>The facts in a folder; a <see cref="CommandException"/> when there are none.</summary>
    public static RoundFacts ReadFacts(string folder) => FactsFile.Read(Path.Combine(folder, Facts));

    /// <summary>A <see cref="CommandException"/> when there is something where a round is to be written.</summary>
    public static void RequireEmpty(string folder)
    {
        if (File.Exists(folder)) throw new CommandException($"'{folder}' is a file. Name a new folder.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new CommandException($"'{folder}' is not empty. Name a new folder.");
    }

    /// <summary>Writes a round's evidence into a folder that is new or empty. The facts come last, so that a folder with them is whole.</summary>
    /// <returns>How many masked vectors are in it.</returns>
    public static async Task<int> Write(string folder, RoundFacts facts, IRoundEvidence evidence, CancellationToken cancellation)
    {
        RequireEmpty(folder);
        Directory.CreateDirectory(Path.Combine(folder, Vectors));
        await Copy(evidence.OpenTranscript(), Path.Combine(folder, Transcript), cancellation);
        await Copy(evidence.OpenBase(), Path.Combine(folder, Base), cancellation);

        await Copy(evidence.OpenModel(), Path.Combine(folder, Model), cancellation);

        var vectors = 0;
        foreach (var contributor in facts.Contributors)
            if (await Copy(evidence.OpenVector(contributor), VectorOf(folder, contributor), cancellation)) vectors++;

        FactsFile.Write(Path.Combine(folder, Facts), facts);

        return vectors;
    }

    public Stream? OpenTranscript() => ForeignFile.Open(Path.Combine(folder, Transcript));

    public Stream? OpenBase() => ForeignFile.Open(Path.Combine(folder, Base));

    public Stream? OpenModel() => ForeignFile.Open(Path.Combine(folder, Model));

    public Stream? OpenVector(RoundContributor contributor) => ForeignFile.Open(VectorOf(folder, contributor));

    public void Dispose()
    {
        // Streams are their callers'.
    }

    private static string VectorOf(string folder, RoundContributor contributor) => Path.Combine(folder, Vectors, $"{contributor.Node}.bin");

    private static async Task<bool> Copy(Stream? source, string path, CancellationToken cancellation)
    {
        if (source is null) return false;

        await using (source)
        await using (var target = File.Create(path))
            await source.CopyToAsync(target, cancellation);

        return true;
    }
}
