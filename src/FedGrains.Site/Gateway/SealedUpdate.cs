using FedGrains.Privacy.Sealing;

namespace FedGrains.Site.Gateway;

/// <summary>An update to send: it leaves sealed, and in no other way.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Read">Fills a buffer with the update from a byte on.</param>
/// <param name="Seal">A sealer of its chunks from one on, which the caller disposes.</param>
internal sealed record SealedUpdate(long Length, Func<long, Memory<byte>, CancellationToken, ValueTask> Read, Func<long, UpdateSealer> Seal);
