using NetSim.Wire.Addresses;

namespace NetSim.Stack.Network.Tracking;

/// <summary>
/// Which IPv6 packets in pieces have had their first piece let through: a router may not put IPv6 packets together to send them on, so the
/// later pieces follow the first, and one that comes before it is not known.
/// </summary>
internal sealed class FragmentVerdicts
{
    /// <summary>How many packets in pieces are remembered; the oldest gives way.</summary>
    private const int Remembered = 64;

    private readonly (IpAddress Source, IpAddress Destination, uint Identification)[] _accepted =
        new (IpAddress, IpAddress, uint)[Remembered];

    private int _next;

    public void Accept(IpAddress source, IpAddress destination, uint identification)
    {
        if (IsAccepted(source, destination, identification)) return;
        _accepted[_next] = (source, destination, identification);
        _next = (_next + 1) % Remembered;
    }

    public bool IsAccepted(IpAddress source, IpAddress destination, uint identification)
    {
        for (int i = 0; i < Remembered; i++)
        {
            ref readonly (IpAddress Source, IpAddress Destination, uint Identification) known = ref _accepted[i];
            if (known.Identification == identification && known.Source == source && known.Destination == destination) return true;
        }
        return false;
    }
}
