using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>
/// Slots in which packets arrive together, as netem's <c>slot</c> has them: a slot stays open for what is due until then, up to so many packets and
/// bytes. The next one opens its time after the last was full, or, if the last has passed, after the packet that needs it.
/// </summary>
internal struct DeliverySlots
{
    private Instant _opens, _last;
    private int _packets;
    private long _bytes;

    /// <param name="slots">What slots are like.</param>
    /// <param name="dice">Say when the next one opens.</param>
    /// <param name="packet">When it was given to the link, and when it is due without slots.</param>
    /// <param name="length">In bytes.</param>
    public Instant ArrivalOf(in SlotPlan slots, RandomStream dice, (Instant Given, Instant Due) packet, int length)
    {
        if (_opens < packet.Due)
        {
            Open(slots, Instant.Max(packet.Given, _last), dice);
            if (_opens < packet.Due) Open(slots, packet.Due, dice);
        }
        _last = _opens;
        _packets++;
        _bytes += length;
        bool isFull = (slots.Packets > 0 && _packets >= slots.Packets) || (slots.Bytes.Bytes > 0 && _bytes >= slots.Bytes.Bytes);
        if (isFull) Open(slots, _last, dice);
        return _last;
    }

    private void Open(in SlotPlan slots, Instant after, RandomStream dice)
    {
        long room = slots.Max.Nanoseconds - slots.Min.Nanoseconds;
        long time = slots.Min.Nanoseconds + (room == 0 ? 0 : (long)dice.NextBelow((ulong)room + 1));
        (_opens, _packets, _bytes) = (after + new Duration(time), 0, 0);
    }
}
