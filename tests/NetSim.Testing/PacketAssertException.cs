namespace NetSim.Testing;

/// <summary>A packet or a pool is not as a test expects it.</summary>
public sealed class PacketAssertException : Exception
{
    public PacketAssertException()
    {
    }

    public PacketAssertException(string message)
        : base(message)
    {
    }

    public PacketAssertException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
