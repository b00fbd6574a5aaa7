namespace NetSim.Stack.Network.Tracking;

/// <summary>What a packet is to whoever follows conversations.</summary>
internal enum FlowKind : byte
{
    /// <summary>A protocol without ports, or one that is not known here: only its addresses tell conversations apart.</summary>
    Other,

    /// <summary>TCP.</summary>
    Segment,

    /// <summary>UDP.</summary>
    Datagram,

    /// <summary>An echo request (RFC 5508 section 3); its identifier stands for both ports.</summary>
    Query,

    /// <summary>An echo reply.</summary>
    Answer,

    /// <summary>An ICMP error: it belongs to the conversation of the packet that it quotes.</summary>
    Error,
}

/// <summary>One of the two ends that a packet names.</summary>
internal enum FlowEnd : byte
{
    Source,
    Destination,
}
