using System.Runtime.CompilerServices;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A 256-bit number, least limb first, with arithmetic whose time does not depend on the values.</summary>
internal readonly record struct Limbs(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>left + right; returns the carry, 0 or 1.</summary>
    public static ulong Add(Limbs left, Limbs right, out Limbs sum)
    {
        var a = Add(left.A, right.A, 0, out var carry);
        var b = Add(left.B, right.B, carry, out carry);
        var c = Add(left.C, right.C, carry, out carry);
        var d = Add(left.D, right.D, carry, out carry);
        sum = new(a, b, c, d);

        return carry;
    }

    /// <summary>left - right; returns the borrow, 0 or 1: 1 exactly when left is below right.</summary>
    public static ulong Subtract(Limbs left, Limbs right, out Limbs difference)
    {
        var a = Subtract(left.A, right.A, 0, out var borrow);
        var b = Subtract(left.B, right.B, borrow, out borrow);
        var c = Subtract(left.C, right.C, borrow, out borrow);
        var d = Subtract(left.D, right.D, borrow, out borrow);
        difference = new(a, b, c, d);

        return borrow;
    }

    /// <summary><paramref name="yes"/> when the mask is all ones, <paramref name="no"/> when it is zero.</summary>
    public static Limbs Select(ulong mask, Limbs yes, Limbs no) => new(
        (yes.A & mask) | (no.A & ~mask), (yes.B & mask) | (no.B & ~mask), (yes.C & mask) | (no.C & ~mask), (yes.D & mask) | (no.D & ~mask));

    /// <summary>A number below twice the modulus, of which <paramref name="carry"/> is bit 256, brought below the modulus.</summary>
    public static Limbs ReduceOnce(Limbs value, ulong carry, Limbs modulus)
    {
        var borrow = Subtract(value, modulus, out var reduced);

        // It is kept as it is only when it was below the modulus: a borrow, and no carry to pay for it.
        return Select(0 - (borrow & (carry ^ 1)), value, reduced);
    }

    /// <summary>left · right / 2^256 modulo the modulus, both below it (Montgomery, 1985; word by word as CIOS in Koç, Acar and Kaliski, 1996).</summary>
    public static Limbs MontgomeryProduct(Limbs left, Limbs right, Limbs modulus, ulong minusInverse)
    {
        ulong a = 0, b = 0, c = 0, d = 0, e = 0;

        Step(right.A, ref a, ref b, ref c, ref d, ref e);
        Step(right.B, ref a, ref b, ref c, ref d, ref e);
        Step(right.C, ref a, ref b, ref c, ref d, ref e);
        Step(right.D, ref a, ref b, ref c, ref d, ref e);

        return ReduceOnce(new(a, b, c, d), e, modulus);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Step(ulong word, ref ulong a, ref ulong b, ref ulong c, ref ulong d, ref ulong e)
        {
            a = MultiplyAdd(left.A, word, a, 0, out var carry);
            b = MultiplyAdd(left.B, word, b, carry, out carry);
            c = MultiplyAdd(left.C, word, c, carry, out carry);
            d = MultiplyAdd(left.D, word, d, carry, out carry);
            e = Add(e, carry, 0, out var top);

            var factor = a * minusInverse;
            MultiplyAdd(modulus.A, factor, a, 0, out carry);
            a = MultiplyAdd(modulus.B, factor, b, carry, out carry);
            b = MultiplyAdd(modulus.C, factor, c, carry, out carry);
            c = MultiplyAdd(modulus.D, factor, d, carry, out carry);
            d = Add(e, carry, 0, out carry);
            e = top + carry;
        }
    }

    /// <summary>The name of the type: limbs may be those of a secret.</summary>
    public override string ToString() => nameof(Limbs);

    /// <summary>Bit <paramref name="index"/>, 0 to 255.</summary>
    public bool Bit(int index) => (((index >> 6) switch { 0 => A, 1 => B, 2 => C, _ => D } >> (index & 63)) & 1) == 1;

    // The carry out of bit 63, from the operands and the sum without a comparison (Warren, Hacker's Delight, 2-13).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Add(ulong left, ulong right, ulong carryIn, out ulong carry)
    {
        var sum = left + right + carryIn;
        carry = ((left & right) | ((left | right) & ~sum)) >> 63;

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Subtract(ulong left, ulong right, ulong borrowIn, out ulong borrow)
    {
        var difference = left - right - borrowIn;
        borrow = ((~left & right) | (~(left ^ right) & difference)) >> 63;

        return difference;
    }

    // left · right + add + carryIn, which cannot exceed 128 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyAdd(ulong left, ulong right, ulong add, ulong carryIn, out ulong carry)
    {
        var high = Math.BigMul(left, right, out var low);
        var sum = Add(low, add, 0, out var first);
        sum = Add(sum, carryIn, 0, out var second);
        carry = high + first + second;

        return sum;
    }
}
