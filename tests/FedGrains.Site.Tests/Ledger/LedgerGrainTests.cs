using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Ledgers;
using FedGrains.Site.Datasets;
using FedGrains.Site.Ledger;
using FedGrains.Site.Tests.Testing;

namespace FedGrains.Site.Tests.Ledger;

/// <summary>The ledger of a dataset in a whole site: durable, and bound by the definition that is registered.</summary>
public sealed class LedgerGrainTests : IAsyncLifetime, IDisposable
{
    private static readonly PrivacyEvent Noisy = PrivacyEvent.NoisySteps(0.1, 2, 20);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeCoordinator _coordinator = new();
    private FakeGateway _gateway = null!;
    private SiteUnderTest _site = null!;

    public async ValueTask InitializeAsync()
    {
        PatientsFile.Write(_folder);
        _gateway = await FakeGateway.Start(_coordinator);
        _site = await SiteUnderTest.Start(_folder, _gateway.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Spend_SurvivesARestart()
    {
        await Register("");
        Assert.Equal(SpendOutcome.Granted, (await Spend("u1")).Outcome);
        var before = await Ledger.Describe();

        await _site.DisposeAsync();
        _site = await SiteUnderTest.Start(_folder, _gateway.Address);

        Assert.Equal(before.Ledger, (await Ledger.Describe()).Ledger);
        Assert.Equal(SpendOutcome.Duplicate, (await Spend("u1")).Outcome);
        Assert.Equal((1L, Noisy), (before.Ledger.Entries.Single().Releases, before.Ledger.Entries.Single().Event));
    }

    [Fact]
    public async Task Spend_ByTheBudgetThatIsRegisteredNow()
    {
        await Register("privacy: { epsilon: 2, delta: 1e-5 }");
        Assert.Equal(SpendOutcome.Granted, (await Spend("u1")).Outcome);

        await Register("privacy: { epsilon: 0.5, delta: 1e-5 }");
        var refused = await Spend("u2");
        Assert.Equal((SpendOutcome.OverBudget, 0.5), (refused.Outcome, refused.Overdraft!.Budget.Epsilon));
        Assert.Equal(AccountantCatalog.Default.Epsilon([Noisy], 1e-5), refused.Overdraft.Before, 1e-12);

        await Register("privacy: { epsilon: 20, delta: 1e-5 }");
        Assert.Equal(SpendOutcome.Granted, (await Spend("u2")).Outcome);
        Assert.Equal((2L, new PrivacyBudget(20, 1e-5)), ((await Ledger.Describe()).Ledger.Entries.Single().Releases, (await Ledger.Describe()).Budget));
    }

    [Fact]
    public async Task Judge_WritesNothingDown()
    {
        await Register("privacy: { epsilon: 2, delta: 1e-5 }");

        Assert.Equal(SpendOutcome.Granted, (await Ledger.Judge(Release("u1"))).Outcome);
        Assert.Empty((await Ledger.Describe()).Ledger.Entries);
    }

    [Fact]
    public async Task Budget_FromTheSitesConfiguration_SurvivesTheWayThere()
    {
        var definition = Health.Datasets.DatasetDefinition.Parse($"{PatientsFile.Definition}\nprivacy: {{ epsilon: 2, delta: 1e-5, allowNonPrivate: true }}\n", _folder.Path);
        await _site.Grains.GetGrain<IDatasetGrain>("patients").Register(new(definition.ToYaml(), _folder.Path));

        Assert.Equal(new(2, 1e-5, AllowNonPrivate: true), (await Ledger.Describe()).Budget);
    }

    private ILedgerGrain Ledger => _site.Grains.GetGrain<ILedgerGrain>("patients");

    private Task<SpendDecision> Spend(string update) => Ledger.Spend(Release(update));

    private async Task Register(string privacy) =>
        Assert.Empty((await _site.Grains.GetGrain<IDatasetGrain>("patients").Register(new($"{PatientsFile.Definition}\n{privacy}\n", _folder.Path))).Faults);

    private static PrivacyRelease Release(string update) => new("hearts", "run", 1, update, Noisy);
}
