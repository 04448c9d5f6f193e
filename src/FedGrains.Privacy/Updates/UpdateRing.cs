namespace FedGrains.Privacy.Updates;

/// <summary>The ring that masked updates are summed in.</summary>
public enum UpdateRing
{
    /// <summary>Z_2^32: 4 bytes a parameter.</summary>
    Bits32,

    /// <summary>Z_2^64: 8 bytes a parameter, for cohorts or precision that 32 bits have no room for.</summary>
    Bits64,
}

/// <summary>Sizes of rings.</summary>
public static class UpdateRings
{
    /// <summary>Bits of a lane, 32 or 64.</summary>
    public static int Bits(this UpdateRing ring) => ring switch
    {
        UpdateRing.Bits32 => 32,
        UpdateRing.Bits64 => 64,
    };

    /// <summary>Bytes of a lane, 4 or 8.</summary>
    public static int LaneSize(this UpdateRing ring) => ring.Bits() / 8;

    // Lanes are kept as 32-bit words, little-endian, one or two each.
    internal static int Words(this UpdateRing ring) => ring.Bits() / 32;
}
