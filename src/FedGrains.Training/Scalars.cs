using TorchSharp;

namespace FedGrains.Training;

/// <summary>
/// Numbers that are kept alive. TorchSharp makes a <see cref="Scalar"/> of every number it is given, also of the 1 that adding a tensor implies, and reads its native handle before it calls torch.
/// From then on nothing holds it, and the collector, which other threads set off, may free it during the call: torch then reads freed memory ("Unknown scalar type"). So every
/// number that goes to torch as a scalar is a field of something that outlives the call.
/// </summary>
internal static class Scalars
{
    public static readonly Scalar Zero = 0, One = 1, Two = 2;
}
