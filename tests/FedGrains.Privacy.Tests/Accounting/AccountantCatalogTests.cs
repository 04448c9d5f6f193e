using FedGrains.Privacy.Accounting;

namespace FedGrains.Privacy.Tests.Accounting;

public sealed class AccountantCatalogTests
{
    [Fact]
    public void Find_EveryName_IsThere() => Assert.All(AccountantNames.All, name => Assert.Equal(name, AccountantCatalog.Find(name).Name));

    [Fact]
    public void Default_IsPld() => Assert.Equal(("pld", "pld"), (AccountantCatalog.Default.Name, AccountantNames.All[0]));

    [Fact]
    public void Find_UnknownName_ListsTheKnown()
    {
        Assert.Contains("Known: pld, rdp, gaussian, zcdp.", Assert.Throws<ArgumentException>(() => AccountantCatalog.Find("prv")).Message, StringComparison.Ordinal);
        Assert.Null(AccountantCatalog.TryFind("PLD"));
        Assert.Null(AccountantCatalog.TryFind(null));
    }
}
