namespace FedGrains.Storage.Safetensors;

/// <summary>The file is not a safetensors file that we take; the message is a sentence for its sender.</summary>
public sealed class SafetensorsException(string message, Exception? inner = null) : Exception(message, inner);
