namespace NetSim.Wire.Tcp;

/// <summary>What <see cref="TcpHeader.Write(Span{byte}, in TcpFields, in TcpOptions)"/> writes in front of the options.</summary>
public readonly struct TcpFields
{
    public ushort SourcePort { get; init; }

    public ushort DestinationPort { get; init; }

    public SequenceNumber SequenceNumber { get; init; }

    public SequenceNumber AcknowledgmentNumber { get; init; }

    public TcpFlags Flags { get; init; }

    /// <summary>As it is to stand: scaled already.</summary>
    public ushort Window { get; init; }

    /// <summary>The folded pseudo-header sum of a partial checksum, or 0.</summary>
    public ushort Checksum { get; init; }

    public ushort UrgentPointer { get; init; }
}
