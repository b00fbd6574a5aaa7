using NetSim.Simulation.Running;
using NetSim.Stack.Network.Tracking;

namespace NetSim.Simulation.Actors;

/// <summary>What a node has carried and dropped: the sum over its interfaces and its stack or switch, of all times that it has booted.</summary>
internal sealed class NodeCounts
{
    private DropSum _drops;
    private RuleCount[] _rules = [];

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
        Add(other._rules);
    }

    /// <summary>What a rule of the firewall has decided, the policy being the last.</summary>
    public RuleCount RuleAt(int index) => index < _rules.Length ? _rules[index] : default;

    private void Add(ReadOnlySpan<RuleCount> rules)
    {
        if (rules.Length > _rules.Length) Array.Resize(ref _rules, rules.Length);
        for (int i = 0; i < rules.Length; i++)
            _rules[i] = new RuleCount(_rules[i].Packets + rules[i].Packets, _rules[i].Bytes + rules[i].Bytes);
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
        foreach ((_, Stack.Tunnels.Tunnel tunnel) in host.Tunnels) _drops.Add(tunnel.Drops);
        _drops.Add(host.Core.Counters.Drops);
        Add(host.Core.RuleCounts);
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
