using System.Text.Json;

using FedGrains.Privacy.Accounting.Ledgers;

using static FedGrains.Privacy.Tests.Accounting.Ledgers.LedgerSamples;

namespace FedGrains.Privacy.Tests.Accounting.Ledgers;

/// <summary>A ledger is kept for ever, so what its JSON says never changes.</summary>
public sealed class LedgerJsonTests
{
    private const string Stored =
        """
        {"entries":[
        {"federation":"heart","run":"first","event":{"event":"repeated","of":{"event":"poissonSampled","probability":0.02,"of":{"event":"gaussian","noiseMultiplier":2}},"count":20},"releases":2,"firstRound":1,"lastRound":2,"lastUpdate":"u2","firstAt":"2026-03-01T08:00:00+00:00","lastAt":"2026-03-01T08:00:00+00:00"},
        {"federation":"heart","run":"first","event":{"event":"nonPrivate","what":"an update trained without noise"},"releases":1,"firstRound":3,"lastRound":3,"lastUpdate":null,"firstAt":"2026-03-01T08:00:00+00:00","lastAt":"2026-03-01T08:00:00+00:00"}
        ]}
        """;

    private static readonly PrivacyLedger Ledger = PrivacyLedger.Empty.After(Release()).After(Release(2, "u2")).After(Release(3, null, Plain));

    [Fact]
    public void Ledger_IsStoredAsBefore() => Assert.Equal(Stored.ReplaceLineEndings(""), JsonSerializer.Serialize(Ledger).Replace("\\u002B", "+", StringComparison.Ordinal));

    [Fact]
    public void Ledger_Stored_IsRead() => Assert.Equal(Ledger, JsonSerializer.Deserialize<PrivacyLedger>(Stored));

    [Fact]
    public void Budget_Written_IsRead()
    {
        var budget = new PrivacyBudget(3, 1e-5, AllowNonPrivate: true);

        Assert.Equal("""{"epsilon":3,"delta":1E-05,"allowNonPrivate":true}""", JsonSerializer.Serialize(budget));
        Assert.Equal(budget, JsonSerializer.Deserialize<PrivacyBudget>(JsonSerializer.Serialize(budget)));
    }

    [Fact]
    public void Release_Written_IsRead() => Assert.Equal(Release(), JsonSerializer.Deserialize<PrivacyRelease>(JsonSerializer.Serialize(Release())));
}
