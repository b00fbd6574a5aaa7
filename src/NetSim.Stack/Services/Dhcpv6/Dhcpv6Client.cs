using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dhcpv6;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Stack.Services.Dhcpv6;

/// <summary>
/// The stateless client of one interface (RFC 8415 18.2.6): asks all servers of its link for name servers and domain, again and again until
/// one answers, and anew when the answer has grown old. Sans-I/O.
/// </summary>
/// <param name="mac">Of the interface; it is the client's identity.</param>
/// <param name="random">For transaction ids and the times of retransmission.</param>
public sealed class Dhcpv6Client(MacAddress mac, RandomGenerator random)
{
    /// <summary>RFC 8415 7.6: INF_MAX_DELAY, INF_TIMEOUT, INF_MAX_RT.</summary>
    private static readonly Duration LongestDelay = Duration.FromSeconds(1), FirstWait = Duration.FromSeconds(1), LongestWait = Duration.FromSeconds(3600);

    /// <summary>RFC 8415 7.6: IRT_DEFAULT and IRT_MINIMUM.</summary>
    private const uint UsualRefresh = 86_400, LeastRefresh = 600;

    private readonly Queue<byte[]> _out = new();
    private Instant? _began;
    private Duration _wait;
    private uint _transaction;
    private bool _isAsking;

    /// <summary>Null until a server has answered.</summary>
    public StatelessConfiguration? Configuration { get; private set; }

    public Instant? NextDeadline { get; private set; }

    /// <summary>The next message, from port 546 to ff02::1:2, port 547.</summary>
    public bool TryTake([NotNullWhen(true)] out byte[]? message) => _out.TryDequeue(out message);

    /// <summary>Begins, after a short while that keeps hosts which start together from asking together.</summary>
    public void Start(Instant now)
    {
        (_isAsking, _began, _wait) = (true, null, default);
        _transaction = random.Next(1 << 24);
        NextDeadline = now + LongestDelay / 1000 * random.Next(1001);
    }

    public void OnMessage(Instant now, in Dhcpv6View message)
    {
        bool isAnswer = _isAsking && _began is not null && message.Type == Dhcpv6MessageType.Reply && message.TransactionId == _transaction;
        // RFC 8415 16.10: the answer names its server, and repeats the client's name.
        if (!isAnswer || !message.TryFind(Dhcpv6OptionCode.ServerIdentifier, out _) || !IsForUs(message)) return;
        List<IpAddress> servers = [];
        if (message.TryFind(Dhcpv6OptionCode.DnsServers, out ReadOnlySpan<byte> addresses))
        {
            for (; addresses.Length >= 16; addresses = addresses[16..]) servers.Add(IpAddress.Read(addresses[..16]));
        }
        DnsName? domain = null;
        if (message.TryFind(Dhcpv6OptionCode.DomainList, out ReadOnlySpan<byte> names) && DnsName.TryRead(names, 0, out DnsName first, out _)) domain = first;
        Configuration = new StatelessConfiguration([.. servers], domain);
        _isAsking = false;
        bool saysWhen = message.TryFind(Dhcpv6OptionCode.InformationRefreshTime, out ReadOnlySpan<byte> refresh) && refresh.Length == 4;
        uint seconds = saysWhen ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(refresh) : UsualRefresh;
        NextDeadline = seconds == uint.MaxValue ? null : now + Duration.FromSeconds(Math.Max(seconds, LeastRefresh));
    }

    public void OnDeadline(Instant now)
    {
        if (NextDeadline is not { } due || now < due) return;
        if (!_isAsking)
        {
            Start(now);
            return;
        }
        _began ??= now;
        Ask(now, _began.Value);
        // RFC 8415 section 15: twice as long each time, a tenth more or less.
        _wait = _wait == default ? FirstWait : Duration.Min(_wait * 2, LongestWait);
        _wait += _wait / 1000 * ((long)random.Next(201) - 100);
        NextDeadline = now + _wait;
    }

    private bool IsForUs(in Dhcpv6View message)
    {
        if (!message.TryFind(Dhcpv6OptionCode.ClientIdentifier, out ReadOnlySpan<byte> named) || named.Length != 4 + MacAddress.Length) return false;
        return MacAddress.Read(named[4..]) == mac;
    }

    private void Ask(Instant now, Instant began)
    {
        Span<byte> bytes = stackalloc byte[128];
        var writer = new Dhcpv6Writer(bytes, Dhcpv6MessageType.InformationRequest, _transaction);
        writer.AddIdentity(Dhcpv6OptionCode.ClientIdentifier, mac);
        long hundredths = Math.Min((now - began).Nanoseconds / 10_000_000, ushort.MaxValue);
        writer.Add(Dhcpv6OptionCode.ElapsedTime, [(byte)(hundredths >> 8), (byte)hundredths]);
        writer.Add(Dhcpv6OptionCode.OptionRequest,
            [0, (byte)Dhcpv6OptionCode.DnsServers, 0, (byte)Dhcpv6OptionCode.DomainList, 0, (byte)Dhcpv6OptionCode.InformationRefreshTime]);
        _out.Enqueue(writer.Written.ToArray());
    }
}
