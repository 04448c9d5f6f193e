using System.Numerics;

using FedGrains.Privacy.Accounting.Numerics;

namespace FedGrains.Privacy.Tests.Accounting;

/// <summary>
/// Privacy loss distributions the other way, as a check: losses are rounded to a grid so that both neighbours' masses stay right
/// (connect-the-dots, Doroshenko et al. 2022), and composed by fast Fourier transforms. Its ε is an upper bound up to rounding; a lower one
/// follows from how far roundings can add up.
/// </summary>
internal sealed class ConnectTheDots
{
    private readonly double[] _mass;
    private readonly double _step, _infinite, _steps;

    private ConnectTheDots(double[] mass, double step, double infinite, double steps) => (_mass, _step, _infinite, _steps) = (mass, step, infinite, steps);

    public static ConnectTheDots Compose(IReadOnlyList<(double Rate, double Noise, int Steps)> parts, bool removed, double largestLoss, int size)
    {
        var (step, finite) = (2 * largestLoss / size, 1.0);
        var total = Enumerable.Repeat(Complex.One, size).ToArray();

        foreach (var (rate, noise, steps) in parts)
        {
            var (mass, infinite) = Discretize(rate, noise, removed, step, size);
            var transform = new Complex[size];
            for (var i = 0; i < size; i++) transform[(i + (size / 2)) % size] = mass[i];
            Transform(transform, inverse: false);

            for (var i = 0; i < size; i++) total[i] *= Complex.Pow(transform[i], steps);
            finite *= Math.Pow(1 - infinite, steps);
        }

        Transform(total, inverse: true);

        return new([.. Enumerable.Range(0, size).Select(i => Math.Max(0, total[(i + (size / 2)) % size].Real))], step, 1 - finite, parts.Sum(p => p.Steps));
    }

    public double Upper(double delta)
    {
        if (Delta(0) <= delta) return 0;
        var (low, high) = (0.0, _step * _mass.Length / 2);

        for (var i = 0; i < 50; i++)
        {
            var middle = (low + high) / 2;
            if (Delta(middle) > delta) low = middle;
            else high = middle;
        }

        return high;
    }

    // Hoeffding's inequality for the roundings, each at most a step.
    public double Lower(double delta) => Upper(delta * 1.001) - (_steps * _step * _step / 8) - (_step * Math.Sqrt(_steps * Math.Log(1000 / delta) / 2));

    private double Delta(double epsilon)
    {
        var delta = _infinite;

        for (var i = _mass.Length - 1; Loss(i) > epsilon; i--) delta += _mass[i] * (1 - Math.Exp(epsilon - Loss(i)));

        return delta;
    }

    private double Loss(int place) => (place - (_mass.Length / 2)) * _step;

    private static (double[] Mass, double Infinite) Discretize(double rate, double noise, bool removed, double step, int size)
    {
        var mass = new double[size];

        // Where the loss has a value, z has one.
        double Place(double loss) => Math.Exp(loss) <= 1 - rate ? double.NegativeInfinity : (noise * noise * Math.Log(1 + ((Math.Exp(loss) - 1) / rate))) + 0.5;

        (double Real, double Neighbour) Masses(double low, double high)
        {
            var (from, to) = removed ? (Place(low), Place(high)) : (Place(-high), Place(-low));
            var without = Normal(from / noise, to / noise);
            var mixed = ((1 - rate) * without) + (rate * Normal((from - 1) / noise, (to - 1) / noise));

            return removed ? (mixed, without) : (without, mixed);
        }

        for (var i = 0; i < size - 1; i++)
        {
            var (low, high) = ((i - (size / 2)) * step, (i + 1 - (size / 2)) * step);
            var (real, neighbour) = Masses(low, high);
            var down = Math.Clamp(((neighbour * Math.Exp(high)) - real) / NearOne.ExpMinusOne(step), 0, real);
            mass[i] += down;
            mass[i + 1] += real - down;
        }

        mass[0] += Masses(double.NegativeInfinity, -size / 2 * step).Real;

        return (mass, Masses(((size / 2) - 1) * step, double.PositiveInfinity).Real);
    }

    private static double Normal(double from, double to) => from > 0 ? Above(from) - Above(to) : Above(-to) - Above(-from);

    private static double Above(double x) => double.IsPositiveInfinity(x) ? 0 : ErrorFunction.Complement(x / Math.Sqrt(2)) / 2;

    private static void Transform(Complex[] values, bool inverse)
    {
        for (int i = 1, j = 0; i < values.Length; i++)
        {
            var bit = values.Length >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i < j) (values[i], values[j]) = (values[j], values[i]);
        }

        for (var length = 2; length <= values.Length; length <<= 1)
        {
            var turns = Enumerable.Range(0, length / 2).Select(k => Complex.FromPolarCoordinates(1, (inverse ? 2 : -2) * Math.PI * k / length)).ToArray();

            for (var i = 0; i < values.Length; i += length)
            {
                for (var k = 0; k < length / 2; k++)
                {
                    var (a, b) = (values[i + k], values[i + k + (length / 2)] * turns[k]);
                    (values[i + k], values[i + k + (length / 2)]) = (a + b, a - b);
                }
            }
        }

        if (inverse) for (var i = 0; i < values.Length; i++) values[i] /= values.Length;
    }
}
