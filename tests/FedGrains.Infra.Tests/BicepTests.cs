using System.Text.Json;
using System.Text.RegularExpressions;

namespace FedGrains.Infra.Tests;

/// <summary>What must hold of what is deployed to Azure.</summary>
public sealed partial class BicepTests(Deployment deployment)
{
    private static readonly string[] s_modules = [.. Directory.EnumerateFiles(Repository.PathOf("infra"), "*.bicep", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Main_BuildsAndLintsWithoutAWord()
    {
        var lint = await Repository.Bicep("lint", Repository.PathOf("infra", "main.bicep"));
        var build = await Repository.Bicep("build", Repository.PathOf("infra", "main.bicep"), "--stdout");

        Assert.Equal((0, ""), (lint.ExitCode, lint.Error));
        Assert.Equal((0, ""), (build.ExitCode, build.Error));
    }

    [Fact]
    public async Task Modules_AreFormatted()
    {
        foreach (var module in s_modules)
        {
            var formatted = await Repository.Bicep("format", module, "--stdout");
            Assert.True(formatted.Output.TrimEnd() == (await File.ReadAllTextAsync(module)).TrimEnd(), $"{module} is not as 'bicep format' writes it.");
        }
    }

    [Fact]
    public void Storage_TakesNoKeysAndHasNoAddressOutside()
    {
        var account = deployment.Properties("Microsoft.Storage/storageAccounts");

        Assert.False(account.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(account.GetProperty("allowBlobPublicAccess").GetBoolean());
        Assert.True(account.GetProperty("supportsHttpsTrafficOnly").GetBoolean());
        Assert.Equal("TLS1_2", account.GetProperty("minimumTlsVersion").GetString());
        Assert.Equal("Disabled", account.GetProperty("publicNetworkAccess").GetString());
        Assert.Equal("Deny", account.GetProperty("networkAcls").GetProperty("defaultAction").GetString());
        Assert.Equal(["pe-blob", "pe-table", "pe-vault"], deployment.Of("Microsoft.Network/privateEndpoints").Select(NameOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Audit_CanBeAppendedToAndNotChanged()
    {
        var policy = Assert.Single(deployment.Of("Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies"));

        Assert.EndsWith("/default/audit/default", NameOf(policy), StringComparison.Ordinal);
        Assert.True(policy.GetProperty("properties").GetProperty("allowProtectedAppendWrites").GetBoolean());
        Assert.True(policy.GetProperty("properties").GetProperty("immutabilityPeriodSinceCreationInDays").GetInt32() >= 2190);
    }

    [Fact]
    public void Vault_LosesNothingAndHasNoAddressOutside()
    {
        var vault = deployment.Properties("Microsoft.KeyVault/vaults");

        Assert.True(vault.GetProperty("enablePurgeProtection").GetBoolean());
        Assert.True(vault.GetProperty("enableSoftDelete").GetBoolean());
        Assert.True(vault.GetProperty("enableRbacAuthorization").GetBoolean());
        Assert.Equal("Disabled", vault.GetProperty("publicNetworkAccess").GetString());
    }

    [Fact]
    public void Vault_KeysAreThoseThatTheCoordinatorLooksFor()
    {
        var keys = deployment.Of("Microsoft.KeyVault/vaults/keys");

        Assert.Equal(
            ["fedgrains-cluster-sign", "fedgrains-cluster-wrap", "fedgrains-storage-sign", "fedgrains-storage-wrap"],
            keys.Select(k => NameOf(k).Split('/')[^1]).Order(StringComparer.Ordinal));
        Assert.All(keys, k => Assert.Equal("1", k.GetProperty("tags").GetProperty("fedgrains-version").GetString()));
    }

    // Each process gets what it uses, on the resource that it uses, and nobody gets a role that manages.
    [Fact]
    public void Roles_AreThoseAndNoMore()
    {
        var roles = deployment.Of("Microsoft.Authorization/roleAssignments").Select(r => RoleId().Match(r.GetProperty("properties").GetProperty("roleDefinitionId").GetString()!).Value).CountBy(r => r).ToDictionary(r => r.Key, r => r.Value);

        Assert.Equal(new Dictionary<string, int>
        {
            ["7f951dda-4ed3-4680-a7ca-43fe172d538d"] = 2, // AcrPull: silos, gateways
            ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = 2, // Storage Blob Data Contributor
            ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = 2, // Storage Table Data Contributor
            ["14b46e9e-c2b7-41b4-b07b-48a6ebf60603"] = 1, // Key Vault Crypto Officer: silos
            ["12338af0-0e69-4776-bea7-57ae8d297424"] = 1, // Key Vault Crypto User: gateways
        }, roles);
        Assert.All(deployment.Of("Microsoft.Authorization/roleAssignments"), r => Assert.NotEqual("[subscription().id]", r.TryGetProperty("scope", out var scope) ? scope.GetString() : null));
    }

    [Fact]
    public void Silos_AreOneProcessEach_AtPortsOfTheirOwn()
    {
        var silos = deployment.Of("Microsoft.App/containerApps").Where(a => NameOf(a).StartsWith("silo-", StringComparison.Ordinal)).ToArray();

        Assert.Equal(["silo-0", "silo-1", "silo-2"], silos.Select(NameOf));

        foreach (var (silo, index) in silos.Select((s, i) => (s.GetProperty("properties"), i)))
        {
            var ingress = silo.GetProperty("configuration").GetProperty("ingress");
            var scale = silo.GetProperty("template").GetProperty("scale");
            Assert.Equal((1, 1), (scale.GetProperty("minReplicas").GetInt32(), scale.GetProperty("maxReplicas").GetInt32()));
            Assert.Equal(("tcp", 11111 + index), (ingress.GetProperty("transport").GetString(), ingress.GetProperty("exposedPort").GetInt32()));
            Assert.Equal(30000 + index, Assert.Single(ingress.GetProperty("additionalPortMappings").EnumerateArray()).GetProperty("exposedPort").GetInt32());
            Assert.Equal("Multiple", silo.GetProperty("configuration").GetProperty("activeRevisionsMode").GetString());
            Assert.Equal($"{11111 + index}", Environment(silo)["Coordinator__OrleansSiloPort"]);
            Assert.Equal("Silo", Environment(silo)["Coordinator__Roles"]);
            Assert.Equal("federation.example.org", Environment(silo)["Coordinator__PublicHost"]);
        }
    }

    [Fact]
    public void Environments_OfSilosIsInternal()
    {
        var environments = deployment.Of("Microsoft.App/managedEnvironments").ToDictionary(e => NameOf(e).Split('-')[1], e => e.GetProperty("properties"));

        Assert.True(environments["silos"].GetProperty("vnetConfiguration").GetProperty("internal").GetBoolean());
        Assert.False(environments["gateways"].GetProperty("vnetConfiguration").GetProperty("internal").GetBoolean());
    }

    [Fact]
    public void Network_LetsSitesReachGatewaysAtOnePort()
    {
        var rules = deployment.Of("Microsoft.Network/networkSecurityGroups").Single(g => NameOf(g) == "nsg-gateways").GetProperty("properties").GetProperty("securityRules").EnumerateArray()
            .ToDictionary(r => r.GetProperty("name").GetString()!, r => r.GetProperty("properties"));

        Assert.Equal("7443", rules["sites"].GetProperty("destinationPortRange").GetString());
        Assert.Equal(["192.0.2.0/24", "198.51.100.0/24"], rules["sites"].GetProperty("sourceAddressPrefixes").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal("Deny", rules["nobody-else"].GetProperty("access").GetString());
        Assert.All(rules.Where(r => r.Key != "nobody-else"), r => Assert.True(r.Value.GetProperty("priority").GetInt32() < rules["nobody-else"].GetProperty("priority").GetInt32()));
    }

    [Fact]
    public void Apps_HoldNoSecrets()
    {
        foreach (var app in deployment.Of("Microsoft.App/containerApps").Select(a => a.GetProperty("properties")))
        {
            Assert.False(app.GetProperty("configuration").TryGetProperty("secrets", out _));
            Assert.DoesNotContain(Environment(app), e => Secret().IsMatch(e.Key) || Secret().IsMatch(e.Value));
        }
    }

    [Fact]
    public async Task Outputs_HoldNoSecrets()
    {
        using var template = JsonDocument.Parse((await Repository.Bicep("build", Repository.PathOf("infra", "main.bicep"), "--stdout")).Output);

        foreach (var output in Outputs(template.RootElement)) Assert.DoesNotMatch("(?i)listkeys|sharedkey|connectionstring|password|secret", output);
    }

    [Fact]
    public void Parameters_AreThoseOfMainAndExplained()
    {
        var declared = ParameterName().Matches(Repository.Read("infra", "main.bicep")).Select(m => m.Groups[1].Value).ToArray();
        using var given = JsonDocument.Parse(Repository.Read("infra", "main.parameters.json"));
        var documented = Repository.Read("docs", "deploy.md");

        Assert.All(given.RootElement.GetProperty("parameters").EnumerateObject(), p => Assert.Contains(p.Name, declared));
        Assert.All(declared, p => Assert.True(documented.Contains($"`{p}`", StringComparison.Ordinal), $"docs/deploy.md does not tell of '{p}'."));
    }

    private static Dictionary<string, string> Environment(JsonElement app) => Assert.Single(app.GetProperty("template").GetProperty("containers").EnumerateArray()).GetProperty("env").EnumerateArray()
        .ToDictionary(e => e.GetProperty("name").GetString()!, e => e.GetProperty("value").GetString()!);

    private static IEnumerable<string> Outputs(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.NameEquals("outputs") ? [p.Value.GetRawText()] : Outputs(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Outputs),
        _ => [],
    };

    private static string NameOf(JsonElement resource) => resource.GetProperty("name").GetString()!;

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
    private static partial Regex RoleId();

    [GeneratedRegex("(?i)accountkey|password|secret|connectionstring")]
    private static partial Regex Secret();

    [GeneratedRegex("(?m)^param (\\w+) ")]
    private static partial Regex ParameterName();
}
