using NetSim.Stack.Sockets.Tcp.Opening;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>
/// The user time-out option (RFC 5482): both ends say how long they would wait for an ACK, and each waits as long as the more patient one,
/// within its own limits. Off unless the settings say otherwise; an application's own USER TIMEOUT goes before it (CHANGEABLE).
/// </summary>
public sealed partial class TcpConnection
{
    private bool _isUserTimeoutDue;

    /// <summary>What the peer has said that its time-out is; null if it has not.</summary>
    public Duration? PeerUserTimeout => _extras?.PeerUserTimeout;

    /// <summary>RFC 5482 section 3.1: with the SYN, and once more behind it, since a listener that bakes cookies has forgotten it.</summary>
    private int UserTimeoutLength => Settings.UserTimeoutOption == UserTimeoutUse.On ? RareTcpOptions.UserTimeoutLength : 0;

    private void AdoptUserTimeout(Instant now, HalfOpenConnection half)
    {
        if (half.PeerUserTimeout is { } timeout) TakeUserTimeout(now, timeout);
    }

    private void TakeUserTimeout(Instant now, Packet packet)
    {
        if (Settings.UserTimeoutOption == UserTimeoutUse.Off) return;
        if (!TcpView.TryParse(packet.Bytes[packet.TransportOffset..], out TcpView view)) return;
        if (RareTcpOptions.TryReadUserTimeout(view.OptionBytes, out Duration timeout)) TakeUserTimeout(now, timeout);
    }

    private void TakeUserTimeout(Instant now, Duration peers)
    {
        if (peers == PeerUserTimeout) return;
        Extras.PeerUserTimeout = peers;
        _sender.Change(now, _basis, AgreedUserTimeout);
    }

    /// <summary>USER_TIMEOUT = min(U_LIMIT, max(ADV_UTO, REMOTE_UTO, L_LIMIT)) of RFC 5482 section 3.1; null if the peer has not said any.</summary>
    private Duration? AgreedUserTimeout
    {
        get
        {
            if (PeerUserTimeout is not { } peers) return null;
            Duration wanted = Duration.Max(Duration.Max(Settings.AdvertisedUserTimeout, peers), Settings.LeastUserTimeout);
            return Duration.Min(Settings.MostUserTimeout, wanted);
        }
    }

    /// <summary>Whether a segment of <paramref name="length"/> bytes takes the option along.</summary>
    private bool MayTellUserTimeout(int length) =>
        _isUserTimeoutDue && _sender.IsOpen && length + RareTcpOptions.UserTimeoutLength <= _sender.SegmentSize;

    private void WriteUserTimeout(Span<byte> option)
    {
        RareTcpOptions.WriteUserTimeout(option, Settings.AdvertisedUserTimeout);
        _isUserTimeoutDue = false;
    }
}
