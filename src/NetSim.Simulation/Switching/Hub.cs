using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Switching;

/// <summary>
/// A shared segment (IEEE 802.3 clause 9): every frame comes out of every other port. It learns nothing, and nothing is reserved to it. Its links are full duplex,
/// so that nothing collides.
/// </summary>
internal sealed class Hub(int ports)
{
    private readonly bool[] _open = new bool[ports];

    public long Repeated { get; private set; }

    public void SetPort(int port, bool canPass) => _open[port] = canPass;

    public void OnFrame() => Repeated++;

    public bool Repeats(int port, Packet frame) => port != frame.Ingress && _open[port];
}
