namespace FedGrains.Site.Masking;

/// <summary>What the site keeps of secure aggregation cannot be used; the message is a sentence that says what to do.</summary>
public sealed class MaskingStateException(string message, Exception? inner = null) : Exception(message, inner);
