using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Rounds;

/// <summary>The model version a round starts from.</summary>
/// <param name="Version">Its number; 0 is the model before training.</param>
/// <param name="Digest">SHA-256 of its file.</param>
/// <param name="Length">The file's bytes.</param>
/// <param name="DataOffset">Where in the file the parameter vector begins.</param>
/// <param name="ServerState">The strategy's state that belongs to it, or null when it has none yet.</param>
public sealed record BaseModel(int Version, Digest Digest, long Length, int DataOffset, Digest? ServerState);
