using System.Diagnostics.Metrics;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Site.Telemetry;

/// <summary>The site's metrics: how its jobs end and how many bytes go which way. No metric tells a value of data, of an update, or a loss.</summary>
public sealed class SiteInstruments
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "FedGrains.Site";

    private readonly Counter<long> _jobs;
    private readonly Counter<long> _uploaded;
    private readonly Counter<long> _downloaded;
    private readonly Counter<long> _masked;

    /// <summary>Makes the instruments.</summary>
    public SiteInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _jobs = meter.CreateCounter<long>("fedgrains.site.jobs", "{job}", "Jobs that ended, by outcome.");
        _uploaded = meter.CreateCounter<long>("fedgrains.site.uploaded", "By", "Bytes of updates sent.");
        _downloaded = meter.CreateCounter<long>("fedgrains.site.downloaded", "By", "Bytes of models received.");
        _masked = meter.CreateCounter<long>("fedgrains.site.masking", "{step}", "Steps of secure aggregation, by what was done; refused ones too.");
    }

    internal void JobEnded(string outcome) => _jobs.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void Uploaded(int bytes) => _uploaded.Add(bytes);

    internal void Masked(SiteProgress progress) => _masked.Add(1, new KeyValuePair<string, object?>("progress", progress.ToString()));

    internal void Downloaded(int bytes) => _downloaded.Add(bytes);
}
