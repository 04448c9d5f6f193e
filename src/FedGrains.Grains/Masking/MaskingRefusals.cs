using FedGrains.Contracts.Masking;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Masking;

/// <summary>Refusals of the protocol as answers to a site. No default arm: a new kind does not compile until someone decides.</summary>
internal static class MaskingRefusals
{
    public static MaskingAnswer ToAnswer(this Refusal? refusal) => refusal is null ? MaskingAnswer.Taken : new(refusal.Kind.ToOutcome(), refusal.Sentence);

    private static ExchangeOutcome ToOutcome(this RefusalKind kind) => kind switch
    {
        RefusalKind.Malformed or RefusalKind.WrongShape or RefusalKind.DuplicateKey or RefusalKind.BadShares or RefusalKind.WrongSecret => ExchangeOutcome.Malformed,
        RefusalKind.WrongFederation or RefusalKind.NotAMember => ExchangeOutcome.NotAMember,
        RefusalKind.BadSignature => ExchangeOutcome.BadSignature,
        RefusalKind.Equivocation => ExchangeOutcome.Equivocation,
        RefusalKind.OutOfOrder or RefusalKind.StaleRoster or RefusalKind.UnknownRoster or RefusalKind.UnsafeRoster or RefusalKind.TooFewRosterSignatures
            or RefusalKind.UnconfirmedRoster or RefusalKind.TooFewSites or RefusalKind.Replay or RefusalKind.MissingShares or RefusalKind.WrongTask
            or RefusalKind.OpenedBefore or RefusalKind.Scattered or RefusalKind.RolledBack => ExchangeOutcome.NotNow,
    };
}
