using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>A capture file in either format, according to how it starts.</summary>
internal sealed class CaptureFile
{
    private readonly PcapReader? _pcap;
    private readonly PcapngReader? _pcapng;

    /// <param name="stream">At its start, to which it can go back.</param>
    public CaptureFile(Stream stream)
    {
        Span<byte> start = stackalloc byte[4];
        int got = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (PcapReader.IsMagic(start[..got])) _pcap = new PcapReader(stream);
        else _pcapng = new PcapngReader(stream);
    }

    /// <summary>Why <see cref="TryRead"/> has returned false; null at the end of a good file.</summary>
    public string? Problem => _pcap?.Error switch
    {
        PcapError.NotPcap => "it is neither pcap nor pcapng",
        PcapError.UnsupportedVersion => "it is pcap of an unknown version",
        PcapError.Truncated => "it ends in the middle of a packet",
        PcapError.PacketTooLong => "a packet is longer than 256 KiB",
        PcapError.None => null,
        _ => _pcapng!.Error switch
        {
            PcapngError.None => null,
            PcapngError.NotPcapng => "it is neither pcap nor pcapng",
            PcapngError.UnsupportedVersion => "it is pcapng of an unknown version",
            PcapngError.Truncated => "it ends in the middle of a block",
            _ => $"it is pcapng that cannot be read: {_pcapng.Error}",
        },
    };

    public bool TryRead(out CaptureRecord record, out LinkType link)
    {
        link = default;
        bool isThere = _pcap is not null ? _pcap.TryRead(out record) : _pcapng!.TryRead(out record);
        if (isThere) link = _pcap?.LinkType ?? _pcapng!.Interfaces[record.InterfaceNumber].LinkType;
        return isThere;
    }

    /// <summary>IP packets have several numbers: raw IP (12 in old files), IPv4 only, IPv6 only.</summary>
    public static LinkType Usual(LinkType link) => (int)link is 12 or 228 or 229 ? LinkType.Raw : link;
}
