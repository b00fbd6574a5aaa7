namespace NetSim.Packetdrill.Sockets;

/// <summary>Events of poll(2) and epoll(7), which share their numbers.</summary>
[Flags]
internal enum PollEvents : uint
{
    None = 0,
    In = 0x1,
    Priority = 0x2,
    Out = 0x4,
    Error = 0x8,
    HangUp = 0x10,
    Invalid = 0x20,
    NormalIn = 0x40,
    NormalOut = 0x100,
    PeerHangUp = 0x2000,
    OneShot = 1u << 30,
    EdgeTriggered = 1u << 31,
}

/// <summary>MSG_… of send(2) and recv(2).</summary>
[Flags]
internal enum MessageFlags
{
    None = 0,
    OutOfBand = 0x1,
    Peek = 0x2,
    Truncate = 0x20,
    DontWait = 0x40,
    WaitAll = 0x100,
    More = 0x8000,
    FastOpen = 0x2000_0000,
}

/// <summary>Of shutdown(2).</summary>
internal enum ShutdownHow
{
    Read = 0,
    Write = 1,
    Both = 2,
}

/// <summary>Requests of ioctl(2).</summary>
internal enum QueueCount : uint
{
    Unread = 0x541B,
    Unacknowledged = 0x5411,
    Unsent = 0x894B,
    AtMark = 0x8905,
}

/// <summary>Level and name of a socket option in one number.</summary>
internal enum SocketOption : long
{
    ReuseAddress = 1L << 32 | 2,
    Type = 1L << 32 | 3,
    Error = 1L << 32 | 4,
    SendBuffer = 1L << 32 | 7,
    ReceiveBuffer = 1L << 32 | 8,
    KeepAlive = 1L << 32 | 9,
    OutOfBandInline = 1L << 32 | 10,
    Linger = 1L << 32 | 13,
    ReusePort = 1L << 32 | 15,
    TypeOfService = 0L << 32 | 1,
    TimeToLive = 0L << 32 | 2,
    MtuDiscover = 0L << 32 | 10,
    HopLimit = 41L << 32 | 16,
    MtuDiscoverIPv6 = 41L << 32 | 23,
    OnlyIPv6 = 41L << 32 | 26,
    TrafficClass = 41L << 32 | 67,
    NoDelay = 6L << 32 | 1,
    MaximumSegment = 6L << 32 | 2,
    Cork = 6L << 32 | 3,
    KeepIdle = 6L << 32 | 4,
    KeepInterval = 6L << 32 | 5,
    KeepCount = 6L << 32 | 6,
    Linger2 = 6L << 32 | 8,
    QuickAck = 6L << 32 | 12,
    Congestion = 6L << 32 | 13,
    UserTimeout = 6L << 32 | 18,
}
