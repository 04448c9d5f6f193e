using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FedGrains.Privacy.Masking;

/// <summary>How keystream is combined with what is there. A struct type argument, so that every loop is compiled for its own operation.</summary>
internal interface ILaneOperation
{
    static abstract Vector128<byte> Combine(Vector128<byte> values, Vector128<byte> keystream);

    static abstract Vector<byte> Combine(Vector<byte> values, Vector<byte> keystream);
}

/// <summary>Counter mode proper: values ^ keystream (NIST SP 800-38A, 6.5).</summary>
internal readonly struct ExclusiveOr : ILaneOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Combine(Vector128<byte> values, Vector128<byte> keystream) => values ^ keystream;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<byte> Combine(Vector<byte> values, Vector<byte> keystream) => values ^ keystream;
}

/// <summary>values + keystream, modulo 2^32 or 2^64 as <typeparamref name="TLane"/> says.</summary>
internal readonly struct Sum<TLane> : ILaneOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Combine(Vector128<byte> values, Vector128<byte> keystream) => (values.As<byte, TLane>() + keystream.As<byte, TLane>()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<byte> Combine(Vector<byte> values, Vector<byte> keystream) => (values.As<byte, TLane>() + keystream.As<byte, TLane>()).As<TLane, byte>();
}

/// <summary>values - keystream, modulo 2^32 or 2^64 as <typeparamref name="TLane"/> says.</summary>
internal readonly struct Difference<TLane> : ILaneOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Combine(Vector128<byte> values, Vector128<byte> keystream) => (values.As<byte, TLane>() - keystream.As<byte, TLane>()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<byte> Combine(Vector<byte> values, Vector<byte> keystream) => (values.As<byte, TLane>() - keystream.As<byte, TLane>()).As<TLane, byte>();
}
