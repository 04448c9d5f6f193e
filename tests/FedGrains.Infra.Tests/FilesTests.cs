using YamlDotNet.RepresentationModel;

namespace FedGrains.Infra.Tests;

/// <summary>What must hold of images, of what runs them, and of the workflows.</summary>
public sealed class FilesTests
{
    [Theory]
    [InlineData("coordinator.Dockerfile")]
    [InlineData("site.Dockerfile")]
    public void Image_IsChiselledAndNobodysRoot(string file)
    {
        var lines = File.ReadAllLines(Repository.PathOf("infra", "images", file));
        var last = lines[Array.FindLastIndex(lines, l => l.StartsWith("FROM ", StringComparison.Ordinal))..];

        Assert.EndsWith("-chiseled", last[0], StringComparison.Ordinal);
        Assert.Contains("USER $APP_UID", last);
        Assert.DoesNotContain(last, l => l.StartsWith("RUN ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("ADD ", StringComparison.Ordinal));
    }

    [Fact]
    public void Compose_RunsTheSiteWithNothingItDoesNotNeed()
    {
        var site = Yaml("infra", "site", "compose.yaml")[0]["services"]["site"];

        Assert.Equal("true", (string)site["read_only"]!);
        Assert.Equal("ALL", Assert.Single(((YamlSequenceNode)site["cap_drop"]).Children).ToString());
        Assert.Equal("no-new-privileges:true", Assert.Single(((YamlSequenceNode)site["security_opt"]).Children).ToString());
        Assert.False(((YamlMappingNode)site).Children.ContainsKey("ports"));
    }

    [Fact]
    public void Kubernetes_RunsOneSiteWithNothingItDoesNotNeed()
    {
        var documents = Yaml("infra", "site", "kubernetes.yaml");
        var set = documents.Single(d => (string)d["kind"]! == "StatefulSet")["spec"];
        var pod = set["template"]["spec"];
        var container = Assert.Single(((YamlSequenceNode)pod["containers"]).Children);

        Assert.Equal("1", (string)set["replicas"]!);
        Assert.Equal(("true", "false"), ((string)pod["securityContext"]["runAsNonRoot"]!, (string)pod["automountServiceAccountToken"]!));
        Assert.Equal(("true", "false"), ((string)container["securityContext"]["readOnlyRootFilesystem"]!, (string)container["securityContext"]["allowPrivilegeEscalation"]!));
        Assert.Empty(((YamlSequenceNode)documents.Single(d => (string)d["kind"]! == "NetworkPolicy")["spec"]["ingress"]).Children);
        Assert.DoesNotContain(documents, d => (string)d["kind"]! == "Service");
    }

    [Fact]
    public void Azd_RunsAHookThatIsThere()
    {
        var hook = (string)Yaml("azure.yaml")[0]["hooks"]["postprovision"]["run"]!;

        Assert.True(File.Exists(Repository.PathOf(hook.Split('/'))));
        if (!OperatingSystem.IsWindows()) Assert.True(File.GetUnixFileMode(Repository.PathOf(hook.Split('/'))).HasFlag(UnixFileMode.UserExecute));
    }

    [Theory]
    [InlineData("deploy.yml")]
    [InlineData("images.yml")]
    public void Workflow_HasNoRightsButThoseOfItsJobs_AndNoSecrets(string file)
    {
        var workflow = Yaml(".github", "workflows", file)[0];

        Assert.Empty(((YamlMappingNode)workflow["permissions"]).Children);
        Assert.DoesNotContain("secrets.", Repository.Read(".github", "workflows", file), StringComparison.Ordinal);
    }

    private static YamlMappingNode[] Yaml(params string[] path)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(Repository.Read(path));
        stream.Load(reader);

        return [.. stream.Documents.Select(d => (YamlMappingNode)d.RootNode)];
    }
}
