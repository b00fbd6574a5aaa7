using System.Collections.Concurrent;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Sockets.Tcp;

namespace NetSim.Simulation.Actors;

/// <summary>What a node is plugged into, and what looks on: the same for every incarnation of the node.</summary>
/// <param name="Plan">The whole network.</param>
/// <param name="Links">By link id.</param>
/// <param name="Devices">By device id; empty if there are none.</param>
/// <param name="Taps">By interface id; an interface that nobody captures has none.</param>
/// <param name="Key">Of all dice of stacks (RFC 6528): from the seed, or secret if real hosts are near.</param>
internal sealed record NodeWiring(
    TopologyPlan Plan,
    IActorRef[] Links,
    PluggedDevice[] Devices,
    IReadOnlyDictionary<int, IFrameTap> Taps,
    UInt128 Key)
{
    /// <summary>Hears of what fails.</summary>
    public required IRunObserver Observer { get; init; }

    /// <summary>The link or device of an interface; null if it is plugged into nothing.</summary>
    public IActorRef? WireOf(in InterfacePlan port) => port.Attachment switch
    {
        Attachment.Link => Links[port.AttachedTo],
        _ when port.HasDevice => Devices[port.AttachedTo].Actor,
        Attachment.Vlan => WireOf(Plan.Interfaces[Plan.Vlans[port.AttachedTo].LinkId]),
        _ => null,
    };

    /// <summary>What 1 Gbit/s fills in 134 ms.</summary>
    private const int LargestBuffer = 16 << 20;

    /// <summary>How the node's sockets speak TCP. Super-segments are made where a device takes them; a link would only have to cut them.</summary>
    public TcpSettings TcpOf(TcpPlan plan, ReadOnlySpan<InterfacePlan> ports)
    {
        int super = 0;
        foreach (ref readonly InterfacePlan port in ports) super = Math.Max(super, MaxSuperSegment(port));
        return SharedTcp.GetOrAdd((plan, super), static key => TcpWords.OptionsOf(key.Plan).ApplyTo(TcpSettings.Default with
        {
            MaxSuperSegment = key.Super,
            LargestReceiveBuffer = LargestBuffer,
            LargestSendBuffer = LargestBuffer,
        }));
    }

    /// <summary>Nodes that speak alike share one object; nodes of several lanes ask for it.</summary>
    private ConcurrentDictionary<(TcpPlan Plan, int Super), TcpSettings> SharedTcp { get; } = new();

    /// <summary>The largest super-segment that the interface's wire takes whole, in payload bytes; 0 if it takes none.</summary>
    private int MaxSuperSegment(in InterfacePlan port) =>
        port.HasDevice ? Devices[port.AttachedTo].MaxSuperSegment : 0;
}

/// <summary>A device that is open, and the actor that reads and writes it.</summary>
internal sealed record PluggedDevice(IActorRef Actor, int MaxSuperSegment);
