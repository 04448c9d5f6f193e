namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A message with one canonical binary form: what <see cref="Read"/> accepts, <see cref="Write"/> writes again byte for byte.</summary>
public interface IWireMessage<TSelf>
    where TSelf : IWireMessage<TSelf>
{
    /// <summary>The kind, which stands in every message's prefix.</summary>
    static abstract MessageKind Kind { get; }

    /// <summary>Reads what follows the prefix; a <see cref="FormatException"/> names the field that is wrong. It need not reach the end.</summary>
    static abstract TSelf Read(ref WireReader reader);

    /// <summary>Writes what follows the prefix.</summary>
    void Write(WireWriter writer);
}
