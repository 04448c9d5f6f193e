using System.Globalization;
using System.Text;
using FedGrains.Core.Identifiers;

namespace FedGrains.Azure.Artifacts;

/// <summary>Where a store, or one area of it, keeps things in its container. Callers' ids are hashed into names.</summary>
internal sealed class BlobNames(string? area)
{
    public const string Artifacts = "artifacts/";
    public const string Areas = "areas/";
    public const string Uploads = "uploads/";
    public const string Stages = "stages/";
    public const string Data = "data/";

    public BlobNames Area(string name) => area is null ? new(name) : throw new InvalidOperationException($"Area '{name}' was asked for within area '{area}': areas are not nested.");

    public static string FolderOf(string area) => $"{Areas}{Hash(area)}/";

    public string PointerOf(Digest digest)
    {
        var name = Digest.Parse(digest.Value).Value;

        return area is null ? $"{Artifacts}{name}" : FolderOf(area) + name;
    }

    public string UploadOf(string id) => Uploads + FileName(id);

    public string StageOf(string id) => $"{Stages}{FileName(id)}/";

    public static string NewData() => $"{Data}{Guid.NewGuid():n}";

    /// <summary>A slice of a stage: names sort as offsets do.</summary>
    public static string SliceOf(string stage, long offset, int length) => string.Create(CultureInfo.InvariantCulture, $"{stage}{offset:x16}-{length:x8}");

    // The area, too: one id in two areas is two uploads.
    private string FileName(string id) => Hash(area is null ? id : $"{area}\n{id}");

    private static string Hash(string text) => Digest.Of(Encoding.UTF8.GetBytes(text)).Value;
}
