using NetSim.Actors.Lanes;
using NetSim.Simulation.Operating;

namespace NetSim.Simulation.Sockets.Outside;

/// <summary>
/// Where code outside of the lanes enters: what it asks for becomes an event at the present. It has a place of its own in the order of
/// events, behind all nodes and devices.
/// </summary>
internal sealed class EntranceActor(Door door) : UntypedActor
{
    private readonly Lane _lane = Lane.Current;

    /// <summary>Mail is taken between events; at the pace of a real clock the last of them may be long ago.</summary>
    private long Present => Math.Max(_lane.Now, _lane.EntryTime - 1);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Entry { Node.Inside: { } inside } entry:
                _lane.TellAt(Present, inside.Centre, entry.Message, Self);
                break;
            case PortEntry { Node.Inside: { } inside } entry:
                _lane.TellAt(Present, inside.Ports[entry.Index], entry.Message, Self);
                break;
            case HappenOrder or RunOrder or LookOrder:
                _lane.TellAt(Present, door.Simulation, message, Self);
                break;
            case TimerSetting setting:
                if (setting.IsCurrent && setting.Due >= 0) TellAfter(setting.Due, setting);
                break;
            case TimerDue { Setting: { IsCurrent: true } setting } due:
                door.Schedule(static timer => ((SimulatedTimer)timer!).Fire(), setting.Timer);
                if (setting.Period > 0) _lane.TellAt(_lane.Now + setting.Period, Self, due, Self);
                break;
            case TimerDue:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void TellAfter(long delay, TimerSetting setting)
    {
        long present = Present;
        _lane.TellAt(delay > long.MaxValue - present ? long.MaxValue : present + delay, Self, new TimerDue(setting), Self);
    }
}

/// <summary>From the entrance to itself: the time of a timer has come.</summary>
internal sealed record TimerDue(TimerSetting Setting);
