namespace FedGrains.Azure.Sealing;

/// <summary>How the keys that seal what is stored come and go; section <c>Azure:DataKeys</c>.</summary>
public sealed class DataKeyOptions
{
    public const string Section = "Azure:DataKeys";

    /// <summary>The vault's key that wraps them; made when it is not there. Default: <c>fedgrains-storage</c>.</summary>
    public string VaultKey { get; set; } = "fedgrains-storage";

    /// <summary>How long a data key is in memory before the vault is asked again. Default: 10 minutes: a vault that is out for longer holds up whoever needs it.</summary>
    public TimeSpan Life { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>For how long one data key seals new contents. Default: 1 day.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromDays(1);
}
