namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// A site's role in FG-SecAgg/1. Messages in, a step out; nothing is sent and nothing is stored here. For every step: store
/// <see cref="SiteStep.Next"/>, <see cref="Commit"/> it, then send the reply. A step that was not committed has not happened. One caller
/// at a time.
/// </summary>
public sealed class SecureAggregationSite : IDisposable
{
    private readonly SiteIdentity _me;

    /// <summary>The role of a site with the state that it stored last.</summary>
    public SecureAggregationSite(SiteIdentity identity, SiteState state)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Site != identity.Site) throw new ArgumentException($"The state is that of {state.Site}, and this is {identity.Site}.", nameof(state));

        (_me, State) = (identity, state);
    }

    /// <summary>The state that was committed last.</summary>
    public SiteState State { get; private set; }

    /// <summary>
    /// Takes in a <see cref="SignedRoster"/>, a signed <see cref="BatchInvitation"/>, a <see cref="KeySet"/>, a <see cref="ShareBundle"/>,
    /// a <see cref="SurvivorList"/> or an <see cref="UnmaskRequest"/>, in any order and as often as it comes. Whatever the bytes are, the
    /// answer is a step.
    /// </summary>
    public SiteStep Receive(ReadOnlySpan<byte> message)
    {
        try
        {
            return Take(message);
        }
        catch (FormatException fault)
        {
            return SiteStep.Refused(State, RefusalKind.Malformed, fault.Message);
        }
    }

    /// <summary>Agrees to the round of a <see cref="RoundInvitation"/>, or says why not.</summary>
    /// <param name="invitation">The bytes from the coordinator.</param>
    /// <param name="trained">What this site trains, from its own records: the digest of the model's bytes that it has, of its configuration, and the length.</param>
    public SiteStep Begin(ReadOnlySpan<byte> invitation, RoundTask trained)
    {
        ArgumentNullException.ThrowIfNull(trained);

        try
        {
            return RoundSteps.Begin(State, _me, WireMessage.Parse<RoundInvitation>(invitation), trained);
        }
        catch (FormatException fault)
        {
            return SiteStep.Refused(State, RefusalKind.Malformed, fault.Message);
        }
    }

    /// <summary>Promises what will be masked in a round. Another input is refused from then on, so that two vectors never go out under the same masks.</summary>
    /// <param name="round">A round that was begun.</param>
    /// <param name="input">By what the site knows the vector before masking again, such as an <see cref="InputTag"/>; it stays here.</param>
    public SiteStep Promise(ulong round, Sha256Digest input) => RoundSteps.Promise(State, round, input);

    /// <summary>The masks of a round whose input was promised and committed; otherwise an <see cref="InvalidOperationException"/>. The caller disposes them.</summary>
    public RoundMasks Masks(ulong round) => MaskMaking.Make(State, round);

    /// <summary>States what was uploaded in a round.</summary>
    /// <param name="round">A round whose input was promised.</param>
    /// <param name="upload">The <see cref="VectorDigest"/> of the masked vector.</param>
    public SiteStep Upload(ulong round, Sha256Digest upload) => RoundSteps.Upload(State, _me, round, upload);

    /// <summary>Signs a roster that this site's operator agreed to. One an epoch.</summary>
    public SiteStep SignRoster(Roster roster)
    {
        ArgumentNullException.ThrowIfNull(roster);
        return RosterSteps.Sign(State, _me, roster);
    }

    /// <summary>Makes a step the present, once its state is stored. Secrets that the next state does not hold are zeroed.</summary>
    public void Commit(SiteStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var before = State;
        State = step.Next;

        Zero(before, but: step.Next);
    }

    /// <summary>Gives a step up whose state could not be stored: it has not happened. Secrets that were made for it are zeroed.</summary>
    public void Discard(SiteStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Zero(step.Next, but: State);
    }

    /// <summary>Zeroes the secrets of the state that was committed last. Nothing may be asked of the role afterwards.</summary>
    public void Dispose()
    {
        foreach (var secret in State.AllSecrets) secret.Dispose();
    }

    private static void Zero(SiteState state, SiteState but)
    {
        var kept = but.AllSecrets.ToHashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var secret in state.AllSecrets.Where(s => !kept.Contains(s))) secret.Dispose();
    }

    private SiteStep Take(ReadOnlySpan<byte> message) => WireMessage.Kind(message) switch
    {
        MessageKind.SignedRoster => RosterSteps.Replace(State, _me, WireMessage.Parse<SignedRoster>(message)),
        MessageKind.BatchInvitation => SetupSteps.Advertise(State, _me, WireMessage.Parse<SignedMessage<BatchInvitation>>(message)),
        MessageKind.KeySet => SetupSteps.Deal(State, _me, WireMessage.Parse<KeySet>(message)),
        MessageKind.ShareBundle => SetupSteps.Collect(State, _me, WireMessage.Parse<ShareBundle>(message)),
        MessageKind.SurvivorList => RoundSteps.Sign(State, _me, WireMessage.Parse<SurvivorList>(message)),
        MessageKind.UnmaskRequest => RoundSteps.Release(State, _me, WireMessage.Parse<UnmaskRequest>(message)),
        _ => throw new FormatException("This is not a message that a site takes in."),
    };
}
