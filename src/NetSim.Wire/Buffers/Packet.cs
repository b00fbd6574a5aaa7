using System.Diagnostics;
using System.Runtime.CompilerServices;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Wire.Buffers;

/// <summary>
/// One packet on its way: bytes with head-room, and what the layers around it need to know of it.
/// <para>
/// Ownership: a packet has one owner. A method that takes a <see cref="Packet"/> by an <c>On…</c>, <c>Send…</c> or <c>Tell</c> owns it
/// afterwards and must pass it on or call <see cref="Return"/> exactly once; a method that takes <c>ReadOnlySpan&lt;byte&gt;</c> borrows.
/// </para>
/// <code>
///   storage:  | head-room        | Bytes (Length)                | tail-room |
///             0                  Offset                                Capacity
/// </code>
/// </summary>
[DebuggerDisplay("{Length} bytes, {Checksum}, segment size {SegmentSize}")]
public sealed class Packet
{
    /// <summary>Ethernet 14 + IPv6 40 + TCP with all options 60 = 114, rounded up to two cache lines.</summary>
    public const int DefaultHeadroom = 128;

    /// <summary>Value of <see cref="Ingress"/> and <see cref="Egress"/> when no interface is meant.</summary>
    public const int NoInterface = -1;

    private byte[] _storage;
    private int _offset;
    private int _length;
    private PacketPool? _home;

    internal Packet(byte[] storage) => _storage = storage;

    /// <summary>For lists without allocation (pools, queues). Whoever owns the packet owns this field.</summary>
    public Packet? Next { get; set; }

    /// <summary>Who is to get the packet after demultiplexing: what a socket registered with its stack. Null while the packet is under way.</summary>
    public object? Recipient { get; set; }

    /// <summary>Index, in its stack, of the interface that the packet came in by; <see cref="NoInterface"/> if made here.</summary>
    public int Ingress { get; set; }

    /// <summary>Index, in its stack, of the interface that the packet is to leave by.</summary>
    public int Egress { get; set; }

    /// <summary>The neighbour to hand the packet to on the egress link; set by the routing decision.</summary>
    public IpAddress NextHop { get; set; }

    /// <summary>The far end of a datagram that goes to or comes from an application.</summary>
    public IpEndpoint Remote { get; set; }

    /// <summary>The near end of a datagram that goes to or comes from an application.</summary>
    public IpEndpoint Local { get; set; }

    /// <summary>What is known of the transport checksum. The IPv4 header checksum is always filled in.</summary>
    public ChecksumState Checksum { get; set; }

    /// <summary>
    /// 0 for an ordinary packet. Else the packet is a super-segment: one IP and one TCP (or UDP) header followed by several segments'
    /// payload, to be cut every <see cref="SegmentSize"/> payload bytes (gso_size of virtio_net_hdr).
    /// </summary>
    public int SegmentSize { get; set; }

    /// <summary>Where the transport header starts, counted from the start of <see cref="Bytes"/>; set by the IP layer.</summary>
    public int TransportOffset { get; set; }

    /// <summary>The frame was sent to a link-layer group address, so it may neither be forwarded nor answered with an error (RFC 1122 3.3.6).</summary>
    public bool IsLinkGroup { get; set; }

    /// <summary>The bytes are an ICMP error about a packet that the recipient sent; <see cref="TransportOffset"/> is where the quoted IP header starts.</summary>
    public bool IsIcmpError { get; set; }

    /// <summary>The sender wrote every byte of the IP header and means it (a raw socket): a stack's Send fills nothing in.</summary>
    public bool IsHeaderIncluded { get; set; }

    /// <summary>How many tunnels of this node the packet has been sent into, one within the other.</summary>
    public byte Encapsulations { get; set; }

    /// <summary>The bytes are a frame, link-layer header and all, that an interface sends as it is (a packet socket).</summary>
    public bool IsFrame { get; set; }

    /// <summary>When the packet entered the queue that it is in.</summary>
    public Instant Enqueued { get; set; }

    /// <summary>Follows the packet, if somebody traces; else null.</summary>
    public PacketJourney? Journey { get; set; }

    public int Length => _length;

    /// <summary>Free bytes in front: how much <see cref="Prepend"/> can take.</summary>
    public int Headroom => _offset;

    /// <summary>Free bytes behind: how much <see cref="Append"/> can take.</summary>
    public int Tailroom => _storage.Length - _offset - _length;

    public int Capacity => _storage.Length;

