using System.Text;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Nodes;

/// <summary>The bytes a site signs with its enrolled key (ECDSA P-256, SHA-256, IEEE P1363). Each kind has its own prefix, so that a signature made for one is worth nothing for another.</summary>
public static class SiteStatements
{
    /// <summary>What proves possession of a key at enrolment.</summary>
    public static byte[] Enrolment(NodeKey node, string token) => Encoding.UTF8.GetBytes($"fedgrains enrol\n{node}\n{token}");

    /// <summary>What binds a site to its report.</summary>
    public static byte[] Report(ReadOnlySpan<byte> report) => [.. "fedgrains report\n"u8, .. report];
}
