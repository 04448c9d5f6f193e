namespace FedGrains.Health.Datasets.Splits;

/// <summary>
/// <c>numpy.random.RandomState(seed)</c>: MT19937 (Matsumoto and Nishimura, 1998) with NumPy's legacy integers and shuffle, draw for draw.
/// NumPy freezes this stream (NEP 19), so a published scikit-learn split can be repeated here. Nothing secret may come from it.
/// </summary>
internal sealed class NumpyRandom
{
    private const int Size = 624;
    private const int Shift = 397;

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    public NumpyRandom(uint seed)
    {
        _state[0] = seed;

        for (var i = 1; i < Size; i++)
            _state[i] = (1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30))) + (uint)i;
    }

    /// <summary>32 uniform bits.</summary>
    public uint Next()
    {
        if (_next == Size) Twist();

        var y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;

        return y ^ (y >> 18);
    }

    /// <summary>A uniform number in [0, <paramref name="largest"/>], both included: <c>random_interval</c>, which masks and rejects.</summary>
    public int NextInterval(int largest)
    {
        if (largest == 0) return 0;

        var mask = uint.MaxValue >> int.LeadingZeroCount(largest);

        while (true)
        {
            var value = Next() & mask;

            if (value <= (uint)largest) return (int)value;
        }
    }

    /// <summary><c>permutation(count)</c>.</summary>
    public int[] Permutation(int count)
    {
        var numbers = Enumerable.Range(0, count).ToArray();
        Shuffle(numbers);

        return numbers;
    }

    /// <summary><c>shuffle(items)</c>, in place.</summary>
    public void Shuffle(int[] items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInterval(i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary><c>choice(items, size, replace=False)</c>. It draws a whole permutation even for one item of one; the stream depends on that.</summary>
    public int[] Choose(int[] items, int size) => [.. Permutation(items.Length).Take(size).Select(i => items[i])];

    private void Twist()
    {
        for (var i = 0; i < Size; i++)
        {
            var y = (_state[i] & 0x80000000u) | (_state[(i + 1) % Size] & 0x7fffffffu);
            _state[i] = _state[(i + Shift) % Size] ^ (y >> 1) ^ ((y & 1) * 0x9908b0dfu);
        }

        _next = 0;
    }
}
