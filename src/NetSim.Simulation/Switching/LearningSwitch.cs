using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Switching;

/// <summary>
/// A transparent bridge (IEEE 802.1D clause 7): learns sources, forwards to the port of the destination, floods what it does not
/// know. Without a spanning tree a loop of switches is a storm; the topology check warns of it.
/// </summary>
public sealed class LearningSwitch(int ports)
{
    private readonly bool[] _open = new bool[ports];
    private DropCounters _drops;

    public ForwardingDatabase Database { get; } = new();

    public long Flooded { get; private set; }

    public long Forwarded { get; private set; }

    public ref DropCounters Drops => ref _drops;

    public void SetPort(int port, bool canPass)
    {
        _open[port] = canPass;
        if (!canPass) Database.ForgetPort(port);
    }

    /// <summary>Where a frame goes.</summary>
    /// <returns>A port; <see cref="Flood"/>; or <see cref="Nowhere"/>, in which case the frame was dropped and counted.</returns>
    public int OnFrame(Instant now, Packet frame)
    {
        if (!EthernetView.TryParse(frame.Bytes, out EthernetView view))
        {
            Drops.Drop(frame, DropReason.Malformed);
            return Nowhere;
        }
        Database.Learn(now, view.Source, frame.Ingress);
        if (IsReserved(view.Destination))
        {
            Drops.Drop(frame, DropReason.Filtered);
            return Nowhere;
        }
        int port = view.Destination.IsGroup ? Flood : Database.Find(now, view.Destination);
        if (port == frame.Ingress)
        {
            // The destination is on the side that the frame came from, and has it already.
            Drops.Drop(frame, DropReason.Ignored);
            return Nowhere;
        }
        if (port >= 0) Forwarded++;
        else Flooded++;
        return port;
    }

    /// <summary>Whether a flooded frame goes out by a port.</summary>
    public bool TakesFlood(int port, int ingress) => port != ingress && _open[port];

    public const int Flood = -1;

    public const int Nowhere = -2;

    /// <summary>01-80-C2-00-00-00 to -0F are for the bridges themselves and never forwarded (clause 7.12.6).</summary>
    private static bool IsReserved(MacAddress destination) => destination.Value >> 4 == 0x0180_C200_000;
}
