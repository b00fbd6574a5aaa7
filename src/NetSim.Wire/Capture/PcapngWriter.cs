using NetSim.Wire.Time;

namespace NetSim.Wire.Capture;

/// <summary>
/// Writes a capture file (pcapng, little endian, nanosecond stamps). It writes what it is given and nothing of its own: no wall clock, no
/// host name, so the same calls give the same file. Errors of the stream pass through; the file then ends in the middle of a block.
/// </summary>
public sealed class PcapngWriter : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly PcapngBlock _block = new();
    private readonly List<CaptureInterface> _interfaces = [];
    private readonly CaptureSection _section;
    private BufferedStream _stream;
    private long _length;
    private long _packets;

    /// <param name="stream">Where to write; closed by <see cref="Dispose"/>.</param>
    /// <param name="section">What the file says of its origin; nothing unless given.</param>
    public PcapngWriter(Stream stream, CaptureSection? section = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = new BufferedStream(stream, BufferSize);
        _section = section ?? new CaptureSection();
        WriteSection();
    }

    /// <summary>What instant 0 is, in nanoseconds since 1970. 0 unless set: virtual time then reads as seconds after 1970-01-01.</summary>
    public long Epoch { get; init; }

    /// <summary>When to go on in another stream; null: never.</summary>
    public CaptureRotation? Rotation { get; init; }

    public IReadOnlyList<CaptureInterface> Interfaces => _interfaces;

    /// <summary>Declares an interface; may be done at any time before its first packet.</summary>
    /// <returns>The number of the interface in this file.</returns>
    public int AddInterface(CaptureInterface description)
    {
        ArgumentNullException.ThrowIfNull(description);
        WriteInterface(description);
        _interfaces.Add(description);
        return _interfaces.Count - 1;
    }

    /// <summary>Writes one packet as it is; <see cref="CaptureRecorder"/> writes a <see cref="Buffers.Packet"/> as it would be on the wire.</summary>
    /// <param name="interfaceNumber">From <see cref="AddInterface"/>.</param>
    /// <param name="time">When; not before <see cref="Epoch"/>'s 1970.</param>
    /// <param name="bytes">The packet, from the header that the interface's link type says.</param>
    /// <param name="direction">As the interface sees it.</param>
    /// <param name="comment">opt_comment; empty for none.</param>
    public void Write(int interfaceNumber, Instant time, ReadOnlySpan<byte> bytes, CaptureDirection direction, ReadOnlySpan<char> comment = default)
    {
        CaptureInterface on = _interfaces[interfaceNumber];
        ReadOnlySpan<byte> kept = on.SnapLength > 0 && bytes.Length > on.SnapLength ? bytes[..on.SnapLength] : bytes;
        ulong stamp = (ulong)(Epoch + time.Nanoseconds);
        _block.Start(Pcapng.EnhancedPacketBlock);
        _block.U32((uint)interfaceNumber);
        _block.U32((uint)(stamp >> 32));
        _block.U32((uint)stamp);
        _block.U32((uint)kept.Length);
        _block.U32((uint)bytes.Length);
        _block.Data(kept);
        _block.Option(Pcapng.PacketFlags, [(byte)direction, 0, 0, 0]);
        _block.Option(Pcapng.Comment, comment);
        _block.EndOptions();
        _block.End();
        if (Rotation is { } rotation && _packets > 0 && _length + _block.Bytes.Length > rotation.MaxLength) GoOnIn(rotation.Next());
        Emit();
        _packets++;
    }

    /// <summary>Hands everything written so far to the stream, so that a reader of the file sees whole blocks.</summary>
    public void Flush() => _stream.Flush();

    public void Dispose() => _stream.Dispose();

    /// <summary>A file must be readable without those before it. The block at hand stays as it is.</summary>
    private void GoOnIn(Stream stream)
    {
        byte[] waiting = _block.Bytes.ToArray();
        _stream.Dispose();
        (_stream, _length, _packets) = (new BufferedStream(stream, BufferSize), 0, 0);
        WriteSection();
        foreach (CaptureInterface description in _interfaces) WriteInterface(description);
        _block.Load(waiting);
    }

    private void WriteInterface(CaptureInterface description)
    {
        _block.Start(Pcapng.InterfaceDescriptionBlock);
        _block.U16((ushort)description.LinkType);
        _block.U16(0);
        _block.U32((uint)description.SnapLength);
        _block.Option(Pcapng.InterfaceName, description.Name);
        _block.Option(Pcapng.InterfaceDescription, description.Description);
        _block.Option(Pcapng.InterfaceTimeResolution, [Pcapng.Nanoseconds]);
        _block.EndOptions();
        Finish();
    }

    private void WriteSection()
    {
        _block.Start(Pcapng.SectionHeaderBlock);
        _block.U32(Pcapng.ByteOrderMagic);
        _block.U16(Pcapng.MajorVersion);
        _block.U16(0);
        // Length of the section: not known beforehand.
        _block.U64(ulong.MaxValue);
        _block.Option(Pcapng.Hardware, _section.Hardware);
        _block.Option(Pcapng.OperatingSystem, _section.OperatingSystem);
        _block.Option(Pcapng.UserApplication, _section.Application);
        _block.Option(Pcapng.Comment, _section.Comment);
        _block.EndOptions();
        Finish();
    }

    private void Finish()
    {
        _block.End();
        Emit();
    }

    private void Emit()
    {
        _stream.Write(_block.Bytes);
        _length += _block.Bytes.Length;
    }
}
