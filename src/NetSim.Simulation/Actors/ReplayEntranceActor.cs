using NetSim.Actors.Lanes;
using NetSim.Simulation.Recording;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>Enters what a <see cref="DeviceEntranceActor"/> has recorded, at the recorded times, in the same place in the order of events.</summary>
internal sealed class ReplayEntranceActor(RecordedDevice device, IReadOnlyList<RecordEntry> entries, PacketPool pool) : UntypedActor
{
    private readonly TrainYard _yard = new();
    private IActorRef? _target;
    private int _next;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case OpenEntrance open:
                _target = open.Target;
                EnterNext();
                break;
            case Deadline:
                EnterNext();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>What is next, all that has the same time; and then again when that time has come.</summary>
    private void EnterNext()
    {
        if (_next == entries.Count) return;
        Lane lane = Lane.Current;
        long at = entries[_next].At;
        while (_next < entries.Count && entries[_next].At == at)
        {
            object entered = entries[_next] is LinkEntry ? Link() : Train(at);
            lane.TellAt(at, _target!, entered, Self);
        }
        lane.TellAt(at, Self, Deadline.Instance, Self);
    }

    private object Link() => device.Link = ((LinkEntry)entries[_next++]).Link;

    private PacketTrain Train(long at)
    {
        PacketTrain train = _yard.TakeEmpty();
        while (_next < entries.Count && entries[_next] is PacketEntry entry && entry.At == at)
        {
            Packet packet = entry.ToPacket(pool);
            device.CountRead(packet);
            train.Add(packet);
            _next++;
        }
        return train;
    }
}
