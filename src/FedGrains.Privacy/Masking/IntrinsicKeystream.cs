using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Masking;

/// <summary>
/// Counter mode over the processor's AES instructions, eight blocks in flight, combined with the values in registers: the keystream
/// is never written to memory. Reference: Gueron, Intel AES New Instructions Set, 2010.
/// </summary>
internal sealed class IntrinsicKeystream : CounterKeystream
{
    // AES-256 has fourteen rounds and so fifteen round keys (FIPS 197, 5).
    private const int Rounds = 14;
    private const int Lanes = 8;

    public IntrinsicKeystream(ReadOnlySpan<byte> key) : base(SecretBytes.Zeroed((Rounds + 1) * BlockSize)) =>
        RoundKeys256.Expand(key, MemoryMarshal.Cast<byte, Vector128<byte>>(Secret.Writable));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Combine<TOperation>(ulong high, ulong low, Span<byte> blocks)
    {
        ref var keys = ref Unsafe.As<byte, Vector128<byte>>(ref MemoryMarshal.GetReference(Secret.Span));
        ref var values = ref Unsafe.As<byte, Vector128<byte>>(ref MemoryMarshal.GetReference(blocks));
        var count = blocks.Length / BlockSize;
        var counter = Vector128.Create(low, high);
        var step = Vector128.Create(1UL, 0);
        var i = 0;

        for (; i <= count - Lanes; i += Lanes)
        {
            ref var at = ref Unsafe.Add(ref values, i);
            var k = keys;
            var b0 = Block(counter) ^ k;
            var b1 = Block(counter += step) ^ k;
            var b2 = Block(counter += step) ^ k;
            var b3 = Block(counter += step) ^ k;
            var b4 = Block(counter += step) ^ k;
            var b5 = Block(counter += step) ^ k;
            var b6 = Block(counter += step) ^ k;
            var b7 = Block(counter += step) ^ k;
            counter += step;

            for (var round = 1; round < Rounds; round++)
            {
                k = Unsafe.Add(ref keys, round);
                b0 = Aes.Encrypt(b0, k);
                b1 = Aes.Encrypt(b1, k);
                b2 = Aes.Encrypt(b2, k);
                b3 = Aes.Encrypt(b3, k);
                b4 = Aes.Encrypt(b4, k);
                b5 = Aes.Encrypt(b5, k);
                b6 = Aes.Encrypt(b6, k);
                b7 = Aes.Encrypt(b7, k);
            }

            k = Unsafe.Add(ref keys, Rounds);
            Store<TOperation>(ref at, Aes.EncryptLast(b0, k));
            Store<TOperation>(ref Unsafe.Add(ref at, 1), Aes.EncryptLast(b1, k));
            Store<TOperation>(ref Unsafe.Add(ref at, 2), Aes.EncryptLast(b2, k));
            Store<TOperation>(ref Unsafe.Add(ref at, 3), Aes.EncryptLast(b3, k));
            Store<TOperation>(ref Unsafe.Add(ref at, 4), Aes.EncryptLast(b4, k));
            Store<TOperation>(ref Unsafe.Add(ref at, 5), Aes.EncryptLast(b5, k));
            Store<TOperation>(ref Unsafe.Add(ref at, 6), Aes.EncryptLast(b6, k));
            Store<TOperation>(ref Unsafe.Add(ref at, 7), Aes.EncryptLast(b7, k));
        }

        for (; i < count; i++, counter += step)
            Store<TOperation>(ref Unsafe.Add(ref values, i), Encrypt(ref keys, Block(counter)));
    }

    private static Vector128<byte> Encrypt(ref Vector128<byte> keys, Vector128<byte> block)
    {
        block ^= keys;

        for (var round = 1; round < Rounds; round++) block = Aes.Encrypt(block, Unsafe.Add(ref keys, round));

        return Aes.EncryptLast(block, Unsafe.Add(ref keys, Rounds));
    }

    // The counter is kept little-endian to be added to; its block is big-endian.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Block(Vector128<ulong> counter) =>
        Vector128.Shuffle(counter.AsByte(), Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TOperation>(ref Vector128<byte> value, Vector128<byte> keystream) where TOperation : struct, ILaneOperation =>
        value = TOperation.Combine(value, keystream);
}
