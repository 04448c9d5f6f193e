using System.Text.Json;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Json;
using FedGrains.Site.Configuration;

namespace FedGrains.Site.Identity;

/// <summary>What an enrolled site knows of its federation. Once it is written the invitation is not needed any more.</summary>
internal sealed record EnrolmentRecord(Uri Gateway, FederationId Federation, NodeId Node, string? CertificateAuthority)
{
    public static EnrolmentRecord? Find(string path)
    {
        if (!File.Exists(path)) return null;

        try
        {
            return JsonSerializer.Deserialize<EnrolmentRecord>(File.ReadAllBytes(path), CoreJson.Options);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new SiteIdentityException($"'{path}' cannot be read: {e.Message} Remove it and start the site with its invitation: enrolling the same key again is answered alike.", e);
        }
    }

    public void Save(string path) => OwnFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, CoreJson.Options));
}
