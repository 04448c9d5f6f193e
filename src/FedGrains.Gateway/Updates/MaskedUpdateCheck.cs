using System.Runtime.InteropServices;

using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;

using Grpc.Core;

using Refusal = FedGrains.Gateway.Refusals.Refusal;

namespace FedGrains.Gateway.Updates;

/// <summary>A masked update may be any bytes, but those that its site's statement is about. Which they are shows only in all of them: a resumed upload is looked at once it is stored.</summary>
internal sealed class MaskedUpdateCheck(SubmittedUpdate update, long start) : IUpdateCheck
{
    private readonly VectorDigest _digest = new();

    public RpcException? Next(ReadOnlySpan<byte> bytes)
    {
        if (start == 0) _digest.Append(MemoryMarshal.Cast<byte, uint>(bytes));

        return null;
    }

    public RpcException? End() => start > 0 || _digest.Finish() == Stated()
        ? null
        : Refusal.Invalid("wrong-vector", "update: the bytes received are not the vector that update.masked_upload is about. They were thrown away.");

    public void Dispose() => _digest.Dispose();

    private Sha256Digest Stated() => WireMessage.Parse<SignedMessage<MaskedUpload>>(Convert.FromBase64String(update.MaskedUpload!)).Body.Upload;
}
