namespace FedGrains.Grains.Rounds;

/// <summary>A masked sum was opened, and is not the sum of what its sites reported.</summary>
[GenerateSerializer, Alias("fedgrains.unmasked-sum")]
public sealed class UnmaskedSumException(string sentence) : Exception(sentence);
