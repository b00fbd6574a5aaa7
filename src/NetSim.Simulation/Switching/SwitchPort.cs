using NetSim.Stack.Interfaces;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Switching;

/// <summary>One port of a switch: its states and its counters. Frames pass unchanged.</summary>
public sealed class SwitchPort(int index, string name)
{
    private DropCounters _receiveDrops;
    private DropCounters _sendDrops;

    public int Index { get; } = index;

    public string Name { get; } = name;

    public AdminState Admin { get; set; } = AdminState.Up;

    public CarrierState Carrier { get; set; } = CarrierState.Off;

    public bool CanPass => Admin == AdminState.Up && Carrier == CarrierState.On;

    public long ReceivedPackets { get; private set; }

    public long ReceivedBytes { get; private set; }

    public long SentPackets { get; private set; }

    public long SentBytes { get; private set; }

    public ref DropCounters ReceiveDrops => ref _receiveDrops;

    public ref DropCounters SendDrops => ref _sendDrops;

    /// <summary>Whether a frame from the wire may go on; if not, it was dropped and counted.</summary>
    public bool Receive(Packet frame)
    {
        ReceivedPackets++;
        ReceivedBytes += frame.Length;
        if (CanPass) return true;
        ReceiveDrops.Drop(frame, StateReason);
        return false;
    }

    /// <summary>Whether a frame may go onto the wire; if not, it was dropped and counted.</summary>
    public bool Send(Packet frame)
    {
        if (!CanPass)
        {
            SendDrops.Drop(frame, StateReason);
            return false;
        }
        SentPackets++;
        SentBytes += frame.Length;
        return true;
    }

    private DropReason StateReason => Admin == AdminState.Down ? DropReason.AdminDown : DropReason.NoCarrier;
}
