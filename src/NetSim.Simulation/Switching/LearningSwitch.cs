using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Time;
using NetSim.Wire.Vlan;

namespace NetSim.Simulation.Switching;

/// <summary>
/// A transparent bridge (IEEE 802.1D clause 7): learns sources, forwards to the port of the destination, floods what it does not
/// know. With VLANs (IEEE 802.1Q) it does so in each of them by itself. A loop of switches is a storm, unless a spanning tree says what each port may do; the topology
/// check refuses it.
/// </summary>
public sealed class LearningSwitch
{
    private readonly bool[] _open;
    private readonly PortState[] _states;
    private readonly VlanTable? _vlans;
    private readonly int _mirror = Nowhere;
    private readonly bool[] _isMirrored;
    private DropCounters _drops;

    /// <summary>Of the frame at hand, in a switch with VLANs.</summary>
    private ushort _control;

    public LearningSwitch(int ports, SwitchPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _open = new bool[ports];
        _states = new PortState[ports];
        Array.Fill(_states, plan.SpanningTree is null ? PortState.Forwarding : PortState.Discarding);
        _isMirrored = new bool[ports];
        Database = new ForwardingDatabase(plan.Ageing);
        if (!plan.Vlans.IsEmpty) _vlans = new VlanTable(plan.Vlans, () => new ForwardingDatabase(plan.Ageing));
        if (plan.Mirror is not { } mirror) return;
        _mirror = mirror.To;
        foreach (int port in mirror.From) _isMirrored[port] = true;
    }

    /// <summary>Of a switch without VLANs; with them, each has its own.</summary>
    public ForwardingDatabase Database { get; }

    public int Ports => _open.Length;

    public long Flooded { get; private set; }

    public long Forwarded { get; private set; }

    public ref DropCounters Drops => ref _drops;

    /// <summary>Whether the switch has a port for copies.</summary>
    public bool HasMirror => _mirror >= 0;

    public void SetPort(int port, bool canPass)
    {
        // The port for copies takes part in nothing else.
        _open[port] = canPass && port != _mirror;
        if (!canPass) ForgetPort(port);
    }

    /// <summary>What a spanning tree lets a port do.</summary>
    public void SetState(int port, PortState state) => _states[port] = state;

    /// <summary>What was behind a port may be anywhere.</summary>
    public void ForgetPort(int port)
    {
        Database.ForgetPort(port);
        _vlans?.ForgetPort(port);
    }

    /// <summary>Whether a port only sends copies.</summary>
    public bool IsForCopies(int port) => port == _mirror;

    /// <summary>Where a frame goes. In a switch with VLANs it has lost its tag then: <see cref="Tag"/> each copy for its port.</summary>
    /// <returns>A port; <see cref="Flood"/>; or <see cref="Nowhere"/>, in which case the frame was dropped and counted.</returns>
    public int OnFrame(Instant now, Packet frame)
    {
        if (!EthernetView.TryParse(frame.Bytes, out EthernetView view)) return Drop(frame, DropReason.Malformed);
        if (frame.Ingress == _mirror) return Drop(frame, DropReason.Filtered);
        PortState state = _states[frame.Ingress];
        if (state == PortState.Discarding) return Drop(frame, DropReason.PortDiscarding);
        (MacAddress destination, MacAddress source) = (view.Destination, view.Source);
        ForwardingDatabase database = Database;
        if (_vlans is not null)
        {
            if (!_vlans.TryClassify(frame.Ingress, frame.Bytes, out _control)) return Drop(frame, DropReason.Filtered);
            if (VlanTag.IsTagged(frame.Bytes)) VlanTag.Remove(frame);
            database = _vlans.DatabaseOf(VlanTag.VlanOf(_control));
        }
        database.Learn(now, source, frame.Ingress);
        if (IsReserved(destination)) return Drop(frame, DropReason.Filtered);
        if (state == PortState.Learning) return Drop(frame, DropReason.PortDiscarding);
        int port = destination.IsGroup ? Flood : database.Find(now, destination);
        // The destination is on the side that the frame came from, and has it already.
        if (port == frame.Ingress) return Drop(frame, DropReason.Ignored);
        if (port >= 0 && _states[port] != PortState.Forwarding) return Drop(frame, DropReason.PortDiscarding);
        if (port >= 0) Forwarded++;
        else Flooded++;
        return port;
    }

    /// <summary>Whether a flooded frame goes out by a port.</summary>
    public bool TakesFlood(int port, int ingress) =>
        port != ingress && _open[port] && _states[port] == PortState.Forwarding && (_vlans is null || _vlans.IsMember(port, VlanTag.VlanOf(_control)));

    /// <summary>Gives the frame at hand the tag that it has on a port, if any.</summary>
    public void Tag(Packet frame, int port)
    {
        if (_vlans is not null && _vlans.IsTagged(port, VlanTag.VlanOf(_control))) VlanTag.Insert(frame, _control);
    }

    /// <summary>The port that wants a copy of what another one receives or sends; <see cref="Nowhere"/> if none does.</summary>
    public int MirrorOf(int port) => _isMirrored[port] ? _mirror : Nowhere;

    public const int Flood = -1;

    public const int Nowhere = -2;

    private int Drop(Packet frame, DropReason reason)
    {
        Drops.Drop(frame, reason);
        return Nowhere;
    }

    /// <summary>01-80-C2-00-00-00 to -0F are for the bridges themselves and never forwarded (clause 7.12.6).</summary>
    private static bool IsReserved(MacAddress destination) => destination.Value >> 4 == 0x0180_C200_000;
}