    public Span<byte> Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _storage.AsSpan(_offset, _length);
    }

    /// <summary>The same bytes as memory, for whoever must keep them across a call (never across <see cref="Return"/>).</summary>
    public ReadOnlyMemory<byte> Memory => _storage.AsMemory(_offset, _length);

    /// <summary>Grows the packet by <paramref name="count"/> bytes in front and returns them, not cleared.</summary>
    public Span<byte> Prepend(int count)
    {
        if ((uint)count > (uint)_offset) ThrowNoRoom(count, _offset, "head-room");
        _offset -= count;
        _length += count;
        return _storage.AsSpan(_offset, count);
    }

    /// <summary>Grows the packet by <paramref name="count"/> bytes behind and returns them, not cleared.</summary>
    public Span<byte> Append(int count)
    {
        if ((uint)count > (uint)Tailroom) ThrowNoRoom(count, Tailroom, "tail-room");
        int at = _offset + _length;
        _length += count;
        return _storage.AsSpan(at, count);
    }

    /// <summary>Takes <paramref name="count"/> bytes away in front.</summary>
    public void TrimStart(int count)
    {
        if ((uint)count > (uint)_length) ThrowNoRoom(count, _length, "bytes");
        _offset += count;
        _length -= count;
    }

    /// <summary>Cuts the packet to its first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        if ((uint)length > (uint)_length) ThrowNoRoom(length, _length, "bytes");
        _length = length;
    }

    /// <summary>Makes the packet empty again, with all but <paramref name="headroom"/> bytes of the storage behind.</summary>
    public void Reset(int headroom = DefaultHeadroom)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)headroom, (uint)_storage.Length);
        _offset = headroom;
        _length = 0;
    }

    /// <summary>A packet of the same pool with the same bytes and the same metadata.</summary>
    public Packet Clone(PacketPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        Packet copy = pool.Rent(_length);
        Bytes.CopyTo(copy.Append(_length));
        copy.CopyMetadata(this);
        return copy;
    }

    /// <summary>Copies everything but the bytes; what follows the other packet follows this one too.</summary>
    public void CopyMetadata(Packet from)
    {
        ArgumentNullException.ThrowIfNull(from);
        Recipient = from.Recipient;
        Ingress = from.Ingress;
        Egress = from.Egress;
        NextHop = from.NextHop;
        Remote = from.Remote;
        Local = from.Local;
        Checksum = from.Checksum;
        SegmentSize = from.SegmentSize;
        TransportOffset = from.TransportOffset;
        IsLinkGroup = from.IsLinkGroup;
        IsIcmpError = from.IsIcmpError;
        IsHeaderIncluded = from.IsHeaderIncluded;
        Encapsulations = from.Encapsulations;
        IsFrame = from.IsFrame;
        Enqueued = from.Enqueued;
        Journey = from.Journey?.Fork();
    }

    /// <summary>Gives the packet back to its pool. The owner's last act: any later use is a bug that the diagnostic pool reports.</summary>
    public void Return()
    {
        PacketPool home = _home ?? throw new InvalidOperationException("The packet was returned twice.");
        _home = null;
        Recipient = null;
        if (Journey is not null) EndJourney();
        home.TakeBack(this);
    }

    /// <summary>Makes <paramref name="pool"/> the packet's home: done by whoever hands a packet from one lane to another.</summary>
    public void MoveTo(PacketPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ObjectDisposedException.ThrowIf(_home is null, this);
        if (ReferenceEquals(_home, pool)) return;
        _home.LetGo(this, pool);
        _home = pool;
    }

    internal void Leave(PacketPool home, int headroom)
    {
        _home = home;
        _offset = headroom;
        _length = 0;
        Next = null;
        Ingress = NoInterface;
        Egress = NoInterface;
        NextHop = default;
        Remote = default;
        Local = default;
        Checksum = ChecksumState.Complete;
        SegmentSize = 0;
        TransportOffset = 0;
        IsLinkGroup = false;
        IsIcmpError = false;
        IsHeaderIncluded = false;
        Encapsulations = 0;
        IsFrame = false;
        Enqueued = default;
    }

    private void EndJourney()
    {
        PacketJourney journey = Journey!;
        Journey = null;
        journey.OnReturned();
    }

    /// <summary>Takes the bytes away, so that any later use fails (diagnostic pool).</summary>
    internal void Poison()
    {
        Array.Fill(_storage, (byte)0xDB);
        _storage = [];
        _offset = 0;
        _length = 0;
    }

    private static void ThrowNoRoom(int wanted, int have, string what) =>
        throw new ArgumentOutOfRangeException(nameof(wanted), $"{wanted} bytes asked for, {have} bytes of {what} left");
}
