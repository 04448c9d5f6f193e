namespace FedGrains.Site.Masking;

/// <summary>The site does not take part in a masked round; the message is the protocol's sentence, and holds no secret.</summary>
public sealed class MaskingRefusedException(string message) : Exception(message);
