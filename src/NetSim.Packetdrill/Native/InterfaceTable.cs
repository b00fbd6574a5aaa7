using System.Runtime.InteropServices;

namespace NetSim.Packetdrill.Native;

/// <summary>packetdrill's table of functions, in its order. What every function gets first is <see cref="UserData"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct InterfaceTable
{
    public nint UserData;
    public delegate* unmanaged<nint, void> Free;
    public delegate* unmanaged<nint, int, int, int, int> Socket;
    public delegate* unmanaged<nint, int, byte*, uint, int> Bind;
    public delegate* unmanaged<nint, int, int, int> Listen;
    public delegate* unmanaged<nint, int, byte*, uint*, int> Accept;
    public delegate* unmanaged<nint, int, byte*, uint, int> Connect;
    public delegate* unmanaged<nint, int, byte*, nint, nint> Read;
    public delegate* unmanaged<nint, int, IoVector*, int, nint> ReadV;
    public delegate* unmanaged<nint, int, byte*, nint, int, nint> Recv;
    public delegate* unmanaged<nint, int, byte*, nint, int, byte*, uint*, nint> RecvFrom;
    public delegate* unmanaged<nint, int, MessageHeader*, int, nint> RecvMsg;
    public delegate* unmanaged<nint, int, byte*, nint, nint> Write;
    public delegate* unmanaged<nint, int, IoVector*, int, nint> WriteV;
    public delegate* unmanaged<nint, int, byte*, nint, int, nint> Send;
    public delegate* unmanaged<nint, int, byte*, nint, int, byte*, uint, nint> SendTo;
    public delegate* unmanaged<nint, int, MessageHeader*, int, nint> SendMsg;
    public delegate* unmanaged<nint, int, int, nint, int> Fcntl;
    public delegate* unmanaged<nint, int, nuint, int*, int> Ioctl;
    public delegate* unmanaged<nint, int, int> Close;
    public delegate* unmanaged<nint, int, int, int> Shutdown;
    public delegate* unmanaged<nint, int, int, int, byte*, uint*, int> GetSockOpt;
    public delegate* unmanaged<nint, int, int, int, byte*, uint, int> SetSockOpt;
    public delegate* unmanaged<nint, PollEntry*, nuint, int, int> Poll;
    public delegate* unmanaged<nint, byte*, nint, int> NetdevSend;
    public delegate* unmanaged<nint, byte*, nint*, long*, int> NetdevReceive;
    public delegate* unmanaged<nint, uint, int> USleep;
    public delegate* unmanaged<nint, TimeValue*, void*, int> GetTimeOfDay;
    public delegate* unmanaged<nint, int, int> EpollCreate;
    public delegate* unmanaged<nint, int, int, int, EpollEvent*, int> EpollCtl;
    public delegate* unmanaged<nint, int, EpollEvent*, int, int, int> EpollWait;
    public delegate* unmanaged<nint, int*, int> Pipe;
    public delegate* unmanaged<nint, int, long*, int, long*, nint, uint, int> Splice;
}

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public byte* Start;
    public nint Length;
}

/// <summary>struct msghdr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public byte* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nint VectorCount;
    public byte* Control;
    public nint ControlLength;
    public int Flags;
}

/// <summary>struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public int Number;
    public ushort Events;
    public ushort Found;
}

/// <summary>struct timeval.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeValue
{
    public long Seconds;
    public long Microseconds;
}

/// <summary>struct epoll_event: packed on x86-64 (the kernel's EPOLL_PACKED), aligned elsewhere; this is the packed one.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct EpollEvent
{
    public uint Events;
    public ulong Data;
}
