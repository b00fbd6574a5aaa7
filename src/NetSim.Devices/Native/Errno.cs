using System.Runtime.InteropServices;

namespace NetSim.Devices.Native;

/// <summary>The error numbers that NetSim tells apart (asm-generic/errno.h: the same on x64 and arm64).</summary>
internal static class Errno
{
    public const int NotPermitted = 1;          // EPERM
    public const int NoEntry = 2;               // ENOENT
    public const int NoSuchProcess = 3;         // ESRCH: what rtnetlink says for a route that is not there
    public const int Interrupted = 4;           // EINTR
    public const int InputOutput = 5;           // EIO: the device is down
    public const int NoDeviceOrAddress = 6;     // ENXIO
    public const int TooBig = 7;                // E2BIG
    public const int Again = 11;                // EAGAIN
    public const int NoMemory = 12;             // ENOMEM
    public const int AccessDenied = 13;         // EACCES
    public const int Fault = 14;                // EFAULT
    public const int Busy = 16;                 // EBUSY
    public const int Exists = 17;               // EEXIST
    public const int NoDevice = 19;             // ENODEV
    public const int NotDirectory = 20;         // ENOTDIR
    public const int Invalid = 22;              // EINVAL
    public const int NoSystemCall = 38;         // ENOSYS
    public const int BadDescriptorState = 77;   // EBADFD: the device behind the descriptor is gone
    public const int MessageTooLong = 90;       // EMSGSIZE
    public const int AddressInUse = 98;         // EADDRINUSE
    public const int AddressNotAvailable = 99;  // EADDRNOTAVAIL
    public const int NetworkDown = 100;         // ENETDOWN
    public const int NetworkUnreachable = 101;  // ENETUNREACH
    public const int NoBuffers = 105;           // ENOBUFS
    public const int HostUnreachable = 113;     // EHOSTUNREACH

    /// <summary>Of the system call just made.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>The C library's sentence, for messages: <c>Operation not permitted</c>.</summary>
    public static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}
