namespace NetSim.Stack;

/// <summary>
/// Packets that came of another one, and wait to be fetched: on their way out, and on their way up. Made when the first one comes, since
/// most interfaces and stacks never have any.
/// </summary>
internal sealed class ByProducts
{
    public PacketQueue Down;
    public PacketQueue Up;

    /// <summary>Of an interface: copies for packet sockets.</summary>
    public PacketQueue ForSockets;
}
