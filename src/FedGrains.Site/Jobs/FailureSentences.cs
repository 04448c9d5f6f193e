using FedGrains.Health.Datasets;
using FedGrains.Site.Gateway;
using FedGrains.Site.Masking;
using FedGrains.Site.Trainers;
using FedGrains.Storage;
using FedGrains.Training;

using Grpc.Core;

namespace FedGrains.Site.Jobs;

/// <summary>What the federation is told of a failure: a sentence to act on, never a value of a record, never a path of this machine. Only sentences written with that in mind pass.</summary>
internal static class FailureSentences
{
    // The gateway takes no more.
    private const int Longest = 1000;

    public static string Of(Exception fault)
    {
        var sentence = fault switch
        {
            SiteTrainingException or TrainingDivergedException or MaskingRefusedException => fault.Message,
            RpcException refusal => $"The gateway refused: {refusal.Sentence()}",
            DatasetDefinitionException { Faults: var faults } => $"The dataset's definition cannot be used: {string.Join(" ", faults)}",
            DatasetException { Faults: var faults } => $"The dataset cannot be used: {string.Join(" ", faults)}",
            ArgumentException { Source: "FedGrains.Training" } => fault.Message,
            PlatformNotSupportedException { Source: "FedGrains.Training" } => fault.Message,
            OutOfMemoryException => "The site ran out of memory. Use a smaller batch or a larger machine.",
            StorageException or IOException or MaskingStateException => "The site's own storage failed. Its log says how.",
            _ => $"The site met an unexpected fault ({fault.GetType().Name}). Its log says more.",
        };

        return sentence.Length <= Longest ? sentence : sentence[..Longest];
    }
}
