using System.Buffers.Binary;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Iperf;

/// <summary>
/// The numbers and times in the datagrams of a test: seconds and microseconds of the sender's clock, then a count from 1 on, each of
/// four bytes (eight for a wide count). What comes with a lower number than before is late, and was counted as lost too early.
/// </summary>
internal sealed class DatagramMeter(bool hasWideCounters)
{
    private const int CountOffset = 8;

    private double _transit;
    private bool _hasTransit;

    /// <summary>The highest number seen.</summary>
    public long Highest { get; private set; }

    public long Lost { get; private set; }

    public long OutOfOrder { get; private set; }

    /// <summary>Seconds (RFC 3550 6.4.1).</summary>
    public double Jitter { get; private set; }

    public static void Write(Span<byte> datagram, Instant now, long number, bool hasWideCounters)
    {
        BinaryPrimitives.WriteUInt32BigEndian(datagram, (uint)(now.Nanoseconds / 1_000_000_000));
        BinaryPrimitives.WriteUInt32BigEndian(datagram[4..], (uint)(now.Nanoseconds % 1_000_000_000 / 1_000));
        if (hasWideCounters) BinaryPrimitives.WriteInt64BigEndian(datagram[CountOffset..], number);
        else BinaryPrimitives.WriteUInt32BigEndian(datagram[CountOffset..], (uint)number);
    }

    /// <summary>False if it is too short to be one of a test.</summary>
    public bool OnDatagram(Instant now, ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < CountOffset + (hasWideCounters ? 8 : 4)) return false;
        long number = hasWideCounters ? BinaryPrimitives.ReadInt64BigEndian(datagram[CountOffset..]) : BinaryPrimitives.ReadUInt32BigEndian(datagram[CountOffset..]);
        if (number > Highest)
        {
            Lost += number - Highest - 1;
            Highest = number;
        }
        else
        {
            OutOfOrder++;
            if (Lost > 0) Lost--;
        }
        double sent = BinaryPrimitives.ReadUInt32BigEndian(datagram) + BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) / 1e6;
        double transit = now.TotalSeconds - sent;
        if (_hasTransit) Jitter += (Math.Abs(transit - _transit) - Jitter) / 16;
        (_transit, _hasTransit) = (transit, true);
        return true;
    }
}
