namespace FedGrains.Privacy.Keys;

/// <summary>A vault could not do what was asked: there is no such key, or what is to be unwrapped was not wrapped so. The message names the key.</summary>
public sealed class KeyVaultException(string message, Exception? inner = null) : Exception(message, inner);
