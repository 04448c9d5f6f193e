using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace FedGrains.Core.Models;

/// <summary>A named float32 tensor of a model: its shape, outermost dimension first, every dimension at least 1.</summary>
public sealed record TensorSpec(string Name, ImmutableArray<int> Shape)
{
    /// <summary>How many values the tensor holds.</summary>
    public long Length => Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));

    /// <summary>Where its values start. No part of what the tensor is: two tensors of one name and shape are equal.</summary>
    [JsonIgnore]
    public InitialValues Initial { get; init; }

    /// <summary>The shape as people write it: <c>[13, 1]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <inheritdoc/>
    public bool Equals(TensorSpec? other) => other is not null && Name == other.Name && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Length);
}
