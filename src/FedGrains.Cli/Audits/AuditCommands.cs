using System.CommandLine;
using System.Security.Cryptography;

namespace FedGrains.Cli.Audits;

/// <summary><c>fedgrains audit …</c></summary>
internal static class AuditCommands
{
    /// <param name="randomness">Where private training takes its samples and its noise from; null for the operating system's generator.</param>
    public static Command Create(RandomNumberGenerator? randomness) => new("audit", "Read, export and verify audit logs; attack what a site would send, where the site is, to see what it gives away.")
    {
        AuditExportCommand.Show(),
        AuditExportCommand.Export(),
        AuditVerifyCommand.Verify(),
        AuditVerifyCommand.Prove(),
        AuditVerifyCommand.VerifyProof(),
        PrivacyAuditCommand.Create(randomness),
    };
}
