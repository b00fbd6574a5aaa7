using System.Globalization;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Packetdrill;

/// <summary>
/// What <c>--so_flags</c> says: <c>name=value</c>, separated by commas. Flags are taken in order, so what stands behind <c>like=</c>
/// changes that. docs/packetdrill.md lists them.
/// </summary>
internal sealed record DrillOptions
{
    public static readonly DrillOptions Default = new();

    /// <summary>Addresses of the host; empty: packetdrill's own defaults, and every unicast address that a script binds.</summary>
    public IReadOnlyList<IpAddress> Local { get; init; } = [];

    public ulong Seed { get; init; } = 1;

    /// <summary>How far a wait for a packet moves the clock before it is given up.</summary>
    public Duration Patience { get; init; } = Duration.FromSeconds(3 * 3600);

    /// <summary>What the sockets start from; the buffer is that of the BSDs, without which few scripts' windows would fit.</summary>
    public TcpSettings Tcp { get; init; } = new() { ReceiveBuffer = ushort.MaxValue };

    /// <returns>Null, and a sentence about the flag at fault, if the text makes no sense.</returns>
    public static DrillOptions? Parse(string? text, out string fault)
    {
        DrillOptions options = Default;
        fault = "";
        foreach (string flag in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = flag.Split('=', 2);
            if (parts.Length < 2 || options.With(parts[0], parts[1]) is not { } next)
            {
                fault = $"'{flag}' is no flag of NetSim; see docs/packetdrill.md.";
                return null;
            }
            options = next;
        }
        return options;
    }

    private DrillOptions? With(string name, string value)
    {
        if (name == "local") return IpAddress.TryParse(value, out IpAddress address) ? this with { Local = [.. Local, address] } : null;
        if (name == "like") return Like(value) is { } settings ? this with { Tcp = settings } : null;
        if (name == "seed") return ulong.TryParse(value, CultureInfo.InvariantCulture, out ulong seed) ? this with { Seed = seed } : null;
        if (name == "patience") return TryParseTime(value, out Duration patience) ? this with { Patience = patience } : null;
        TcpSettings? tcp = WithSwitch(name, value) ?? WithNumber(name, value) ?? WithTime(name, value);
        return tcp is null ? null : this with { Tcp = tcp };
    }

    /// <summary>Only what those systems choose where the RFCs leave a choice (or where they are bolder than the RFCs).</summary>
    private static TcpSettings? Like(string system) => system switch
    {
        "rfc" => Default.Tcp,
        "linux" => new TcpSettings
        {
            ReceiveBuffer = ushort.MaxValue,
            LargestReceiveBuffer = 15 << 20,
            SendBuffer = 256 << 10,
            LargestSendBuffer = 4 << 20,
            MinimumRetransmissionTimeout = Duration.FromMilliseconds(200),
            ClockGranularity = Duration.FromMilliseconds(200),
            MaxSuperSegment = ushort.MaxValue,
            Ecn = EcnUse.Off,
        },
        "freebsd" => new TcpSettings
        {
            ReceiveBuffer = 1 << 16,
            LargestReceiveBuffer = 2 << 20,
            SendBuffer = 32 << 10,
            LargestSendBuffer = 2 << 20,
            MinimumRetransmissionTimeout = Duration.FromMilliseconds(230),
            QuickAcks = 0,
        },
        _ => null,
    };

    private TcpSettings? WithSwitch(string name, string value)
    {
        bool? on = value switch { "on" => true, "off" => false, _ => null };
        return (name, on) switch
        {
            ("sack", { } set) => Tcp with { Sack = set },
            ("timestamps", { } set) => Tcp with { Timestamps = set },
            ("wscale", { } set) => Tcp with { WindowScale = set },
            ("nagle", { } set) => Tcp with { Nagle = set },
            ("syncookies", { } set) => Tcp with { SynCookies = set },
            ("ecn", true) => Tcp with { Ecn = EcnUse.On },
            ("ecn", false) => Tcp with { Ecn = EcnUse.Off },
            ("ecn", null) when value == "asked" => Tcp with { Ecn = EcnUse.WhenAsked },
            ("cc", _) => CongestionNames.TryParse(value, out CongestionAlgorithm algorithm) ? Tcp with { Congestion = algorithm } : null,
            _ => null,
        };
    }

    private TcpSettings? WithNumber(string name, string value)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return null;
        return name switch
        {
            "mtu" when number is >= 68 and <= ushort.MaxValue => Tcp with { Mtu = number },
            "rcvbuf" when number > 0 => Tcp with { ReceiveBuffer = number },
            "rcvbuf-max" => Tcp with { LargestReceiveBuffer = number },
            "sndbuf" when number > 0 => Tcp with { SendBuffer = number },
            "sndbuf-max" => Tcp with { LargestSendBuffer = number },
            "initial-window" when number > 0 => Tcp with { InitialWindow = number },
            "super-segment" when number <= ushort.MaxValue => Tcp with { MaxSuperSegment = number },
            "quick-acks" => Tcp with { QuickAcks = number },
            "ttl" when number is > 0 and <= byte.MaxValue => Tcp with { TimeToLive = (byte)number },
            "keepalive-probes" when number > 0 => Tcp with { KeepAliveProbes = number },
            "half-open" when number > 0 => Tcp with { HalfOpenBacklog = number },
            _ => null,
        };
    }

    private TcpSettings? WithTime(string name, string value)
    {
        if (!TryParseTime(value, out Duration time) || time <= Duration.Zero) return null;
        return name switch
        {
            "delayed-ack" => Tcp with { DelayedAck = time },
            "rto-min" => Tcp with { MinimumRetransmissionTimeout = time },
            "rto-initial" => Tcp with { InitialRetransmissionTimeout = time },
            "rto-granularity" => Tcp with { ClockGranularity = time },
            "rto-max" => Tcp with { MaximumRetransmissionTimeout = time },
            "msl" => Tcp with { MaximumSegmentLifetime = time },
            "fin-wait-2" => Tcp with { FinWait2Timeout = time },
            "give-up" => Tcp with { GiveUpAfter = time },
            "give-up-connecting" => Tcp with { GiveUpConnectingAfter = time },
            _ => null,
        };
    }

    private static bool TryParseTime(string text, out Duration time)
    {
        (string digits, long unit) = text switch
        {
            _ when text.EndsWith("us", StringComparison.Ordinal) => (text[..^2], 1_000L),
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 1_000_000L),
            _ when text.EndsWith('s') => (text[..^1], 1_000_000_000L),
            _ => ("", 0L),
        };
        bool isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        time = new Duration(number * unit);
        return isNumber;
    }
}
