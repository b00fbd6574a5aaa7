using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dhcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Services.Dhcp;

/// <summary>RFC 2131 figure 5.</summary>
public enum DhcpClientState : byte
{
    Init,
    Selecting,
    Requesting,
    Bound,
    Renewing,
    Rebinding,

    /// <summary>The lease was given back.</summary>
    Released,
}

/// <summary>A message to be sent from port 68 to port 67.</summary>
/// <param name="To">255.255.255.255, or the server of the lease.</param>
/// <param name="Bytes">The whole message.</param>
public sealed record DhcpSend(IpAddress To, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// The client of one interface (RFC 2131 section 4.4): finds a server, takes its first offer, and asks it to let the lease go on in time.
/// <para>Sans-I/O: what is to be sent comes out of <see cref="TryTake"/>, and whenever <see cref="Lease"/> changes, so must the interface.</para>
/// </summary>
public sealed class DhcpClient
{
    /// <summary>RFC 2131 4.1: 4 s, twice as long each time, up to 64 s, each a second more or less.</summary>
    private static readonly Duration FirstWait = Duration.FromSeconds(4), LongestWait = Duration.FromSeconds(64);

    /// <summary>RFC 2131 3.1.5: after a declined address.</summary>
    private static readonly Duration AfterDecline = Duration.FromSeconds(10);

    /// <summary>RFC 2131 4.4.5: a renewal is not asked for more often.</summary>
    private static readonly Duration LeastRenewalWait = Duration.FromSeconds(60);

    /// <summary>RFC 5227 2.1.1, ANNOUNCE_WAIT is 2 s: whoever has the address as well has answered the announcement by then.</summary>
    private static readonly Duration ConflictWait = Duration.FromSeconds(2);

    /// <summary>How often an offer is asked for before another one is looked for.</summary>
    private const int RequestTurns = 4;

    private readonly MacAddress _mac;
    private readonly string _hostName;
    private readonly RandomGenerator _random;
    private readonly Queue<DhcpSend> _out = new();
    private uint _transaction;
    private Instant _began, _asked, _leased;
    private Duration _wait;
    private int _turn;
    private (IpAddress Address, IpAddress Server) _offer;
    private Instant? _next, _conflictCheck;
    private long _conflictsBefore;

    /// <param name="mac">Of the interface; it is the client's identity.</param>
    /// <param name="hostName">Tells the server who it is.</param>
    /// <param name="random">For transaction ids and the times of retransmission.</param>
    public DhcpClient(MacAddress mac, string hostName, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(hostName);
        (_mac, _random) = (mac, random);
        _hostName = hostName.Length <= 63 ? hostName : hostName[..63];
    }

    public DhcpClientState State { get; private set; }

    /// <summary>Null as long as there is none.</summary>
    public DhcpLease? Lease { get; private set; }

    /// <summary>How often others have claimed an address of the interface, ever; to be told before <see cref="OnMessage"/> and <see cref="OnDeadline"/>.</summary>
    public long Conflicts { get; set; }

    public Instant? NextDeadline => _conflictCheck is { } check && (_next is not { } next || check < next) ? check : _next;

    public bool TryTake([NotNullWhen(true)] out DhcpSend? message) => _out.TryDequeue(out message);

    /// <summary>Begins to look for a server.</summary>
    public void Start(Instant now)
    {
        State = DhcpClientState.Selecting;
        _transaction = (uint)_random.Next();
        _began = now;
        _conflictCheck = null;
        _turn = 0;
        _wait = FirstWait;
        Discover(now);
    }

    /// <summary>Gives the lease back (RFC 2131 4.4.6).</summary>
    public void Release(Instant now)
    {
        if (Lease is { } lease && State is DhcpClientState.Bound or DhcpClientState.Renewing or DhcpClientState.Rebinding)
        {
            Write(now, DhcpMessageType.Release, lease.Server, lease.Address.Address, (default, lease.Server));
        }
        (State, Lease, _next, _conflictCheck) = (DhcpClientState.Released, null, null, null);
    }

    public void OnMessage(Instant now, in DhcpView message)
    {
        bool isOurs = !message.IsRequest && message.IsEthernet && message.TransactionId == _transaction && message.ClientMac == _mac;
        if (!isOurs) return;
        switch (message.Type)
        {
            case DhcpMessageType.Offer when State == DhcpClientState.Selecting:
                OnOffer(now, message);
                break;
            case DhcpMessageType.Ack when IsAsking:
                OnAck(now, message);
                break;
            case DhcpMessageType.Nak when IsAsking && IsFromAsked(message, out _):
                Lease = null;
                Start(now);
                break;
            default:
                break;
        }
    }

    public void OnDeadline(Instant now)
    {
        if (_conflictCheck is { } check && now >= check)
        {
            _conflictCheck = null;
            if (Conflicts > _conflictsBefore && Lease is { } lease) Decline(now, lease);
        }
        if (_next is not { } due || now < due) return;
        switch (State)
        {
            case DhcpClientState.Init:
                Start(now);
                break;
            case DhcpClientState.Selecting:
                Discover(now);
                break;
            case DhcpClientState.Requesting when _turn < RequestTurns:
                Request(now);
                break;
            case DhcpClientState.Requesting:
                Start(now);
                break;
            default:
                GoOn(now);
                break;
        }
    }

    private bool IsAsking => State is DhcpClientState.Requesting or DhcpClientState.Renewing or DhcpClientState.Rebinding;

    /// <summary>A client that rebinds asks all servers; but whoever answers says who it is (RFC 2131 table 3).</summary>
    private bool IsFromAsked(in DhcpView message, out IpAddress server) =>
        message.TryFindAddress(DhcpOptionCode.ServerIdentifier, out server) && (State == DhcpClientState.Rebinding || server == _offer.Server);

    /// <summary>Somebody else has the address that was just leased (RFC 2131 4.4.1): tells the server, and looks for another one.</summary>
    private void Decline(Instant now, DhcpLease lease)
    {
        Write(now, DhcpMessageType.Decline, IpAddress.BroadcastIPv4, IpAddress.AnyIPv4, (lease.Address.Address, lease.Server));
        Lease = null;
        State = DhcpClientState.Init;
        _next = now + AfterDecline;
    }

    private void OnOffer(Instant now, in DhcpView offer)
    {
        if (!IsUsable(offer.YourAddress) || !offer.TryFindAddress(DhcpOptionCode.ServerIdentifier, out IpAddress server)) return;
        _offer = (offer.YourAddress, server);
        State = DhcpClientState.Requesting;
        _turn = 0;
        _wait = FirstWait;
        Request(now);
    }

    private void OnAck(Instant now, in DhcpView ack)
    {
        // Without a time there is no lease (RFC 2131 table 3).
        if (!IsFromAsked(ack, out IpAddress server) || !IsUsable(ack.YourAddress) || !ack.TryFindSeconds(DhcpOptionCode.LeaseTime, out uint seconds)) return;
        IpPrefix? before = Lease?.Address;
        Lease = ReadLease(ack, server, seconds);
        if (Lease.Address != before) (_conflictCheck, _conflictsBefore) = (now + ConflictWait, Conflicts);
        _offer = (ack.YourAddress, server);
        // The time runs from when it was asked for, so that the client never believes in it for longer than the server (RFC 2131 4.4.1).
        _leased = _asked;
        State = DhcpClientState.Bound;
        _next = seconds == uint.MaxValue ? null : Instant.Max(now, _leased + Lease.Renewal);
    }

    private static DhcpLease ReadLease(in DhcpView ack, IpAddress server, uint seconds)
    {
        const uint Forever = uint.MaxValue;
        Duration time = seconds == Forever ? Duration.MaxValue : Duration.FromSeconds(Math.Max(1, seconds));
        bool hasRenewal = ack.TryFindSeconds(DhcpOptionCode.RenewalTime, out uint renewal) && renewal > 0 && renewal < seconds;
        bool hasRebinding = ack.TryFindSeconds(DhcpOptionCode.RebindingTime, out uint rebinding) && rebinding < seconds && rebinding > renewal;
        bool hasTimes = hasRenewal && hasRebinding;
        return new DhcpLease(new IpPrefix(ack.YourAddress, MaskLength(ack)), server, time)
        {
            Router = ack.TryFindAddress(DhcpOptionCode.Router, out IpAddress router) && IsUsable(router) ? router : null,
            NameServers = ReadAddresses(ack, DhcpOptionCode.DomainNameServer),
            Domain = ack.TryFind(DhcpOptionCode.DomainName, out ReadOnlySpan<byte> domain) ? Encoding.ASCII.GetString(domain.TrimEnd((byte)0)) : null,
            // RFC 2131 4.4.5: half of the time, and seven eighths of it.
            Renewal = hasTimes ? Duration.FromSeconds(renewal) : time / 2,
            Rebinding = hasTimes ? Duration.FromSeconds(rebinding) : time / 8 * 7,
        };
    }

    /// <summary>Without a mask, or with one that is none, that of the address's old class (RFC 950).</summary>
    private static int MaskLength(in DhcpView ack)
    {
        if (ack.TryFindAddress(DhcpOptionCode.SubnetMask, out IpAddress mask))
        {
            int length = System.Numerics.BitOperations.LeadingZeroCount(~mask.IPv4Value);
            bool isMask = length > 0 && (length == 32 || mask.IPv4Value << length == 0);
            if (isMask) return length;
        }
        uint first = ack.YourAddress.IPv4Value >> 24;
        return first < 128 ? 8 : first < 192 ? 16 : 24;
    }

    private static ImmutableArray<IpAddress> ReadAddresses(in DhcpView ack, DhcpOptionCode code)
    {
        if (!ack.TryFind(code, out ReadOnlySpan<byte> value)) return [];
        List<IpAddress> addresses = [];
        for (; value.Length >= 4; value = value[4..])
        {
            IpAddress address = IpAddress.Read(value[..4]);
            if (IsUsable(address)) addresses.Add(address);
        }
        return [.. addresses];
    }

    private static bool IsUsable(IpAddress address) =>
        !address.IsUnspecified && !address.IsMulticast && !address.IsLoopback && address.IPv4Value >> 28 != 0xF;

    /// <summary>RFC 2131 4.4.5: past T1 its server is asked, past T2 any, and at the end the address is gone.</summary>
    private void GoOn(Instant now)
    {
        if (Lease is not { } lease) return;
        Instant end = _leased + lease.Time, rebinding = _leased + lease.Rebinding;
        if (now >= end)
        {
            Lease = null;
            Start(now);
            return;
        }
        DhcpClientState next = now >= rebinding ? DhcpClientState.Rebinding : DhcpClientState.Renewing;
        if (next != State)
        {
            State = next;
            _transaction = (uint)_random.Next();
            _began = now;
        }
        _asked = now;
        IpAddress to = next == DhcpClientState.Renewing ? lease.Server : IpAddress.BroadcastIPv4;
        Write(now, DhcpMessageType.Request, to, lease.Address.Address, default);
        Instant phaseEnd = next == DhcpClientState.Renewing ? rebinding : end;
        Duration half = (phaseEnd - now) / 2;
        _next = half < LeastRenewalWait ? phaseEnd : now + half;
    }

    private void Discover(Instant now)
    {
        Write(now, DhcpMessageType.Discover, IpAddress.BroadcastIPv4, IpAddress.AnyIPv4, default);
        WaitLonger(now);
    }

    private void Request(Instant now)
    {
        _asked = now;
        Write(now, DhcpMessageType.Request, IpAddress.BroadcastIPv4, IpAddress.AnyIPv4, _offer);
        WaitLonger(now);
    }

    private void WaitLonger(Instant now)
    {
        _turn++;
        Duration jitter = Duration.FromMilliseconds(_random.Next(2001)) - Duration.FromSeconds(1);
        _next = now + _wait + jitter;
        _wait = Duration.Min(_wait * 2, LongestWait);
    }

    /// <summary>RFC 2131 table 5 says which message has what.</summary>
    private void Write(Instant now, DhcpMessageType type, IpAddress to, IpAddress has, (IpAddress Address, IpAddress Server) named)
    {
        Span<byte> bytes = stackalloc byte[576];
        var writer = new DhcpWriter(bytes, new DhcpFields
        {
            IsRequest = true,
            TransactionId = _transaction,
            Seconds = (int)((now - _began).Nanoseconds / 1_000_000_000),
            WantsBroadcast = has.IsUnspecified && type is DhcpMessageType.Discover or DhcpMessageType.Request,
            ClientAddress = has,
            ClientMac = _mac,
        }, type);
        Span<byte> identity = stackalloc byte[1 + MacAddress.Length];
        identity[0] = 1;
        _mac.Write(identity[1..]);
        writer.Add(DhcpOptionCode.ClientIdentifier, identity);
        if (named.Address != default) writer.Add(DhcpOptionCode.RequestedAddress, named.Address);
        if (named.Server != default) writer.Add(DhcpOptionCode.ServerIdentifier, named.Server);
        if (type is DhcpMessageType.Discover or DhcpMessageType.Request)
        {
            writer.AddText(DhcpOptionCode.HostName, _hostName);
            writer.Add(DhcpOptionCode.ParameterRequestList,
                [(byte)DhcpOptionCode.SubnetMask, (byte)DhcpOptionCode.Router, (byte)DhcpOptionCode.DomainNameServer, (byte)DhcpOptionCode.DomainName]);
        }
        _out.Enqueue(new DhcpSend(to, writer.Finish().ToArray()));
    }
}
