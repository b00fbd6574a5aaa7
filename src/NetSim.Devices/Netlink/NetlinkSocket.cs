using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Native;

namespace NetSim.Devices.Netlink;

/// <summary>Receives the messages of a dump.</summary>
internal delegate void NetlinkMessageHandler(NetlinkMessage message);

/// <summary>A routing netlink socket. It stays in the network namespace that it was opened in.</summary>
internal sealed class NetlinkSocket : IDisposable
{
    private const int NetlinkFamily = 16, RawSocket = 3, RouteProtocol = 0;
    private const int SocketLevel = 1, ReceiveTimeout = 20, NetlinkLevel = 270, ExtendedAcknowledge = 11;
    private const int SequenceAt = 8, DumpAttempts = 4;
    private const int BufferSize = 64 * 1024;   // the kernel fills a dump's datagrams up to 32 KiB
    private const ushort ExtendedMessage = 1;

    private readonly byte[] _buffer = new byte[BufferSize];
    private uint _sequence;

    private NetlinkSocket(SafeFileHandle handle) => Handle = handle;

    public SafeFileHandle Handle { get; }

    /// <summary>A socket for questions and orders: it waits for the kernel's answer.</summary>
    public static DeviceResult<NetlinkSocket> OpenForRequests(NetworkNamespace? space) => NetworkNamespace.Run(space, () => Open(0, 0));

    /// <summary>A socket for notifications: it never waits.</summary>
    public static DeviceResult<NetlinkSocket> OpenForNotifications(NetworkNamespace? space, uint groups) =>
        NetworkNamespace.Run(space, () => Open(groups, LibC.NonBlocking));

    private static unsafe DeviceResult<NetlinkSocket> Open(uint groups, int flags)
    {
        if (!OperatingSystem.IsLinux()) return SystemErrors.Unsupported("rtnetlink sockets");
        SafeFileHandle handle = LibC.Socket(NetlinkFamily, RawSocket | LibC.CloseOnExec | flags, RouteProtocol);
        if (handle.IsInvalid) return SystemErrors.Of("cannot open a netlink socket", Errno.Last);
        uint* address = stackalloc uint[3] { NetlinkFamily, 0, groups };     // struct sockaddr_nl; the family's upper half is padding
        if (LibC.Bind(handle, address, 12) != 0)
        {
            int errno = Errno.Last;
            handle.Dispose();
            return SystemErrors.Of("cannot bind a netlink socket", errno);
        }
        int on = 1;
        _ = LibC.SetOption(handle, NetlinkLevel, ExtendedAcknowledge, &on, sizeof(int));    // better sentences, if the kernel has them
        // The kernel answers at once; should it not, an error beats a hang.
        long* twoSeconds = stackalloc long[2] { 2, 0 };
        _ = LibC.SetOption(handle, SocketLevel, ReceiveTimeout, twoSeconds, 2 * sizeof(long));
        return new NetlinkSocket(handle);
    }

    /// <summary>Sends an order and waits for its acknowledgement.</summary>
    /// <returns>Null if it was carried out.</returns>
    public NetlinkRefusal? Order(Span<byte> request)
    {
        if (Send(request) is { } refusal) return refusal;
        return Answers(static _ => { }, out _);
    }

    /// <summary>Sends a question and hands on every message of the answer.</summary>
    public NetlinkRefusal? Ask(Span<byte> request, NetlinkMessageHandler handler)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (Send(request) is { } refusal) return refusal;
            refusal = Answers(handler, out bool interrupted);
            // The table changed under the dump. What was seen twice replaces itself, so asking again is enough.
            if (refusal is not null || !interrupted || attempt == DumpAttempts) return refusal;
        }
    }

    /// <summary>
    /// What is waiting on a notification socket, valid until the next call; a negative errno if that is nothing or an error.
    /// </summary>
    public unsafe int Receive(out ReadOnlySpan<byte> messages)
    {
        fixed (byte* buffer = _buffer)
        {
            nint length;
            do
            {
                length = LibC.Receive(Handle, buffer, BufferSize, 0);
            }
            while (length < 0 && Errno.Last == Errno.Interrupted);
            messages = length > 0 ? _buffer.AsSpan(0, (int)length) : default;
            return length < 0 ? -Errno.Last : (int)length;
        }
    }

    private unsafe NetlinkRefusal? Send(Span<byte> request)
    {
        MemoryMarshal.Write(request[SequenceAt..], ++_sequence);
        fixed (byte* bytes = request)
        {
            return LibC.Send(Handle, bytes, request.Length, 0) == request.Length ? null : new NetlinkRefusal(Errno.Last, "");
        }
    }

    private NetlinkRefusal? Answers(NetlinkMessageHandler handler, out bool interrupted)
    {
        interrupted = false;
        while (true)
        {
            int received = Receive(out ReadOnlySpan<byte> bytes);
            if (received < 0) return new NetlinkRefusal(-received, "");
            var reader = new NetlinkReader(bytes);
            while (reader.TryNext(out NetlinkMessage message))
            {
                if (message.Sequence != _sequence) continue;    // the rest of an answer that was given up
                interrupted |= (message.Flags & RtNetlink.DumpInterrupted) != 0;
                if (message.Type is RtNetlink.Error or RtNetlink.Done) return Verdict(message);
                handler(message);
                if ((message.Flags & RtNetlink.Multipart) == 0) return null;
            }
        }
    }

    /// <summary>
    /// An error of 0 is an acknowledgement; else the errno stands there negated, and perhaps a sentence behind the request's echo.
    /// </summary>
    private static NetlinkRefusal? Verdict(NetlinkMessage message)
    {
        int errno = message.Payload.Length >= sizeof(int) ? -MemoryMarshal.Read<int>(message.Payload) : 0;
        if (errno == 0) return null;
        string sentence = "";
        if ((message.Flags & RtNetlink.ExtendedError) != 0 && message.Type == RtNetlink.Error && message.Payload.Length >= 8)
        {
            // NETLINK_CAP_ACK is off: the whole request is echoed, and the attributes follow it.
            long echo = NetlinkReader.Align((int)Math.Min(MemoryMarshal.Read<uint>(message.Payload[4..]), BufferSize));
            var attributes = new NetlinkAttributes(echo + 4 <= message.Payload.Length ? message.Payload[(int)(echo + 4)..] : default);
            while (attributes.TryNext(out ushort type, out ReadOnlySpan<byte> value))
            {
                if (type == ExtendedMessage) sentence = NetlinkAttributes.Text(value);
            }
        }
        return new NetlinkRefusal(errno, sentence);
    }

    public void Dispose() => Handle.Dispose();
}
