using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ipv4;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>Whether packets may pass other routers between those of a source route (RFC 791 section 3.1).</summary>
public enum SourceRouteKind : byte
{
    Loose = Ipv4Options.LooseSourceRoute,

    Strict = Ipv4Options.StrictSourceRoute,
}

/// <summary>
/// The routers by which packets of a connection go (RFC 9293 MUST-51, IPv4 only). Most of the world drops such packets (RFC 7126 4.3), and a
/// stack of ours takes them only if told so (<see cref="Network.SourceRoutes"/>).
/// </summary>
public sealed class SourceRoute
{
    /// <summary>What fits into an IP header.</summary>
    public const int MostHops = 9;

    private const int FixedLength = 3;
    private const int FirstPointer = 4;

    private readonly IpAddress[] _hops;

    /// <param name="kind">Loose or strict.</param>
    /// <param name="hops">The routers in the order of the way out, without the destination: 1 to 9.</param>
    /// <exception cref="ArgumentException">There are too few or too many, or not all are IPv4.</exception>
    public SourceRoute(SourceRouteKind kind, params ReadOnlySpan<IpAddress> hops)
    {
        if (hops.Length is 0 or > MostHops) throw new ArgumentException($"A source route has 1 to {MostHops} hops.", nameof(hops));
        foreach (IpAddress hop in hops)
        {
            if (!hop.IsIPv4) throw new ArgumentException("A source route is of IPv4.", nameof(hops));
        }
        Kind = kind;
        _hops = hops.ToArray();
    }

    public SourceRouteKind Kind { get; }

    public ReadOnlySpan<IpAddress> Hops => _hops;

    /// <summary>Bytes that it adds to an IP header, padding included.</summary>
    internal int Length => (FixedLength + 4 * _hops.Length + 3) & ~3;

    /// <summary>
    /// The way back that a packet says which has come to the end of its source route (RFC 1122 3.2.1.8 (c)): the routers it noted, last first.
    /// </summary>
    /// <returns>Null if the packet has no such option; <paramref name="known"/> itself if that says the same.</returns>
    internal static SourceRoute? OfReturn(ReadOnlySpan<byte> packet, SourceRoute? known)
    {
        if (!Ipv4View.TryParse(packet, out Ipv4View view)) return null;
        Ipv4Options walk = new(view.Options);
        while (walk.MoveNext())
        {
            if (walk.Kind is not (Ipv4Options.LooseSourceRoute or Ipv4Options.StrictSourceRoute)) continue;
            ReadOnlySpan<byte> option = walk.Bytes;
            int count = (option.Length - FixedLength) / 4;
            bool isComplete = count is > 0 and <= MostHops && option[2] > option.Length;
            if (!isComplete) return null;
            Span<IpAddress> back = stackalloc IpAddress[MostHops];
            for (int i = 0; i < count; i++) back[count - 1 - i] = IpAddress.Read(option.Slice(FixedLength + 4 * i, 4));
            var kind = (SourceRouteKind)walk.Kind;
            bool isKnown = known is not null && known.Kind == kind && known.Hops.SequenceEqual(back[..count]);
            return isKnown ? known : new SourceRoute(kind, back[..count]);
        }
        return null;
    }

    /// <summary>
    /// Puts the route into the header of an IPv4 packet without options: it goes to the first hop, and the option names the others and
    /// the destination.
    /// </summary>
    internal void AddTo(Packet packet)
    {
        Span<byte> old = packet.Bytes[..Ipv4Header.MinLength];
        Span<byte> fixedPart = stackalloc byte[Ipv4Header.MinLength];
        old.CopyTo(fixedPart);
        packet.Prepend(Length);
        Span<byte> header = packet.Bytes[..(Ipv4Header.MinLength + Length)];
        fixedPart.CopyTo(header);
        header[0] = (byte)(4 << 4 | header.Length / 4);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)packet.Length);
        Span<byte> option = header[Ipv4Header.MinLength..];
        option.Clear();
        option[0] = (byte)Kind;
        option[1] = (byte)(FixedLength + 4 * _hops.Length);
        option[2] = FirstPointer;
        for (int i = 1; i < _hops.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(option[(FixedLength + 4 * (i - 1))..], _hops[i].IPv4Value);
        fixedPart[16..].CopyTo(option[(FixedLength + 4 * (_hops.Length - 1))..]);
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], _hops[0].IPv4Value);
        Ipv4Header.FillChecksum(header);
        packet.TransportOffset = header.Length;
    }
}
