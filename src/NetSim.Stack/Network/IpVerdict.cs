namespace NetSim.Stack.Network;

/// <summary>What the IP layer says of a packet.</summary>
internal enum IpVerdict : byte
{
    /// <summary>Dropped, kept for reassembly, or cut into fragments that wait.</summary>
    Consumed,

    /// <summary>It goes out; egress and next hop are set.</summary>
    Transmit,

    /// <summary>It is for this node; the transport offset is set.</summary>
    Deliver,
}
