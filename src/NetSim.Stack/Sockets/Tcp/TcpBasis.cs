namespace NetSim.Stack.Sockets.Tcp;

/// <summary>What a connection goes by, the same object for all connections of a stack with the same settings.</summary>
/// <param name="context">Of the stack.</param>
/// <param name="settings">Of the connection.</param>
internal sealed class TcpBasis(TcpContext context, TcpSettings settings)
{
    public readonly TcpContext Context = context;
    public readonly TcpSettings Settings = settings;
}
