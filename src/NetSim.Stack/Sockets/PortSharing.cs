namespace NetSim.Stack.Sockets;

/// <summary>Whether a UDP socket lets others bind the same address and port. All that share one must say the same.</summary>
public enum PortSharing : byte
{
    None,

    /// <summary>SO_REUSEADDR: what is for a group goes to each, anything else to the last that was bound.</summary>
    Address,

    /// <summary>SO_REUSEPORT: what is for a group goes to each, anything else to one of them, for each sender always to the same.</summary>
    Port,
}
