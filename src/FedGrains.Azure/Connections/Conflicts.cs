using Azure;

namespace FedGrains.Azure.Connections;

/// <summary>Which answers mean that somebody else was there first.</summary>
internal static class Conflicts
{
    public const int NotFound = 404;
    public const int Conflict = 409;
    public const int PreconditionFailed = 412;

    /// <summary>Whether a conditional write lost.</summary>
    public static bool Lost(RequestFailedException e) => e.Status is Conflict or PreconditionFailed;
}
