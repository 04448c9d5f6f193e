using System.Collections.Immutable;

namespace FedGrains.Core.Models;

/// <summary>The tensors of a model in their order; laid end to end they are the parameter vector that updates and sums are made of.</summary>
public sealed record ModelLayout(ImmutableArray<TensorSpec> Tensors)
{
    /// <summary>The length of the parameter vector.</summary>
    public long ParameterCount => Tensors.Sum(t => t.Length);

    /// <summary>The name of the tensor that holds parameter <paramref name="index"/>, and where in it.</summary>
    public (string Tensor, long Index) Locate(long index)
    {
        foreach (var tensor in Tensors)
        {
            if (index < tensor.Length) return (tensor.Name, index);

            index -= tensor.Length;
        }

        throw new ArgumentOutOfRangeException(nameof(index), index, $"The model has {ParameterCount} parameters.");
    }

    /// <summary>What is wrong with <paramref name="offered"/> as a layout of this model, one sentence a fault; empty when it is the same. Shapes must be equal: nothing is broadcast.</summary>
    public ImmutableArray<string> Faults(ModelLayout offered)
    {
        var theirs = offered.Tensors.ToLookup(t => t.Name, StringComparer.Ordinal);
        var ours = Tensors.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);

        var faults = Tensors.SelectMany(expected => FaultsOf(expected, [.. theirs[expected.Name]]))
            .Concat(offered.Tensors.Where(t => !ours.Contains(t.Name)).Select(t => $"Tensor '{t.Name}' is not part of the model."))
            .ToImmutableArray();

        return faults.IsEmpty && !Tensors.SequenceEqual(offered.Tensors)
            ? [$"The tensors are out of order: send {string.Join(", ", Tensors.Select(t => t.Name))}."]
            : faults;
    }

    /// <inheritdoc/>
    public bool Equals(ModelLayout? other) => other is not null && Tensors.AsSpan().SequenceEqual(other.Tensors.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Tensors.Length, ParameterCount);

    private static IEnumerable<string> FaultsOf(TensorSpec expected, TensorSpec[] found) => found switch
    {
        [] => [$"Tensor '{expected.Name}' is missing."],
        [var one] when one.Equals(expected) => [],
        [var one] => [$"Tensor '{expected.Name}' has shape {one.ShapeText}; the model's is {expected.ShapeText}."],
        _ => [$"Tensor '{expected.Name}' is there {found.Length} times."],
    };
}
