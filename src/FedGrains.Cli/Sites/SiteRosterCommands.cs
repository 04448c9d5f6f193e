using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Core.Identifiers;
using FedGrains.Site.Masking;

namespace FedGrains.Cli.Sites;

/// <summary><c>fedgrains site roster …</c>: an institution's word about who takes part in secure aggregation, spoken to its own running site.</summary>
internal static class SiteRosterCommands
{
    public static Command Create() => new("roster", "See who takes part in secure aggregation, and agree to it for this institution.")
    {
        ShowVerb(),
        ConfirmVerb(),
        SignVerb(),
    };

    private static Command ShowVerb() => new Command("show", "Show the roster in force at this site and the one that the coordinator offers: members, the digests of their keys, the threshold, and the digest to compare.")
        .OnSite(async (site, _, terminal) =>
        {
            var status = await site.Masking().Rosters();
            terminal.Answer(status, t => RosterText.Write(t, status));

            return ExitCode.Done;
        });

    private static Command ConfirmVerb() => Agree(
        "confirm",
        "Confirm the first roster, once its digest is the same at the other sites: ask them by another way than the coordinator. The site signs it, and goes by it when enough sites have signed.",
        (masking, roster) => masking.Confirm(roster));

    private static Command SignVerb() => Agree(
        "sign",
        "Sign a roster that follows the one in force. It takes its place when enough sites of the one in force have signed.",
        (masking, roster) => masking.Sign(roster));

    private static Command Agree(string name, string description, Func<IMaskingGrain, Digest, Task<RosterAnswer>> agree)
    {
        var digest = CommonOptions.Name<Digest>("--digest", "The roster's digest, 64 hexadecimal characters, as it was compared.", "D");

        return new Command(name, description) { digest }.OnSite(async (site, parse, terminal) =>
        {
            var answer = await agree(site.Masking(), parse.GetValue(digest));
            if (answer.Refusal is { } refusal) throw new CommandException(refusal);

            terminal.Answer(answer.Status, t => t.Say(RosterText.Agreed(answer.Status, parse.GetValue(digest))));

            return ExitCode.Done;
        });
    }
}
