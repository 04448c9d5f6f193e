extern alias gateway;

using System.Runtime.InteropServices;

using CsCheck;

using ReservedValueScan = gateway::FedGrains.Gateway.Updates.ReservedValueScan;

namespace FedGrains.Gateway.Tests.Updates;

public sealed class ReservedValueScanTests
{
    // Values that hold the reserved one's bytes in every position, and the reserved one itself.
    private static readonly Gen<int> s_value = Gen.OneOf(Gen.Const(0), Gen.Const(7), Gen.Const(0x80), Gen.Const(0x8000), Gen.Const(0x800000), Gen.Int, Gen.Const(int.MinValue));

    [Fact]
    public void Next_AnyCutsAndAnyStart_FindsTheFirstReservedValueFromThere() =>
        Gen.Select(s_value.Array[0, 20], Gen.Int[1, 11].Array[1, 40], Gen.Int[0, 80]).Sample((values, cuts, from) =>
        {
            var start = Math.Min(from, values.Length * sizeof(int));
            var scan = new ReservedValueScan(start);
            var rest = MemoryMarshal.AsBytes<int>(values)[start..];

            for (var i = 0; !rest.IsEmpty; i++)
            {
                var length = Math.Min(cuts[i % cuts.Length], rest.Length);
                scan.Next(rest[..length]);
                rest = rest[length..];
            }

            var first = (start + sizeof(int) - 1) / sizeof(int);
            var index = Array.IndexOf(values, int.MinValue, first);

            return scan.Found == (index < 0 ? null : (long?)index);
        });

    [Fact]
    public void Next_NothingReserved_FindsNothing()
    {
        var scan = new ReservedValueScan();
        scan.Next(MemoryMarshal.AsBytes<int>((int[])[int.MaxValue, -int.MaxValue, 0]));

        Assert.Null(scan.Found);
    }
}
