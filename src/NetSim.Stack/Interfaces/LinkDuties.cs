using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>
/// What an interface does on its link of its own accord: tells which groups it listens to, tries addresses before it uses them, learns
/// from routers or is one that teaches. Made when the first of these is needed, since most interfaces of a large network do none of it.
/// </summary>
internal sealed class LinkDuties(NetworkInterface port, RandomGenerator random)
{
    private bool _hasComeUp;

    public GroupReporter? Reporter { get; private set; }

    /// <summary>RFC 5227 2.4: until when a further claim on an address is let pass.</summary>
    public Instant DefendedUntil { get; set; }

    public RandomGenerator Random => random;

    /// <summary>Something that is due at once has no better time than the beginning of all.</summary>
    public Instant? NextDeadline
    {
        get
        {
            if (_hasComeUp) return Instant.Zero;
            Instant earliest = Reporter?.NextDeadline ?? Instant.MaxValue;
            return earliest == Instant.MaxValue ? null : earliest;
        }
    }

    public GroupReporter NeedReporter() => Reporter ??= new GroupReporter(port, random);

    /// <summary>The interface can send now, or no longer.</summary>
    public void OnStateChanged()
    {
        _hasComeUp = port.CanSend;
        if (_hasComeUp) return;
        Reporter?.OnDown();
    }

    public void OnDeadline(Instant now)
    {
        if (_hasComeUp)
        {
            _hasComeUp = false;
            Reporter?.OnUp(now);
        }
        Reporter?.OnDeadline(now);
    }
}
