namespace FedGrains.Core.Identifiers;

/// <summary>An identifier that is one string on the wire and a type in the code.</summary>
public interface IIdentifier<TSelf>
    where TSelf : struct, IIdentifier<TSelf>
{
    /// <summary>The identifier as text.</summary>
    string Value { get; }

    /// <summary>Reads an identifier; throws a <see cref="FormatException"/> that names the rule it breaks.</summary>
    static abstract TSelf Parse(string value);
}
