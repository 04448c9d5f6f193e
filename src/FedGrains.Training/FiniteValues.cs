namespace FedGrains.Training;

internal static class FiniteValues
{
    public static bool Only(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value)) return false;
        }

        return true;
    }
}
