namespace NetSim.Stack.Sockets.Tcp.Receiving;

/// <summary>What a receiver needs only when something is missing, came twice or is marked, so that an idle one stays small.</summary>
internal sealed class ReceiverExtras
{
    /// <summary>Made when the first segment comes that is not the next one.</summary>
    public ReassemblyQueue? OutOfOrder;

    public SackReport? Sacks;

    /// <summary>Null unless ECN is agreed.</summary>
    public EcnEcho? Marks;
}
