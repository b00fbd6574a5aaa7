using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Stack.Services.Mdns;

/// <summary>How far a responder is with its name (RFC 6762 section 8).</summary>
public enum MulticastNameState : byte
{
    /// <summary>Asks whether somebody else has it.</summary>
    Probing,

    /// <summary>Has it, and tells everybody.</summary>
    Announcing,

    /// <summary>Has it, and answers.</summary>
    Established,
}

/// <summary>A message to be sent from port 5353.</summary>
/// <param name="To">Who gets it; null: everybody.</param>
/// <param name="Bytes">The whole message.</param>
public sealed record MulticastSend(IpEndpoint? To, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// The multicast DNS responder of one interface (RFC 6762): probes for its name below <c>local</c>, takes another one if somebody has it, tells
/// everybody, and answers questions for its addresses, their names and its services (RFC 6763). Sans-I/O.
/// </summary>
public sealed class MulticastResponder
{
    public const ushort Port = 5353;

    /// <summary>RFC 6762 section 10: of records that name a host.</summary>
    private const uint TimeToLive = 120;

    /// <summary>RFC 6762 6.7: an answer to a resolver of plain DNS is not to be kept for long.</summary>
    private const uint PlainTimeToLive = 10;

    /// <summary>RFC 6762 section 8: three probes, 250 ms apart, then two announcements, a second apart.</summary>
    private static readonly Duration ProbeWait = Duration.FromMilliseconds(250), AnnouncementWait = Duration.FromSeconds(1);

    private const int Probes = 3, Announcements = 2;

    /// <summary>RFC 6762 6: one record is multicast at most once a second.</summary>
    private static readonly Duration LeastGap = Duration.FromSeconds(1);

    private readonly string _wanted;
    private readonly RandomGenerator _random;
    private readonly IReadOnlyList<AdvertisedService> _services;
    private readonly Queue<MulticastSend> _out = new();
    private readonly byte[] _buffer = new byte[1440];
    private IpAddress[] _addresses = [];
    private int _sent;
    private int _number = 1;
    private Instant _lastMulticast = new(long.MinValue / 2);
    private Instant? _delayed;

    /// <param name="name">The node's, one label or several; the characters of a host name are best.</param>
    /// <param name="random">For the waits that keep hosts from speaking together.</param>
    /// <param name="services">What else it tells of.</param>
    public MulticastResponder(string name, RandomGenerator random, IReadOnlyList<AdvertisedService>? services = null)
    {
        (_wanted, _random, _services) = (name, random, services ?? []);
        Name = Numbered();
    }

    public MulticastNameState State { get; private set; }

    /// <summary>The present name, with <c>local</c>.</summary>
    public DnsName Name { get; private set; }

    private Instant? _next;

    public Instant? NextDeadline => _delayed is { } delayed && _next is { } next ? Instant.Min(delayed, next) : _delayed ?? _next;

    public bool TryTake([NotNullWhen(true)] out MulticastSend? message) => _out.TryDequeue(out message);

    /// <summary>Begins with these addresses, or again with others.</summary>
    public void Start(Instant now, ReadOnlySpan<IpAddress> addresses)
    {
        _addresses = addresses.ToArray();
        Probe(now, ProbeWait / 1000 * _random.Next(1001));
    }

    /// <summary>RFC 6762 10.1: tells everybody that the name is gone.</summary>
    public void Stop()
    {
        if (State != MulticastNameState.Probing) Multicast(timeToLive: 0);
        (_next, _delayed) = (null, null);
    }

    public void OnDeadline(Instant now)
    {
        if (_delayed is { } delayed && now >= delayed)
        {
            _delayed = null;
            _lastMulticast = now;
            Multicast(TimeToLive);
        }
        if (_next is not { } due || now < due) return;
        if (State == MulticastNameState.Probing && _sent < Probes)
        {
            SendProbe();
            _sent++;
            _next = now + ProbeWait;
            return;
        }
        if (State == MulticastNameState.Probing) (State, _sent) = (MulticastNameState.Announcing, 0);
        Multicast(TimeToLive);
        _lastMulticast = now;
        bool isLast = ++_sent == Announcements;
        if (isLast) State = MulticastNameState.Established;
        _next = isLast ? null : now + AnnouncementWait;
    }

    /// <summary>A message that came to port 5353.</summary>
    public void OnMessage(Instant now, IpEndpoint from, in DnsView message)
    {
        if (message.Operation != 0) return;
        if (message.IsResponse) OnResponse(now, from, message);
        else if (State != MulticastNameState.Probing) OnQuery(now, from, message);
        else if (IsLostTie(message)) Probe(now, AnnouncementWait);
    }

    /// <summary>RFC 6762 9: somebody else has an address for this name that is none of these. While it is probed it is given up, later it is probed anew.</summary>
    private void OnResponse(Instant now, IpEndpoint from, in DnsView message)
    {
        // RFC 6762 section 6: what comes from another port is no multicast response.
        if (from.Port != Port) return;
        foreach (DnsRecordView record in message.Records)
        {
            if (record.Name != Name || !record.TryGetAddress(out IpAddress address) || Array.IndexOf(_addresses, address) >= 0) continue;
            // Another interface of this node's may be on the same link; a record of a host that is leaving claims nothing.
            if (record.TimeToLive == 0) continue;
            if (State == MulticastNameState.Probing)
            {
                _number++;
                Name = Numbered();
            }
            Probe(now, ProbeWait);
            return;
        }
    }

    /// <summary>RFC 6762 8.2: of two that probe at once the one with the greater data wins.</summary>
    private bool IsLostTie(in DnsView message)
    {
        Span<byte> theirs = stackalloc byte[16], ours = stackalloc byte[16];
        foreach (DnsRecordView record in message.Records)
        {
            if (record.Section != DnsSection.Authority || record.Name != Name || !record.TryGetAddress(out IpAddress address)) continue;
            if (Array.IndexOf(_addresses, address) >= 0) return false;
            foreach (IpAddress own in _addresses)
            {
                if (own.IsIPv4 != address.IsIPv4) continue;
                own.Write(ours);
                address.Write(theirs);
                return theirs[..own.Length].SequenceCompareTo(ours[..own.Length]) > 0;
            }
        }
        return false;
    }

    private void OnQuery(Instant now, IpEndpoint from, in DnsView message)
    {
        bool isPlain = from.Port != Port;
        const int UnicastWanted = 0x8000;
        bool toAll = false, toOne = false;
        var writer = new DnsWriter(_buffer, isPlain ? message.Id : (ushort)0, DnsFlags.Response | DnsFlags.Authoritative);
        foreach (DnsQuestion question in message.Questions)
        {
            bool wantsUnicast = ((ushort)question.Class & UnicastWanted) != 0;
            if (((ushort)question.Class & 0x7FFF) is not ((int)DnsClass.Internet or (int)DnsClass.Any)) continue;
            if (isPlain) writer.TryAdd(question with { Class = DnsClass.Internet });
            if (!Answer(ref writer, question, message, isPlain)) continue;
            if (isPlain || wantsUnicast) toOne = true;
            else toAll = true;
        }
        if (toOne) _out.Enqueue(new MulticastSend(from, writer.Written.ToArray()));
        // Everybody gets all of it (RFC 6762 6.1 lets more be said than was asked), and no more often than once a second.
        if (toAll && _delayed is null) _delayed = Instant.Max(now, _lastMulticast + LeastGap);
    }

    /// <summary>What is known to the asker already is not said again (RFC 6762 7.1).</summary>
    private bool Answer(ref DnsWriter writer, DnsQuestion question, in DnsView message, bool isPlain)
    {
        bool isAny = false;
        foreach (DnsRecord record in Records(isPlain ? PlainTimeToLive : TimeToLive))
        {
            bool isAsked = record.Name == question.Name && (question.Type == record.Type || question.Type == DnsType.Any);
            if (!isAsked || IsKnown(message, record)) continue;
            isAny |= writer.TryAdd(DnsSection.Answer, record, isPlain ? DnsRecordRole.Shared : AdvertisedService.RoleOf(record));
        }
        return isAny;
    }

    private static bool IsKnown(in DnsView message, DnsRecord own)
    {
        foreach (DnsRecordView known in message.Records)
        {
            if (known.Section != DnsSection.Answer || known.Type != own.Type || known.Name != own.Name || known.TimeToLive < own.TimeToLive / 2) continue;
            if (known.TryGetAddress(out IpAddress address) && address == own.Address) return true;
            if (own.Type == DnsType.Ptr && known.TryGetTarget(out DnsName target) && target == own.Target) return true;
        }
        return false;
    }

    private void Probe(Instant now, Duration wait)
    {
        (State, _sent, _delayed) = (MulticastNameState.Probing, 0, null);
        _next = now + wait;
    }

    /// <summary>A question for everything of the name, which may be answered to this node alone, with what it would claim (RFC 6762 8.1).</summary>
    private void SendProbe()
    {
        var writer = new DnsWriter(_buffer, 0, DnsFlags.None);
        writer.TryAdd(new DnsQuestion(Name, DnsType.Any, (DnsClass)(0x8000 | (int)DnsClass.Internet)));
        foreach (IpAddress address in _addresses) writer.TryAdd(DnsSection.Authority, DnsRecord.Of(Name, address, TimeToLive));
        _out.Enqueue(new MulticastSend(null, writer.Written.ToArray()));
    }

    private void Multicast(uint timeToLive)
    {
        var writer = new DnsWriter(_buffer, 0, DnsFlags.Response | DnsFlags.Authoritative);
        foreach (DnsRecord record in Records(timeToLive)) writer.TryAdd(DnsSection.Answer, record, AdvertisedService.RoleOf(record));
        _out.Enqueue(new MulticastSend(null, writer.Written.ToArray()));
    }

    private IEnumerable<DnsRecord> Records(uint timeToLive)
    {
        foreach (IpAddress address in _addresses)
        {
            yield return DnsRecord.Of(Name, address, timeToLive);
            yield return DnsRecord.ReverseOf(address, Name, timeToLive);
        }
        foreach (AdvertisedService service in _services)
            foreach (DnsRecord record in service.Records(Name, timeToLive)) yield return record;
    }

    /// <summary>RFC 6762 section 9: web, web-2, web-3 …</summary>
    private DnsName Numbered()
    {
        string text = _number == 1 ? _wanted : $"{_wanted}-{_number}";
        return DnsName.TryParse(text, out DnsName name) && name.TryAppend(DnsName.Local, out DnsName whole) ? whole : DnsName.Local;
    }
}
