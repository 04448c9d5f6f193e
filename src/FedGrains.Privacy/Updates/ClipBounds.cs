using System.Collections.Immutable;

namespace FedGrains.Privacy.Updates;

/// <summary>A tensor's part of the parameter vector and the most that one of its parameters may change.</summary>
/// <param name="Length">Parameters, at least 1.</param>
/// <param name="Infinity">C_inf, finite and above 0.</param>
public readonly record struct TensorClip(int Length, double Infinity);

/// <summary>
/// Public bounds on what one update may change: the L2 norm of the whole, and each parameter by itself. They are chosen without looking
/// at any site's data, or they would tell of it.
/// </summary>
public sealed record ClipBounds
{
    /// <summary>One bound for every parameter, whatever their number.</summary>
    /// <param name="infinity">C_inf, the most a parameter may change, finite and above 0.</param>
    /// <param name="l2">C_2, the most the norm of the change may be; null for no such bound.</param>
    public ClipBounds(double infinity, double? l2 = null)
        : this([new(int.MaxValue, infinity)], null, l2)
    {
    }

    private ClipBounds(ImmutableArray<TensorClip> tensors, int? length, double? l2)
    {
        foreach (var (_, infinity) in tensors) RequireBound(infinity, nameof(TensorClip.Infinity));
        if (l2 is { } bound) RequireBound(bound, nameof(l2));

        Tensors = tensors;
        Length = length;
        L2 = l2;
    }

    /// <summary>The bounds of the tensors, in the order of their parameters. One of unlimited length when every parameter has the same.</summary>
    public ImmutableArray<TensorClip> Tensors { get; }

    /// <summary>How many parameters the bounds are for; null for any number.</summary>
    public int? Length { get; }

    /// <summary>The bound on the norm of the whole change; null when there is none.</summary>
    public double? L2 { get; }

    /// <summary>A bound for the norm alone. It bounds each parameter too.</summary>
    public static ClipBounds Norm(double l2) => new(l2, l2);

    /// <summary>A bound for each tensor. A tensor without parameters throws an <see cref="ArgumentException"/>.</summary>
    public static ClipBounds PerTensor(IEnumerable<TensorClip> tensors, double? l2 = null)
    {
        var all = tensors.ToImmutableArray();
        if (all.IsEmpty || all.Any(t => t.Length < 1)) throw new ArgumentException("There must be a tensor, and each must have a parameter.", nameof(tensors));

        return new(all, all.Aggregate(0, (sum, t) => checked(sum + t.Length)), l2);
    }

    /// <summary>Whether both bound the same tensors alike.</summary>
    public bool Equals(ClipBounds? other) => other is not null && L2.Equals(other.L2) && Length == other.Length && Tensors.SequenceEqual(other.Tensors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(L2, Length, Tensors.Length, Tensors[0]);

    /// <summary>The runs of parameters with one bound in [<paramref name="from"/>, from + <paramref name="count"/>).</summary>
    internal IEnumerable<(int From, int Count, double Infinity)> Runs(int from, int count)
    {
        var (start, end) = (0L, (long)from + count);

        foreach (var (length, infinity) in Tensors)
        {
            var (first, last) = (Math.Max(start, from), Math.Min(start + length, end));
            if (first < last) yield return ((int)first, (int)(last - first), infinity);
            start += length;
        }
    }

    private static void RequireBound(double bound, string parameter)
    {
        if (!(bound > 0 && double.IsFinite(bound))) throw new ArgumentOutOfRangeException(parameter, bound, "A clip bound is finite and above 0.");
    }
}
