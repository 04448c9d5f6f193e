using System.Diagnostics.Metrics;

using FedGrains.Core.Rounds;

namespace FedGrains.Grains.Telemetry;

/// <summary>The coordinator's metrics. Names and units follow OpenTelemetry's conventions; no metric tells one site's values.</summary>
public sealed class CoordinatorInstruments
{
    public const string MeterName = "FedGrains.Coordinator";

    private readonly Counter<long> _submissions;
    private readonly Counter<long> _rounds;
    private readonly Histogram<double> _roundSeconds;

    public CoordinatorInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _submissions = meter.CreateCounter<long>("fedgrains.submissions", "{submission}", "Submissions by outcome.");
        _rounds = meter.CreateCounter<long>("fedgrains.rounds", "{round}", "Rounds that ended, by phase.");
        _roundSeconds = meter.CreateHistogram<double>("fedgrains.round.duration", "s", "From opening a round to its end.");
    }

    public void Submitted(SubmitOutcome outcome) => _submissions.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    public void RoundEnded(Round round)
    {
        _rounds.Add(1, new KeyValuePair<string, object?>("phase", round.Phase.ToString()));
        _roundSeconds.Record(((round.EndedAt ?? round.Plan.OpenedAt) - round.Plan.OpenedAt).TotalSeconds);
    }
}
