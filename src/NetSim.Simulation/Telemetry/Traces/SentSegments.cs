using NetSim.Wire.Tcp;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>
/// Which packet has carried which bytes of a TCP flow first, so that one that carries them again can name it. Of each flow the latest are kept; two flows may
/// share a place, and then forget sooner.
/// </summary>
internal sealed class SentSegments
{
    private const int Places = 256;
    private const int Kept = 64;

    private readonly Place?[] _places = new Place?[Places];

    /// <param name="record">A packet that was made here.</param>
    /// <param name="flow">The hash of its flow.</param>
    /// <param name="sequence">Its first byte, in sequence space.</param>
    /// <param name="length">How much of it; a SYN or FIN counts one.</param>
    /// <returns>The packet that has carried its first byte before; null if none has, or none is remembered.</returns>
    public JourneyRecord? Add(JourneyRecord record, ulong flow, SequenceNumber sequence, int length)
    {
        Place place = _places[flow % Places] ??= new Place();
        foreach (Sent sent in place.Latest)
        {
            if (sent.Flow != flow || sent.Record is not { } before) continue;
            int distance = sequence - sent.Sequence;
            if (distance >= 0 && distance < sent.Length) return before;
        }
        place.Latest[place.Next] = new Sent(record, flow, sequence, length);
        place.Next = (place.Next + 1) % Kept;
        return null;
    }

    private readonly record struct Sent(JourneyRecord? Record, ulong Flow, SequenceNumber Sequence, int Length);

    private sealed class Place
    {
        public readonly Sent[] Latest = new Sent[Kept];
        public int Next;
    }
}
