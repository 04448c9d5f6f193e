using System.Security.Cryptography;
using System.Text;

namespace FedGrains.Azure.Grains;

/// <summary>What the blob of a grain's state is called: <c>{state name}-{grain type}/{key}.json</c>, as with Orleans' own provider, wherever a blob can be called so.</summary>
internal static class GrainStateBlobs
{
    private const int LongestName = 1024;
    private const int MostSegments = 254;

    public static string NameOf(string stateName, GrainId grain)
    {
        var name = $"{stateName}-{grain}.json";

        return IsAllowed(name) ? name : $"{Printable(stateName)}-~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}.json";
    }

    // What the service refuses, and what a URI would be taken apart at on the way.
    private static bool IsAllowed(string name) =>
        name.Length <= LongestName
        && !name.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\\' or '\uFFFE' or '\uFFFF')
        && name.Split('/') is { Length: <= MostSegments } segments
        && segments.All(s => s.Length > 0 && !s.EndsWith('.'));

    private static string Printable(string stateName) => new([.. stateName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_').Take(64)]);
}
