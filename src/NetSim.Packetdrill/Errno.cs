namespace NetSim.Packetdrill;

/// <summary>Error numbers of Linux. A call answers like a system call: what it counts, or one of these negated.</summary>
internal static class Errno
{
    public const int NoEntry = 2;
    public const int BadDescriptor = 9;
    public const int Again = 11;
    public const int Fault = 14;
    public const int Exists = 17;
    public const int Invalid = 22;
    public const int Pipe = 32;
    public const int NotSupportedCall = 38;
    public const int NotSocket = 88;
    public const int DestinationRequired = 89;
    public const int MessageSize = 90;
    public const int NoProtocolOption = 92;
    public const int ProtocolNotSupported = 93;
    public const int NotSupported = 95;
    public const int FamilyNotSupported = 97;
    public const int AddressInUse = 98;
    public const int AddressNotAvailable = 99;
    public const int NetworkUnreachable = 101;
    public const int ConnectionAborted = 103;
    public const int ConnectionReset = 104;
    public const int IsConnected = 106;
    public const int NotConnected = 107;
    public const int TimedOut = 110;
    public const int ConnectionRefused = 111;
    public const int HostUnreachable = 113;
    public const int Already = 114;
    public const int InProgress = 115;
}
