using NetSim.Wire.Addresses;
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

    public AddressProbing? Probing { get; private set; }

    public RouterDiscovery? Discovery { get; private set; }

    public RouterAdvertiser? Advertiser { get; private set; }

    public Ipv4LinkLocal? LinkLocal { get; private set; }

    /// <summary>RFC 5227 2.4: until when a further claim on an address is let pass.</summary>
    public Instant DefendedUntil { get; set; }

    /// <summary>Something that is due at once has no better time than the beginning of all.</summary>
    public Instant? NextDeadline
    {
        get
        {
            if (_hasComeUp) return Instant.Zero;
            Instant earliest = Reporter?.NextDeadline ?? Instant.MaxValue;
            if (Probing is not null) earliest = Instant.Min(earliest, Probing.NextDeadline);
            if (Discovery is not null) earliest = Instant.Min(earliest, Discovery.NextDeadline);
            if (Advertiser is not null) earliest = Instant.Min(earliest, Advertiser.NextDeadline);
            if (LinkLocal is not null) earliest = Instant.Min(earliest, LinkLocal.NextDeadline);
            return earliest == Instant.MaxValue ? null : earliest;
        }
    }

    public GroupReporter NeedReporter() => Reporter ??= new GroupReporter(port, random);

    public AddressProbing NeedProbing() => Probing ??= new AddressProbing(port, random);

    public void Discover()
    {
        Discovery = new RouterDiscovery(port, random);
        _hasComeUp = port.CanSend;
    }

    public void Advertise(RouterAdvertisementOptions options)
    {
        Advertiser = new RouterAdvertiser(port, options, random);
        _hasComeUp = port.CanSend;
    }

    public void FindLinkLocal() => LinkLocal = new Ipv4LinkLocal(port, random);

    /// <summary>The interface can send now, or no longer.</summary>
    public void OnStateChanged()
    {
        _hasComeUp = port.CanSend;
        if (_hasComeUp) return;
        Reporter?.OnDown();
        Probing?.OnDown();
    }

    /// <summary>The address has passed its trial, or needed none.</summary>
    public void OnAssigned(Instant now, IpAddress address)
    {
        Discovery?.OnAssigned(now, address);
        Advertiser?.OnAssigned(now);
    }

    public void OnDeadline(Instant now)
    {
        if (_hasComeUp)
        {
            _hasComeUp = false;
            Discovery?.OnUp(now);
            Advertiser?.OnUp(now);
            Reporter?.OnUp(now);
        }
        if (LinkLocal is not null && LinkLocal.NextDeadline <= now) LinkLocal.OnDeadline();
        Probing?.OnDeadline(now);
        Discovery?.OnDeadline(now);
        Advertiser?.OnDeadline(now);
        Reporter?.OnDeadline(now);
    }
}
