namespace FedGrains.Site.Configuration;

/// <summary>Where a site keeps what, under its data folder.</summary>
internal sealed class SiteFolders
{
    public const string AuditFolder = "audit";

    public SiteFolders(string data)
    {
        Root = OwnFile.CreateFolder(Path.GetFullPath(data));
        Identity = OwnFile.CreateFolder(Path.Combine(Root, "identity"));
    }

    public string Root { get; }

    public string Identity { get; }

    public string Key => Path.Combine(Identity, "site.key");

    public string MaskingKey => Path.Combine(Identity, "masking.key");

    public string AuditKey => Path.Combine(Identity, "audit.key");

    public string Audit => Path.Combine(Root, AuditFolder);

    public string Enrolment => Path.Combine(Identity, "enrolment.json");

    public string SiteFile => Path.Combine(Root, "site.json");

    public string Lock => Path.Combine(Root, "site.lock");
}
