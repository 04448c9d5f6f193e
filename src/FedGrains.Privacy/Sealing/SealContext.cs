using System.Security.Cryptography;

namespace FedGrains.Privacy.Sealing;

/// <summary>
/// Where an update belongs. A sealed update opens only for whoever states the same context: in another federation, run or round, as
/// another node's, from another base model, under another configuration or roster, it does not open.
/// </summary>
public sealed record SealContext
{
    /// <summary>What stands for the roster in a round that goes by none: the SHA-256 digest of nothing.</summary>
    public const string NoRoster = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Label = "FedGrains/update/v1";
    private const int LongestName = 255;

    /// <summary>The federation's name.</summary>
    public required string Federation { get; init => field = Named(value, nameof(Federation)); }

    /// <summary>The run's name.</summary>
    public required string Run { get; init => field = Named(value, nameof(Run)); }

    /// <summary>The round's number, 0 or more.</summary>
    public required int Round { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Round), value, "A round's number is 0 or more."); }

    /// <summary>The name of the node that the update comes from.</summary>
    public required string Node { get; init => field = Named(value, nameof(Node)); }

    /// <summary>The SHA-256 digest of the model that the site trained from, 64 lower-case hexadecimal characters.</summary>
    public required string BaseModel { get; init => field = Digest(value, nameof(BaseModel)); }

    /// <summary>The SHA-256 digest of the configuration that it trained under, likewise.</summary>
    public required string Configuration { get; init => field = Digest(value, nameof(Configuration)); }

    /// <summary>The SHA-256 digest of the roster, likewise: who else is in the round, and under which keys.</summary>
    public required string Roster { get; init => field = Digest(value, nameof(Roster)); }

    /// <summary>The context in its one way to be written, which is what keys are derived under.</summary>
    internal byte[] Encode() => Fields().ToArray();

    /// <summary>The context with a chunk's place in the update, which every chunk is sealed under.</summary>
    internal byte[] EncodeChunk(int chunkSize, long index, bool last) => Fields().Add(chunkSize).Add(index).Add(last ? "last" : "more").ToArray();

    private CanonicalEncoding Fields() => new CanonicalEncoding(Label)
        .Add(Federation).Add(Run).Add(Round).Add(Node)
        .Add(Convert.FromHexString(BaseModel)).Add(Convert.FromHexString(Configuration)).Add(Convert.FromHexString(Roster));

    private static string Named(string value, string name) =>
        value is { Length: > 0 and <= LongestName } && value.All(c => c is > ' ' and <= '~')
            ? value
            : throw new ArgumentException($"'{value}' is not a name: use 1 to {LongestName} printable ASCII characters and no spaces.", name);

    private static string Digest(string value, string name) =>
        value is { Length: 2 * SHA256.HashSizeInBytes } && value.All(char.IsAsciiHexDigitLower)
            ? value
            : throw new ArgumentException($"'{value}' is not a SHA-256 digest: write 64 lower-case hexadecimal characters.", name);
}
