namespace FedGrains.Site.Identity;

/// <summary>The site cannot say who it is; the message is a sentence that says what to do.</summary>
public sealed class SiteIdentityException(string message, Exception? inner = null) : Exception(message, inner);
