namespace NetSim.Devices.Tun;

/// <summary>What went through a device's descriptor. Bytes are the packets' own, without the virtio header.</summary>
public record struct TunCounters
{
    public long PacketsRead { get; internal set; }
    public long BytesRead { get; internal set; }
    public long PacketsWritten { get; internal set; }
    public long BytesWritten { get; internal set; }

    /// <summary>Packets read whose virtio header made no sense.</summary>
    public long MalformedReads { get; internal set; }

    /// <summary>Reads that failed otherwise than by having nothing to read.</summary>
    public long FailedReads { get; internal set; }

    public long DroppedDeviceDown { get; internal set; }
    public long DroppedQueueFull { get; internal set; }
    public long DroppedGone { get; internal set; }
    public long DroppedRefused { get; internal set; }

    /// <summary>One packet read more, of this many bytes.</summary>
    public readonly TunCounters WithRead(int bytes) => this with { PacketsRead = PacketsRead + 1, BytesRead = BytesRead + bytes };

    /// <summary>So many packets written more, of this many bytes together.</summary>
    public readonly TunCounters WithWrites(long packets, long bytes) => this with { PacketsWritten = PacketsWritten + packets, BytesWritten = BytesWritten + bytes };
}
