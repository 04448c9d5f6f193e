using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FedGrains.Privacy.Masking;

/// <summary>The key expansion of AES-256 (FIPS 197, 5.2) with the processor's instructions.</summary>
internal static class RoundKeys256
{
    /// <summary>Expands a key of 32 bytes into fifteen round keys.</summary>
    public static void Expand(ReadOnlySpan<byte> key, Span<Vector128<byte>> keys)
    {
        keys[0] = Vector128.Create(key[..16]);
        keys[1] = Vector128.Create(key[16..]);

        // KeygenAssist takes the round constant as an immediate, so the seven steps are written out.
        Step(keys, 2, Aes.KeygenAssist(keys[1], 0x01));
        Step(keys, 4, Aes.KeygenAssist(keys[3], 0x02));
        Step(keys, 6, Aes.KeygenAssist(keys[5], 0x04));
        Step(keys, 8, Aes.KeygenAssist(keys[7], 0x08));
        Step(keys, 10, Aes.KeygenAssist(keys[9], 0x10));
        Step(keys, 12, Aes.KeygenAssist(keys[11], 0x20));
        keys[14] = Next(keys[12], Word(Aes.KeygenAssist(keys[13], 0x40), 3));
    }

    private static void Step(Span<Vector128<byte>> keys, int i, Vector128<byte> assist)
    {
        keys[i] = Next(keys[i - 2], Word(assist, 3));
        keys[i + 1] = Next(keys[i - 1], Word(Aes.KeygenAssist(keys[i], 0), 2));
    }

    // Word 3 of the assist is RotWord(SubWord(w)) ^ rcon, word 2 is SubWord(w).
    private static Vector128<uint> Word(Vector128<byte> assist, int word) => Vector128.Create(assist.AsUInt32()[word]);

    // Each word of a round key is the word eight before it xor the word before it: a running xor.
    private static Vector128<byte> Next(Vector128<byte> earlier, Vector128<uint> word)
    {
        earlier ^= Sse2.ShiftLeftLogical128BitLane(earlier, 4);
        earlier ^= Sse2.ShiftLeftLogical128BitLane(earlier, 8);

        return earlier ^ word.AsByte();
    }
}
