using System.Runtime.InteropServices;
using System.Text;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Netlink;

/// <summary>Writes one request message: header, fixed part, attributes. The length is filled in by <see cref="Finish"/>.</summary>
internal ref struct NetlinkRequest
{
    /// <summary>More than any request of NetSim takes.</summary>
    public const int BufferSize = 256;

    private const int TypeAt = 4, FlagsAt = 6, AttributeHeaderLength = 4;

    private readonly Span<byte> _buffer;
    private int _length;

    private NetlinkRequest(Span<byte> buffer, ushort type, ushort flags, int fixedPart)
    {
        buffer.Clear();
        _buffer = buffer;
        MemoryMarshal.Write(buffer[TypeAt..], type);
        MemoryMarshal.Write(buffer[FlagsAt..], (ushort)(flags | RtNetlink.Request));
        _length = RtNetlink.HeaderLength + fixedPart;
    }

    private readonly Span<byte> Fixed => _buffer[RtNetlink.HeaderLength..];

    /// <param name="buffer"><see cref="BufferSize"/> bytes.</param>
    /// <param name="type">GetLink, NewLink, DeleteLink.</param>
    /// <param name="flags">Besides the request bit.</param>
    /// <param name="index">Of the device; 0 for none.</param>
    public static NetlinkRequest Link(Span<byte> buffer, ushort type, ushort flags, int index)
    {
        var request = new NetlinkRequest(buffer, type, flags, RtNetlink.LinkMessageLength);
        MemoryMarshal.Write(request.Fixed[4..], index);
        return request;
    }

    /// <summary>Which device flags to set to what (only with NewLink).</summary>
    public readonly void LinkFlags(uint flags, uint mask)
    {
        MemoryMarshal.Write(Fixed[8..], flags);
        MemoryMarshal.Write(Fixed[12..], mask);
    }

    public static NetlinkRequest Address(Span<byte> buffer, ushort type, ushort flags, AddressRecord address)
    {
        var request = new NetlinkRequest(buffer, type, flags, RtNetlink.AddressMessageLength);
        request.Fixed[0] = NetlinkAddress.FamilyOf(address.Prefix.Address);
        request.Fixed[1] = (byte)address.Prefix.Length;
        MemoryMarshal.Write(request.Fixed[4..], address.Interface);
        request.Add(RtNetlink.AddressLocal, address.Prefix.Address);
        request.Add(RtNetlink.AddressPeer, address.Prefix.Address);
        return request;
    }

    /// <summary>A unicast route of the main table, marked as <c>ip route</c> marks what is typed in ("boot").</summary>
    public static NetlinkRequest Route(Span<byte> buffer, ushort type, ushort flags, RouteRecord route)
    {
        var request = new NetlinkRequest(buffer, type, flags, RtNetlink.RouteMessageLength);
        Span<byte> fields = request.Fixed;
        fields[0] = NetlinkAddress.FamilyOf(route.Destination.Address);
        fields[1] = (byte)route.Destination.Length;
        fields[4] = RtNetlink.MainTable;
        if (type == RtNetlink.NewRoute)
        {
            fields[5] = RtNetlink.BootProtocol;
            fields[6] = route.Via is null && route.Destination.Address.IsIPv4 ? RtNetlink.LinkScope : RtNetlink.UniverseScope;
            fields[7] = RtNetlink.UnicastType;
        }
        else
        {
            fields[6] = RtNetlink.NowhereScope;     // deletes whatever the scope
        }
        if (route.Destination.Length > 0) request.Add(RtNetlink.RouteDestination, route.Destination.Address);
        if (route.Via is { } via) request.Add(RtNetlink.RouteGateway, via);
        request.Add(RtNetlink.RouteDevice, (uint)route.Interface);
        return request;
    }

    /// <summary>Asks for all of a kind: links, addresses or routes of every family.</summary>
    public static NetlinkRequest Everything(Span<byte> buffer, ushort type) => new(buffer, type, RtNetlink.Dump, type switch
    {
        RtNetlink.GetLink => RtNetlink.LinkMessageLength,
        RtNetlink.GetAddress => RtNetlink.AddressMessageLength,
        _ => RtNetlink.RouteMessageLength,
    });

    public void Add(ushort type, uint value) => MemoryMarshal.Write(AddBytes(type, sizeof(uint)), value);

    /// <param name="type">The attribute.</param>
    /// <param name="text">A device's name: 15 bytes at most.</param>
    public void Add(ushort type, string text) => Encoding.UTF8.GetBytes(text, AddBytes(type, Encoding.UTF8.GetByteCount(text) + 1));

    public void Add(ushort type, MacAddress address) => address.Write(AddBytes(type, MacAddress.Length));

    private void Add(ushort type, IpAddress address) => address.Write(AddBytes(type, address.Length));

    private Span<byte> AddBytes(ushort type, int length)
    {
        Span<byte> attribute = _buffer[_length..];
        MemoryMarshal.Write(attribute, (ushort)(AttributeHeaderLength + length));
        MemoryMarshal.Write(attribute[2..], type);
        _length += AttributeHeaderLength + NetlinkReader.Align(length);
        return attribute.Slice(AttributeHeaderLength, length);
    }

    /// <summary>The whole message, ready but for its sequence number.</summary>
    public readonly Span<byte> Finish()
    {
        MemoryMarshal.Write(_buffer, (uint)_length);
        return _buffer[.._length];
    }
}
