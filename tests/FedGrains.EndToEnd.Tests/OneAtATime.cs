namespace FedGrains.EndToEnd.Tests;

/// <summary>Every test here starts processes of its own; two at once would only wait for each other's processor. Tests of one collection run one after another.</summary>
internal static class OneAtATime
{
    public const string Name = "processes";
}
