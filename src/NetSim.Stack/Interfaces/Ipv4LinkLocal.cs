using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>An address of 169.254/16 that nobody else on the link has (RFC 3927 section 2).</summary>
internal sealed class Ipv4LinkLocal(NetworkInterface port, RandomGenerator random)
{
    /// <summary>RFC 3927 section 9: after MAX_CONFLICTS one a minute.</summary>
    private const int MaxConflicts = 10;

    private const int PrefixLength = 16;

    private static readonly Duration RateLimitInterval = Duration.FromSeconds(60);

    private int _conflicts;
    private Instant _due;

    public IpAddress Address { get; private set; }

    /// <summary>When the next address is tried.</summary>
    public Instant NextDeadline => port.CanSend ? _due : Instant.MaxValue;

    public void OnDeadline()
    {
        _due = Instant.MaxValue;
        // RFC 3927 2.1: not the first and the last 256 addresses.
        Address = IpAddress.FromIPv4(0xA9FE_0100 + random.Next(0xFE00));
        port.Try(new IpPrefix(Address, PrefixLength));
    }

    /// <summary>Somebody else has it: another one, and if there is no end to it, slowly.</summary>
    public void OnLost(Instant now) => _due = ++_conflicts > MaxConflicts ? now + RateLimitInterval : Instant.Zero;
}
