namespace NetSim.Stack.Interfaces;

/// <summary>What became of the packet that was handed to a <see cref="NetworkInterface"/>.</summary>
public enum InterfaceVerdict : byte
{
    /// <summary>The interface has taken the packet: handled, queued or dropped and counted. The caller must not touch it again.</summary>
    Consumed,

    /// <summary>The caller hands the packet up to the stack: its bytes now start at the IP header.</summary>
    Deliver,

    /// <summary>The caller hands the packet down to the link: it is framed.</summary>
    Transmit,
}
