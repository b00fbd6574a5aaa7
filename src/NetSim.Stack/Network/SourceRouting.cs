using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ipv4;

namespace NetSim.Stack.Network;

/// <summary>A router's part in a source route (RFC 791 section 3.1). The packet is one that <see cref="Ipv4View"/> accepts.</summary>
internal static class SourceRouting
{
    private const int FirstPointer = 4;
    private const int DestinationAt = 16;

    /// <summary>Where the route goes after this node; null if there is none, or it ends here, or its pointer makes no sense.</summary>
    public static IpAddress? FindNext(ReadOnlySpan<byte> packet)
    {
        int at = Find(packet);
        if (at < 0) return null;
        ReadOnlySpan<byte> option = packet[at..];
        int pointer = option[2];
        bool hasNext = pointer >= FirstPointer && pointer % 4 == 0 && pointer + 3 <= option[1];
        if (!hasNext) return null;
        ReadOnlySpan<byte> next = option[(pointer - 1)..];
        return IpAddress.FromIPv4(next[0], next[1], next[2], next[3]);
    }

    public static bool IsLoose(ReadOnlySpan<byte> packet) => packet[Find(packet)] == Ipv4Options.LooseSourceRoute;

    /// <summary>The packet goes on to <see cref="FindNext"/>, in whose place stands how to find back.</summary>
    /// <param name="packet">It has a next.</param>
    /// <param name="own">This node's address on the way out.</param>
    public static void Advance(Span<byte> packet, IpAddress own)
    {
        Span<byte> option = packet[Find(packet)..];
        Span<byte> place = option.Slice(option[2] - 1, 4);
        place.CopyTo(packet[DestinationAt..]);
        BinaryPrimitives.WriteUInt32BigEndian(place, own.IPv4Value);
        option[2] += 4;
        Ipv4Header.FillChecksum(packet);
    }

    private static int Find(ReadOnlySpan<byte> packet)
    {
        if (!Ipv4View.TryParse(packet, out Ipv4View view)) return -1;
        Ipv4Options walk = new(view.Options);
        while (walk.MoveNext())
        {
            bool isRoute = walk.Kind is Ipv4Options.LooseSourceRoute or Ipv4Options.StrictSourceRoute;
            if (isRoute) return walk.Bytes.Length >= 3 ? walk.Offset : -1;
        }
        return -1;
    }
}
