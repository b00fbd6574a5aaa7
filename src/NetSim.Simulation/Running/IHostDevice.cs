using NetSim.Devices.Netlink;
using NetSim.Devices.Tun;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Running;

/// <summary>A device of the host as the simulation sees it: a real one, or one of which only the record of a run is left.</summary>
internal interface IHostDevice : IDisposable
{
    string Name { get; }

    /// <summary>Raw IP of a TUN, Ethernet of all others.</summary>
    LinkType LinkType { get; }

    /// <summary>The largest TCP payload that the device takes in one piece; 0 if it takes single segments only.</summary>
    int MaxSuperSegment { get; }

    /// <summary>What the system makes of it.</summary>
    HostLink Link { get; }

    TunCounters Counters { get; }

    /// <summary>Packets that could not be written.</summary>
    ref DropCounters Drops { get; }

    /// <summary>What the device's lane sleeps in; null if it is not the real clock's.</summary>
    PollingWaiter? Waiter { get; }

    /// <summary>Hands a packet to the host, counted as the segments of which it was made. The packet stays the caller's.</summary>
    TunWriteStatus Write(in Coalesced coalesced);

    /// <summary>Shows the host a cable plugged in or pulled out.</summary>
    void SetCarrier(OperState state);

    /// <summary>The actor through which enters what comes from the host.</summary>
    /// <param name="pool">Of the lane that the device is on.</param>
    Props EntranceProps(PacketPool pool);
}
