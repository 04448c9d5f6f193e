namespace FedGrains.Privacy.Accounting;

/// <summary>Prices what was released. A guarantee is for one unit (a record or a site) added or removed.</summary>
public interface IAccountant
{
    /// <summary>The name it is found by; see <see cref="AccountantNames"/>.</summary>
    string Name { get; }

    /// <summary>The ε of the (ε, δ) guarantee of all <paramref name="events"/> together, in natural-log units, 0 to infinity. An event that this accountant cannot price costs infinity.</summary>
    /// <param name="events">What was released.</param>
    /// <param name="delta">Between 0 and 1, both excluded; anything else throws an <see cref="ArgumentOutOfRangeException"/>.</param>
    double Epsilon(IEnumerable<PrivacyEvent> events, double delta);

    /// <summary>The δ of the (ε, δ) guarantee of all <paramref name="events"/> together, 0 to 1. With an event that this accountant cannot price it is 1.</summary>
    /// <param name="events">What was released.</param>
    /// <param name="epsilon">At least 0; anything else throws an <see cref="ArgumentOutOfRangeException"/>.</param>
    double Delta(IEnumerable<PrivacyEvent> events, double epsilon);
}
