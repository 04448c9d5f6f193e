using System.Text.Json;

using FedGrains.Core.Json;
using FedGrains.Site.Configuration;

namespace FedGrains.Site;

/// <summary>Where a running site is to be found, in <c>site.json</c> of its data folder.</summary>
/// <param name="OrleansGateway">The loopback endpoint for Orleans clients, as <c>address:port</c>.</param>
/// <param name="Pid">The process.</param>
/// <param name="Health">The loopback address of the health endpoints, or null.</param>
/// <param name="Node">Who the site is, as <c>federation/node</c>; null in a file that an earlier version wrote.</param>
public sealed record SiteFile(string OrleansGateway, int Pid, string? Health, string? Node = null)
{
    /// <summary>What the site in this data folder has written; null when it has never run. It may have ended since.</summary>
    public static SiteFile? Find(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "site.json");

        return File.Exists(path) ? JsonSerializer.Deserialize<SiteFile>(File.ReadAllBytes(path), CoreJson.Options) : null;
    }

    internal void Save(SiteFolders folders) => OwnFile.Write(folders.SiteFile, JsonSerializer.SerializeToUtf8Bytes(this, CoreJson.Options));
}
