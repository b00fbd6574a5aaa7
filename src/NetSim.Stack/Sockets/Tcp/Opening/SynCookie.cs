using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Opening;

/// <summary>
/// A half-open connection that is kept by nobody but the peer (RFC 4987 3.6): our initial sequence number says when, a size of segments and
/// a keyed hash; with timestamps, the low bits of ours say what else was agreed. From the top: 5 bits of the period, 3 of the size, 24 of
/// the hash.
/// </summary>
internal static class SynCookie
{
    /// <summary>Bits of a timestamp that hold options: what they change of it is less than 64 ms.</summary>
    private const uint OptionMask = 0x3F;
    private const uint NoShift = 0xF;
    private const uint SackBit = 0x10;
    private const uint EcnBit = 0x20;

    private const int SizeAt = 24;
    private const int PeriodAt = 27;
    private const uint PeriodMask = 0x1F;
    private const uint HashMask = 0xFF_FFFF;

    /// <summary>A cookie is good for the rest of its period and the next one.</summary>
    public static readonly Duration Period = Duration.FromSeconds(64);

    private static ReadOnlySpan<ushort> Sizes => [536, 1220, 1300, 1360, 1400, 1440, 1460, 8960];

    public static SequenceNumber Bake(ConnectionSecrets secrets, Instant now, HalfOpenConnection half)
    {
        uint size = 0;
        while (size + 1 < Sizes.Length && Sizes[(int)size + 1] <= MssOf(half)) size++;
        uint period = PeriodOf(now);
        return new SequenceNumber(Hash(secrets, half, period, size) | size << SizeAt | (period & PeriodMask) << PeriodAt);
    }

    /// <summary>Our timestamp in the SYN-ACK: <paramref name="clock"/> or a little before, with what the peer offered in it.</summary>
    public static uint Stamp(uint clock, HalfOpenConnection half)
    {
        uint bits = half.PeerOptions.WindowScale is { } shift ? Math.Min(shift, NoShift - 1) : NoShift;
        if (half.PeerOptions.SackPermitted) bits |= SackBit;
        if (half.UsesEcn) bits |= EcnBit;
        uint stamp = (clock & ~OptionMask) | bits;
        return (int)(stamp - clock) > 0 ? stamp - (OptionMask + 1) : stamp;
    }

    /// <summary>
    /// Whether the ACK answers a cookie of ours. If so, <paramref name="half"/>, whose addresses, numbers and timestamps are those of the
    /// ACK, gets what the SYN had said.
    /// </summary>
    public static bool TryEat(ConnectionSecrets secrets, Instant now, HalfOpenConnection half)
    {
        uint cookie = half.InitialSequence.Value;
        uint age = (PeriodOf(now) - (cookie >> PeriodAt)) & PeriodMask;
        if (age > 1) return false;
        uint size = (cookie >> SizeAt) & 7;
        if (Hash(secrets, half, PeriodOf(now) - age, size) != (cookie & HashMask)) return false;

        TcpOptions options = half.PeerOptions;
        options.Mss = Sizes[(int)size];
        if (options.HasTimestamps)
        {
            uint shift = options.TimestampEcho & NoShift;
            options.WindowScale = shift == NoShift ? null : (byte)shift;
            options.SackPermitted = (options.TimestampEcho & SackBit) != 0;
            half.UsesEcn = (options.TimestampEcho & EcnBit) != 0;
        }
        half.PeerOptions = options;
        return true;
    }

    private static int MssOf(HalfOpenConnection half) => half.PeerOptions.Mss ?? (half.Local.Address.IsIPv4 ? 536 : 1220);

    private static uint PeriodOf(Instant now) => (uint)(now.Nanoseconds / Period.Nanoseconds);

    private static uint Hash(ConnectionSecrets secrets, HalfOpenConnection half, uint period, uint size)
    {
        ulong connection = secrets.Hash(half.Local, half.Remote);
        ulong numbers = (ulong)half.PeerSequence.Value << 32 | period;
        return (uint)secrets.Key.Hash(connection, numbers, size, 0, 0) & HashMask;
    }
}
