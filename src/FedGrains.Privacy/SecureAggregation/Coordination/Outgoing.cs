namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A message for a site.</summary>
/// <param name="To">Which site.</param>
/// <param name="Message">The bytes.</param>
public sealed record Outgoing(SiteId To, ReadOnlyMemory<byte> Message);
