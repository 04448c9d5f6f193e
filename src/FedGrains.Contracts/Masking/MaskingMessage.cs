using FedGrains.Core.Identifiers;

namespace FedGrains.Contracts.Masking;

/// <summary>A message of secure aggregation for a site, in the protocol's canonical form.</summary>
/// <param name="Topic">What it is about: a newer message of a topic takes the place of an older one.</param>
/// <param name="Run">The run that it belongs to; null where it is about the roster.</param>
/// <param name="Message">The bytes, at most 2 MiB.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.masking-message")]
public sealed record MaskingMessage([property: Id(0)] string Topic, [property: Id(1)] RunId? Run, [property: Id(2)] byte[] Message);
