namespace FedGrains.Bench.SecureAggregation;

/// <summary>Processor time and bytes of what all sites do, and of what the coordinator does.</summary>
internal sealed class CostMeter
{
    public double SiteSeconds { get; private set; }

    public double CoordinatorSeconds { get; private set; }

    public long Up { get; private set; }

    public long Down { get; private set; }

    public T AtSite<T>(Func<T> work)
    {
        var (result, seconds) = Timed(work);
        SiteSeconds += seconds;

        return result;
    }

    public T AtCoordinator<T>(Func<T> work)
    {
        var (result, seconds) = Timed(work);
        CoordinatorSeconds += seconds;

        return result;
    }

    public void Carried(int down, int up) => (Down, Up) = (Down + down, Up + up);

    private static (T, double) Timed<T>(Func<T> work)
    {
        var before = Environment.CpuUsage.TotalTime;
        var result = work();

        return (result, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }
}
