namespace FedGrains.Coordinator.Tests;

public sealed class CoordinatorRolesTests : TestData
{
    [Theory]
    [InlineData(CoordinatorRoles.Silo)]
    [InlineData(CoordinatorRoles.Gateway)]
    public void Create_OneRoleWithoutSharedStorage_SaysWhatIsMissing(CoordinatorRoles role)
    {
        var options = Options;
        options.Roles = role;

        Assert.Contains("Azure:Storage", Assert.Throws<FormatException>(() => Create(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NoRole_IsRefused()
    {
        var options = Options;
        options.Roles = CoordinatorRoles.None;

        Assert.Throws<FormatException>(() => Create(options));
    }

    [Fact]
    public void SiloAddress_NoAddress_IsRefused()
    {
        var options = Options;
        options.OrleansAddress = "silo-1.internal";

        Assert.Contains("OrleansAddress: 'silo-1.internal'", Assert.Throws<FormatException>(options.SiloAddress).Message, StringComparison.Ordinal);
    }
}
