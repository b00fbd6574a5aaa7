using System.Runtime.InteropServices;
using NetSim.Packetdrill.Sockets;
using NetSim.Wire.Addresses;

namespace NetSim.Packetdrill.Native;

/// <summary>The life of a socket.</summary>
internal static unsafe class SocketCalls
{
    private const int Stream = 1, Datagram = 2, KindMask = 0xF, NonBlocking = 0x800;

    private static DrillHost Host => EntryPoint.Host;

    public static void FillIn(InterfaceTable* table)
    {
        table->Socket = &Socket;
        table->Bind = &Bind;
        table->Listen = &Listen;
        table->Accept = &Accept;
        table->Connect = &Connect;
        table->Close = &Close;
        table->Shutdown = &Shutdown;
    }

    [UnmanagedCallersOnly]
    private static int Socket(nint data, int domain, int type, int protocol)
    {
        if (domain is not (SocketAddress.IPv4 or SocketAddress.IPv6)) return EntryPoint.Answer(-Errno.FamilyNotSupported);
        SocketKind? kind = (type & KindMask, protocol) switch
        {
            (Stream, 0 or 6) => SocketKind.Stream,
            (Datagram, 0 or 17) => SocketKind.Datagram,
            _ => null,
        };
        if (kind is null) return EntryPoint.Answer(-Errno.ProtocolNotSupported);
        int number = Host.Socket(domain == SocketAddress.IPv4 ? AddressFamily.IPv4 : AddressFamily.IPv6, kind.Value);
        if ((type & NonBlocking) != 0) Host.SetBlocking(number, isBlocking: false);
        return number;
    }

    [UnmanagedCallersOnly]
    private static int Bind(nint data, int number, byte* address, uint length) => EntryPoint.Answer(
        SocketAddress.TryRead(Bytes(address, length), out IpEndpoint local) ? Host.Bind(number, local) : -Errno.Invalid);

    [UnmanagedCallersOnly]
    private static int Listen(nint data, int number, int backlog) => EntryPoint.Answer(Host.Listen(number, backlog));

    [UnmanagedCallersOnly]
    private static int Accept(nint data, int number, byte* address, uint* length)
    {
        int result = Host.Accept(number, out IpEndpoint remote);
        if (result >= 0) WriteAddress(remote, address, length);
        return EntryPoint.Answer(result);
    }

    [UnmanagedCallersOnly]
    private static int Connect(nint data, int number, byte* address, uint length) => EntryPoint.Answer(
        SocketAddress.TryRead(Bytes(address, length), out IpEndpoint remote) ? Host.Connect(number, remote) : -Errno.Invalid);

    [UnmanagedCallersOnly]
    private static int Close(nint data, int number) => EntryPoint.Answer(Host.Close(number));

    [UnmanagedCallersOnly]
    private static int Shutdown(nint data, int number, int how) => EntryPoint.Answer(
        how is >= (int)ShutdownHow.Read and <= (int)ShutdownHow.Both ? Host.Shutdown(number, (ShutdownHow)how) : -Errno.Invalid);

    /// <summary>What a call may not be asked for (a null pointer) is nothing.</summary>
    public static ReadOnlySpan<byte> Bytes(byte* start, uint length) => start is null ? default : new ReadOnlySpan<byte>(start, (int)length);

    public static void WriteAddress(IpEndpoint end, byte* address, uint* length)
    {
        if (address is null || length is null) return;
        *length = (uint)SocketAddress.Write(end, new Span<byte>(address, (int)*length));
    }
}
