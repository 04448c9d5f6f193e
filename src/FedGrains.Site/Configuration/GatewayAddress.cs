namespace FedGrains.Site.Configuration;

/// <summary>What a gateway's address may be.</summary>
internal static class GatewayAddress
{
    public static string? Fault(Uri gateway, bool plaintext) => gateway switch
    {
        { IsAbsoluteUri: false } => $"'{gateway}' is not an address: write https://host:port.",
        { Scheme: "https" } => null,
        { Scheme: "http" } when plaintext => null,
        { Scheme: "http" } => $"'{gateway}' is not encrypted. Use https://, or set plaintext: true if nobody else can listen.",
        _ => $"'{gateway}' is not a gateway's address: write https://host:port.",
    };
}
