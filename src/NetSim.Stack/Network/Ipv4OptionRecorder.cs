using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network;

/// <summary>
/// What routers and hosts write into the options of packets that pass (RFC 791 section 3.1): their addresses into a recorded route, the
/// time into a timestamp. Full options pass as they are; a timestamp counts those who found no room.
/// </summary>
internal static class Ipv4OptionRecorder
{
    private const int PointerAt = 2;
    private const int FlagsAt = 3;
    private const int AddressLength = 4;

    /// <summary>The first byte of data of a recorded route, and of timestamps, counted from 1.</summary>
    private const int FirstAddress = 4, FirstTimestamp = 5;

    private const uint MillisecondsPerDay = 86_400_000;

    /// <summary>RFC 791: the time is not that of UT since midnight.</summary>
    private const uint NotStandard = 0x8000_0000;

    /// <param name="options">Of the header: changed in place, so the header's checksum must be made anew.</param>
    /// <param name="now">For timestamps: milliseconds since the start of the run, as this is nobody's time of day.</param>
    /// <param name="own">The address to write.</param>
    /// <returns>False if nothing was written.</returns>
    public static bool Record(Span<byte> options, Instant now, IpAddress own)
    {
        bool hasChanged = false;
        Ipv4Options walk = new(options);
        while (walk.MoveNext())
        {
            Span<byte> option = options.Slice(walk.Offset - Ipv4Header.MinLength, walk.Bytes.Length);
            if (walk.Kind == Ipv4Options.RecordRoute) hasChanged |= AddAddress(option, own);
            else if (walk.Kind == Ipv4Options.Timestamp) hasChanged |= AddTimestamp(option, now, own);
        }
        return hasChanged;
    }

    /// <summary>Copies the options that come back with the answer to an echo (RFC 1122 3.2.2.6), padded to whole words.</summary>
    /// <returns>Bytes written.</returns>
    public static int CopyRecords(ReadOnlySpan<byte> options, Span<byte> destination)
    {
        int at = 0;
        Ipv4Options walk = new(options);
        while (walk.MoveNext())
        {
            if (walk.Kind is not (Ipv4Options.RecordRoute or Ipv4Options.Timestamp)) continue;
            walk.Bytes.CopyTo(destination[at..]);
            at += walk.Bytes.Length;
        }
        while (at % 4 != 0) destination[at++] = Ipv4Options.EndOfList;
        return at;
    }

    private static bool AddAddress(Span<byte> option, IpAddress own)
    {
        int place = option.Length > PointerAt ? option[PointerAt] : 0;
        if (place < FirstAddress || place - 1 + AddressLength > option.Length) return false;
        own.Write(option[(place - 1)..]);
        option[PointerAt] += AddressLength;
        return true;
    }

    private static bool AddTimestamp(Span<byte> option, Instant now, IpAddress own)
    {
        const int TimesOnly = 0, WithAddresses = 1, ForAddresses = 3;
        int place = option.Length > FlagsAt ? option[PointerAt] : 0;
        if (place < FirstTimestamp) return false;
        int flag = option[FlagsAt] & 0xF;
        int needed = flag == TimesOnly ? AddressLength : 2 * AddressLength;
        if (flag is not (TimesOnly or WithAddresses or ForAddresses)) return false;
        if (place - 1 + needed > option.Length) return CountOverflow(option, place);
        Span<byte> data = option[(place - 1)..];
        if (flag == ForAddresses && IpAddress.Read(data[..AddressLength]) != own) return false;
        if (flag == WithAddresses) own.Write(data);
        uint time = (uint)(now.Nanoseconds / 1_000_000 % MillisecondsPerDay) | NotStandard;
        BinaryPrimitives.WriteUInt32BigEndian(data[(needed - AddressLength)..], time);
        option[PointerAt] += (byte)needed;
        return true;
    }

    /// <summary>The four bits that count those who found no room stay at 15.</summary>
    private static bool CountOverflow(Span<byte> option, int place)
    {
        if (place <= option.Length || option[FlagsAt] >> 4 == 15) return false;
        option[FlagsAt] += 0x10;
        return true;
    }
}
