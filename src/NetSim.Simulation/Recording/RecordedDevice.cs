using NetSim.Devices.Netlink;
using NetSim.Devices.Tun;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Recording;

/// <summary>A device of a recorded run: what it had comes again, what is written to it is forgotten.</summary>
internal sealed class RecordedDevice(RecordedDeviceHeader header, IReadOnlyList<RecordEntry> entries) : IHostDevice
{
    private TunCounters _counters;
    private DropCounters _drops;

    public string Name => header.Name;

    public LinkType LinkType => header.LinkType;

    public int MaxSuperSegment => header.MaxSuperSegment;

    public HostLink Link { get; set; } = HostLink.Missing;

    public TunCounters Counters => _counters;

    public ref DropCounters Drops => ref _drops;

    public PollingWaiter? Waiter => null;

    public TunWriteStatus Write(in Coalesced coalesced)
    {
        _counters = _counters.WithWrites(coalesced.Count, coalesced.Bytes);
        return TunWriteStatus.Written;
    }

    public void SetCarrier(OperState state)
    {
        // Nobody sees it: what the host made of it is on record.
    }

    public void CountRead(Packet packet) => _counters = _counters.WithRead(packet.Length);

    public Props EntranceProps(PacketPool pool) => Producer.PropsOf(() => new ReplayEntranceActor(this, entries, pool));

    public void Dispose()
    {
    }
}
