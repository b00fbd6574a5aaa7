using System.Buffers.Binary;
using System.Text;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Packetdrill.Sockets;

internal sealed partial class TcpDescriptor
{
    private const int LeastSegment = 88, LargestSegment = 32767;

    private bool _isCorked;

    private int IpAndTcpLength => (_family == AddressFamily.IPv4 ? 20 : 40) + 20;

    public override int SetOption(SocketOption option, ReadOnlySpan<byte> value)
    {
        if (option == SocketOption.Congestion) return SetCongestion(value);
        // Options of IP may be one byte long (ip(7)).
        bool isByte = value.Length is > 0 and < sizeof(int) && (long)option >> 32 is 0 or 41;
        if (value.Length < sizeof(int) && !isByte) return -Errno.Invalid;
        int number = isByte ? value[0] : BinaryPrimitives.ReadInt32LittleEndian(value);
        switch (option)
        {
            case SocketOption.Linger:
                _mayLinger = number == 0 || value.Length < 8 || BinaryPrimitives.ReadInt32LittleEndian(value[4..]) != 0;
                return 0;
            case SocketOption.TimeToLive or SocketOption.HopLimit:
                _settings = _settings with { TimeToLive = (byte)number };
                _connection?.SetTimeToLive((byte)number);
                return 0;
            case SocketOption.TypeOfService or SocketOption.TrafficClass:
                _settings = _settings with { Dscp = (byte)(number >> 2) };
                _connection?.SetDscp(_settings.Dscp);
                return 0;
            case SocketOption.Cork:
                _isCorked = number != 0;
                if (_isCorked) _connection?.Cork();
                else _connection?.Uncork();
                return 0;
            case SocketOption.ReuseAddress or SocketOption.ReusePort or SocketOption.OutOfBandInline or SocketOption.QuickAck
                or SocketOption.MtuDiscover or SocketOption.MtuDiscoverIPv6 or SocketOption.OnlyIPv6:
                // Nothing here depends on them: ports are free at once, urgent data stays in line, every packet says "don't fragment".
                return 0;
        }
        if (With(option, number) is not { } settings) return IsNumber(option) ? -Errno.Invalid : -Errno.NoProtocolOption;
        _settings = settings;
        Listener?.Change(settings);
        _connection?.Change(Host.Now, settings);
        if (option == SocketOption.NoDelay && number != 0) PushCorked();
        return 0;
    }

    /// <summary>As in Linux, TCP_NODELAY lets go of what waits, and TCP_CORK holds what comes after it.</summary>
    private void PushCorked()
    {
        _connection?.Uncork();
        if (_isCorked) _connection?.Cork();
    }

    private static bool IsNumber(SocketOption option) => option is SocketOption.MaximumSegment or SocketOption.KeepIdle
        or SocketOption.KeepInterval or SocketOption.KeepCount or SocketOption.UserTimeout or SocketOption.ReceiveBuffer or SocketOption.SendBuffer;

    private TcpSettings? With(SocketOption option, int number)
    {
        switch (option)
        {
            case SocketOption.NoDelay:
                return _settings with { Nagle = number == 0 };
            case SocketOption.KeepAlive:
                return _settings with { KeepAlive = number != 0 ? KeepAliveUse.On : KeepAliveUse.Off };
            case SocketOption.KeepIdle when number > 0:
                return _settings with { KeepAliveIdle = Duration.FromSeconds(number) };
            case SocketOption.KeepInterval when number > 0:
                return _settings with { KeepAliveInterval = Duration.FromSeconds(number) };
            case SocketOption.KeepCount when number > 0:
                return _settings with { KeepAliveProbes = number };
            case SocketOption.UserTimeout when number >= 0:
                return _settings with { UserTimeout = number == 0 ? null : Duration.FromMilliseconds(number) };
            case SocketOption.Linger2:
                return _settings with { FinWait2Timeout = Duration.FromSeconds(Math.Max(0, number)) };
            case SocketOption.ReceiveBuffer when number > 0:
                return _settings with { ReceiveBuffer = number, LargestReceiveBuffer = 0 };
            case SocketOption.SendBuffer when number > 0:
                return _settings with { SendBuffer = number, LargestSendBuffer = 0 };
            case SocketOption.MaximumSegment when number is >= LeastSegment and <= LargestSegment:
                return _settings with { Mtu = Math.Min(Host.TcpSettings.Mtu, number + IpAndTcpLength) };
            default:
                return null;
        }
    }

    private int SetCongestion(ReadOnlySpan<byte> value)
    {
        if (!CongestionNames.TryParse(Encoding.ASCII.GetString(value).TrimEnd('\0'), out CongestionAlgorithm algorithm)) return -Errno.NoEntry;
        _settings = _settings with { Congestion = algorithm };
        return 0;
    }

    public override int GetOption(SocketOption option, Span<byte> value)
    {
        if (option == SocketOption.Congestion)
        {
            Span<byte> name = new byte[16];
            Encoding.ASCII.GetBytes(CongestionNames.Of(_settings.Congestion), name);
            int length = Math.Min(name.Length, value.Length);
            name[..length].CopyTo(value);
            return length;
        }
        if (value.Length < sizeof(int)) return -Errno.Invalid;
        if (option == SocketOption.Linger)
        {
            if (value.Length < 8) return -Errno.Invalid;
            BinaryPrimitives.WriteInt32LittleEndian(value, _mayLinger ? 0 : 1);
            BinaryPrimitives.WriteInt32LittleEndian(value[4..], 0);
            return 8;
        }
        if (NumberOf(option) is not { } number) return -Errno.NoProtocolOption;
        BinaryPrimitives.WriteInt32LittleEndian(value, number);
        return sizeof(int);
    }

    private int? NumberOf(SocketOption option) => option switch
    {
        SocketOption.Type => 1,
        SocketOption.Error => TakeError(),
        SocketOption.ReuseAddress or SocketOption.OutOfBandInline => 1,
        SocketOption.KeepAlive => _settings.KeepAlive == KeepAliveUse.Off ? 0 : 1,
        SocketOption.ReceiveBuffer => _connection?.Info.ReceiveBuffer ?? _settings.ReceiveBuffer,
        SocketOption.SendBuffer => _connection?.Info.SendBuffer ?? _settings.SendBuffer,
        SocketOption.TimeToLive or SocketOption.HopLimit => _settings.TimeToLive,
        SocketOption.TypeOfService or SocketOption.TrafficClass => _settings.Dscp << 2,
        SocketOption.NoDelay => _settings.Nagle ? 0 : 1,
        SocketOption.Cork => _isCorked ? 1 : 0,
        SocketOption.MaximumSegment => _connection is { State: not (TcpState.Closed or TcpState.SynSent) } connection
            ? connection.Info.SegmentSize : _settings.Mtu - IpAndTcpLength,
        SocketOption.KeepIdle => (int)_settings.KeepAliveIdle.TotalSeconds,
        SocketOption.KeepInterval => (int)_settings.KeepAliveInterval.TotalSeconds,
        SocketOption.KeepCount => _settings.KeepAliveProbes,
        SocketOption.UserTimeout => (int)(_settings.UserTimeout ?? Duration.Zero).TotalMilliseconds,
        SocketOption.Linger2 => (int)_settings.FinWait2Timeout.TotalSeconds,
        _ => null,
    };
}
