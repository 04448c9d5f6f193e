using System.Numerics;

namespace FedGrains.Privacy.Accounting.Pld;

/// <summary>ln(M(c + iu) / M(c)) of a whole composition at the nodes of a line, as far out as it matters.</summary>
internal sealed class TransformSamples
{
    private const int FirstBlock = 32, MostNodes = 1 << 20, Probes = 4;

    // ln of the size, beside the first term, below which all further terms together count as nothing.
    private const double LogEnd = -34;

    private readonly (LossLine Line, double Count)[] _parts;
    private readonly IntegrationLine _line;
    private Complex[] _logarithms = new Complex[FirstBlock];

    private TransformSamples(DirectedLoss loss, IntegrationLine line)
    {
        (_parts, _line) = ([.. loss.Parts.Select(p => (p.Loss.Along(line.C), p.Count))], line);
        Shift = _parts.Sum(p => p.Count * p.Line.Shift);
        Fill(_logarithms, 0);
    }

    /// <summary>The logarithms at the nodes, less iu · <see cref="Shift"/>.</summary>
    public IReadOnlyList<Complex> Logarithms => _logarithms;

    /// <summary>What losses are measured from.</summary>
    public double Shift { get; }

    /// <summary>Whether what lies beyond the last node is negligible. Otherwise there were too many nodes.</summary>
    public bool ReachTheEnd { get; private set; }

    public static TransformSamples Of(DirectedLoss loss, IntegrationLine line)
    {
        var samples = new TransformSamples(loss, line);

        while (!(samples.ReachTheEnd = samples.HasEnded()) && samples._logarithms.Length < MostNodes) samples.Double();

        return samples;
    }

    /// <summary>s(s + 1) at a node.</summary>
    public static Complex Kernel(IntegrationLine line, int node)
    {
        var s = new Complex(line.C, node * line.Step);

        return s * (s + 1);
    }

    private void Double()
    {
        var known = _logarithms.Length;
        Array.Resize(ref _logarithms, 2 * known);
        Fill(_logarithms.AsSpan(known), known);
    }

    private void Fill(Span<Complex> logarithms, int first)
    {
        foreach (var (line, count) in _parts) line.AddTo(logarithms, first, _line.Step, count);
    }

    // The second half is negligible, and so are places further out: a transform that came back would be seen.
    private bool HasEnded()
    {
        var half = _logarithms.Length / 2;
        if (!AreNegligible(_logarithms.AsSpan(half), half)) return false;

        Span<Complex> probes = stackalloc Complex[Probes];

        for (var ahead = 3 * half; ahead < MostNodes; ahead *= 2)
        {
            probes.Clear();
            Fill(probes, ahead);
            if (!AreNegligible(probes, ahead)) return false;
        }

        return true;
    }

    private bool AreNegligible(ReadOnlySpan<Complex> logarithms, int first)
    {
        var limit = LogEnd - Math.Log(_logarithms.Length) - Math.Log(Complex.Abs(Kernel(_line, 0)));

        for (var k = 0; k < logarithms.Length; k++)
            if (logarithms[k].Real - Math.Log(Complex.Abs(Kernel(_line, first + k))) > limit) return false;

        return true;
    }
}
