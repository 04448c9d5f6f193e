using FedGrains.Site;
using FedGrains.Site.Configuration;
using FedGrains.Site.Identity;
using FedGrains.Site.Masking;
using FedGrains.Storage;

try
{
    using var site = SiteHost.Build(args);
    await site.RunAsync();

    return 0;
}
catch (Exception fault) when (fault is SiteOptionsException or SiteIdentityException or MaskingStateException or DataFolderInUseException or StorageException)
{
    await Console.Error.WriteLineAsync(fault.Message);

    return 1;
}
