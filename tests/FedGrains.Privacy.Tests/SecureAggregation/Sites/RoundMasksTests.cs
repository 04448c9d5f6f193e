using System.Runtime.InteropServices;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.SecureAggregation;

public sealed class RoundMasksTests
{
    private const int Parameters = 150_000;

    [Theory]
    [InlineData(UpdateRing.Bits32)]
    [InlineData(UpdateRing.Bits64)]
    public void Mask_SliceBySlice_IsWhatMaskingTheWholeGives(UpdateRing ring)
    {
        using var masks = Masks(ring, Parameters + 1);

        var slices = masks.Mask(Update(ring, Parameters)).Select(s => s.ToArray()).ToArray();

        Assert.True(slices.Length > 2);
        Assert.Equal(Update(ring, Parameters).Mask(masks.Masks).Words.ToArray(), slices.SelectMany(s => s));
    }

    [Fact]
    public void Mask_TakenUpAndLeft_ZeroesWhatIsNotMasked()
    {
        using var masks = Masks(UpdateRing.Bits32, Parameters + 1);
        using var update = Update(UpdateRing.Bits32, Parameters);
        ArraySegment<uint> first;

        using (var slices = masks.Mask(update).GetEnumerator())
        {
            Assert.True(slices.MoveNext());
            Assert.True(MemoryMarshal.TryGetArray(slices.Current, out first));
            Assert.Contains(first.Array!.AsSpan(first.Count).ToArray(), word => word != 0);
        }

        Assert.DoesNotContain(first.Array!.AsSpan(first.Count).ToArray(), word => word != 0);
        Assert.Throws<ObjectDisposedException>(() => update.Lanes);
    }

    [Fact]
    public void Mask_ASecondTime_IsRefused()
    {
        using var masks = Masks(UpdateRing.Bits32, 11);
        using var update = Update(UpdateRing.Bits32, 10);
        var slices = masks.Mask(update);
        Assert.Single(slices);

        Assert.Throws<ObjectDisposedException>(() => slices.Count());
        Assert.Throws<ObjectDisposedException>(() => masks.Mask(update));
    }

    [Theory]
    [InlineData(UpdateRing.Bits64, 10)]
    [InlineData(UpdateRing.Bits32, 11)]
    public void Mask_AnUpdateOfAnotherShape_IsRefused(UpdateRing ring, int parameters)
    {
        using var masks = Masks(UpdateRing.Bits32, 11);
        using var update = Update(ring, parameters);

        Assert.Throws<ArgumentException>(() => masks.Mask(update));
    }

    private static NoisedUpdate Update(UpdateRing ring, int parameters)
    {
        var trained = Enumerable.Range(0, parameters).Select(i => MathF.Sin(i)).ToArray();
        Assert.Null(new RawUpdate(trained, new float[parameters]).Clip(new ClipBounds(1), out var clipped));
        using var seed = SecretBytes.CopyOf(new byte[32]);

        return clipped!.WithoutNoise(new(new ClipBounds(1), 3, 100, ring), 7, seed);
    }

    private static RoundMasks Masks(UpdateRing ring, int lanes)
    {
        var federation = new TestFederation(3);
        var setup = federation.Setup(new(1, 1));
        var task = TestFederation.Task(lanes, ring: ring);
        var site = federation.Sites[1];
        site.Begin(federation.Open(setup, 1, task).Outgoing().First(o => o.To == site.Id).Message, task);
        site.Keep(site.Role.Promise(1, Sha256Digest.Of("input"u8)));

        return site.Role.Masks(1);
    }
}
