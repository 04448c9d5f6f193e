using FedGrains.Core.Identifiers;

namespace FedGrains.Site.Jobs;

/// <summary>An update that is durable at the site.</summary>
/// <param name="Digest">SHA-256 of its bytes.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="MaskedUpload">What the site states and signs of the masked vector; empty for an update that is not masked.</param>
internal sealed record StoredUpdate(Digest Digest, long Length, byte[] MaskedUpload);
