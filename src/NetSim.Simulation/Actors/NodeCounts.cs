using NetSim.Simulation.Running;

namespace NetSim.Simulation.Actors;

/// <summary>What a node has carried and dropped: the sum over its interfaces and its stack or switch, of all times that it has booted.</summary>
internal sealed class NodeCounts
{
    private DropSum _drops;

    public long Received { get; private set; }

    public long Sent { get; private set; }

    public long Forwarded { get; private set; }

    public IReadOnlyList<DropSummary> Drops => _drops.ToSummary();

    public void Add(NodeInside? inside)
    {
        if (inside is HostInside host) Add(host);
        else if (inside is BridgeInside bridge) Add(bridge);
    }

    public void Add(NodeCounts other)
    {
        Received += other.Received;
        Sent += other.Sent;
        Forwarded += other.Forwarded;
        _drops.Add(other._drops);
    }

    private void Add(HostInside host)
    {
        foreach (Stack.Interfaces.NetworkInterface port in host.Core.Interfaces)
        {
            Received += port.Counters.ReceivedPackets;
            Sent += port.Counters.SentPackets;
            _drops.Add(port.Counters.ReceiveDrops);
            _drops.Add(port.Counters.SendDrops);
        }
        foreach (Switching.VlanTrunk trunk in host.Trunks) _drops.Add(trunk.Drops);
        _drops.Add(host.Core.Counters.Drops);
        Forwarded += host.Core.Counters.ForwardedPackets;
    }

    private void Add(BridgeInside inside)
    {
        foreach (Switching.SwitchPort port in inside.Cores)
        {
            Received += port.ReceivedPackets;
            Sent += port.SentPackets;
            _drops.Add(port.ReceiveDrops);
            _drops.Add(port.SendDrops);
        }
        if (inside is HubInside hub) Forwarded += hub.Fabric.Repeated;
        if (inside is not SwitchInside { Fabric: var fabric }) return;
        _drops.Add(fabric.Drops);
        Forwarded += fabric.Forwarded + fabric.Flooded;
    }
}
