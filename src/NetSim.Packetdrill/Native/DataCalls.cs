using System.Runtime.InteropServices;
using NetSim.Packetdrill.Sockets;
using NetSim.Wire.Addresses;

namespace NetSim.Packetdrill.Native;

/// <summary>Reading and writing in all their forms.</summary>
internal static unsafe class DataCalls
{
    private static DrillHost Host => EntryPoint.Host;

    public static void FillIn(InterfaceTable* table)
    {
        table->Read = &Read;
        table->ReadV = &ReadV;
        table->Recv = &Recv;
        table->RecvFrom = &RecvFrom;
        table->RecvMsg = &RecvMsg;
        table->Write = &Write;
        table->WriteV = &WriteV;
        table->Send = &Send;
        table->SendTo = &SendTo;
        table->SendMsg = &SendMsg;
    }

    [UnmanagedCallersOnly]
    private static nint Read(nint data, int number, byte* buffer, nint length) => Take(number, buffer, length, 0, out _);

    [UnmanagedCallersOnly]
    private static nint Recv(nint data, int number, byte* buffer, nint length, int flags) => Take(number, buffer, length, flags, out _);

    [UnmanagedCallersOnly]
    private static nint RecvFrom(nint data, int number, byte* buffer, nint length, int flags, byte* address, uint* addressLength)
    {
        int result = Take(number, buffer, length, flags, out IpEndpoint from);
        if (result >= 0) WriteSource(from, address, addressLength);
        return result;
    }

    [UnmanagedCallersOnly]
    private static nint ReadV(nint data, int number, IoVector* vectors, int count) => Scatter(number, vectors, count, 0, out _);

    [UnmanagedCallersOnly]
    private static nint RecvMsg(nint data, int number, MessageHeader* message, int flags)
    {
        nint result = Scatter(number, message->Vectors, message->VectorCount, flags, out IpEndpoint from);
        if (result < 0) return result;
        WriteSource(from, message->Name, &message->NameLength);
        message->ControlLength = 0;
        message->Flags = 0;
        return result;
    }

    [UnmanagedCallersOnly]
    private static nint Write(nint data, int number, byte* buffer, nint length) => Give(number, buffer, length, 0, default);

    [UnmanagedCallersOnly]
    private static nint Send(nint data, int number, byte* buffer, nint length, int flags) => Give(number, buffer, length, flags, default);

    [UnmanagedCallersOnly]
    private static nint SendTo(nint data, int number, byte* buffer, nint length, int flags, byte* address, uint addressLength)
    {
        IpEndpoint to = default;
        if (address is not null && !SocketAddress.TryRead(SocketCalls.Bytes(address, addressLength), out to))
            return EntryPoint.Answer(-Errno.Invalid);
        return Give(number, buffer, length, flags, to);
    }

    [UnmanagedCallersOnly]
    private static nint WriteV(nint data, int number, IoVector* vectors, int count) => Gather(number, vectors, count, 0, default);

    [UnmanagedCallersOnly]
    private static nint SendMsg(nint data, int number, MessageHeader* message, int flags)
    {
        IpEndpoint to = default;
        if (message->Name is not null && !SocketAddress.TryRead(SocketCalls.Bytes(message->Name, message->NameLength), out to))
            return EntryPoint.Answer(-Errno.Invalid);
        return Gather(number, message->Vectors, message->VectorCount, flags, to);
    }

    private static int Take(int number, byte* buffer, nint length, int flags, out IpEndpoint from)
    {
        from = default;
        if (length < 0 || length > int.MaxValue) return EntryPoint.Answer(-Errno.Invalid);
        if (buffer is null && length > 0) return EntryPoint.Answer(-Errno.Fault);
        return EntryPoint.Answer(Host.Read(number, new Span<byte>(buffer, (int)length), (MessageFlags)flags, out from));
    }

    private static int Give(int number, byte* buffer, nint length, int flags, IpEndpoint to)
    {
        if (length < 0 || length > int.MaxValue) return EntryPoint.Answer(-Errno.Invalid);
        if (buffer is null && length > 0) return EntryPoint.Answer(-Errno.Fault);
        return EntryPoint.Answer(Host.Write(number, new ReadOnlySpan<byte>(buffer, (int)length), (MessageFlags)flags, to));
    }

    private static int Scatter(int number, IoVector* vectors, nint count, int flags, out IpEndpoint from)
    {
        from = default;
        if (!TryMeasure(vectors, count, out int length)) return EntryPoint.Answer(-Errno.Invalid);
        byte[] buffer = new byte[length];
        int result = Host.Read(number, buffer, (MessageFlags)flags, out from);
        for (int i = 0, at = 0; at < result; i++)
        {
            int part = (int)Math.Min(vectors[i].Length, result - at);
            buffer.AsSpan(at, part).CopyTo(new Span<byte>(vectors[i].Start, part));
            at += part;
        }
        return EntryPoint.Answer(result);
    }

    private static int Gather(int number, IoVector* vectors, nint count, int flags, IpEndpoint to)
    {
        if (!TryMeasure(vectors, count, out int length)) return EntryPoint.Answer(-Errno.Invalid);
        byte[] buffer = new byte[length];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            new ReadOnlySpan<byte>(vectors[i].Start, (int)vectors[i].Length).CopyTo(buffer.AsSpan(at));
            at += (int)vectors[i].Length;
        }
        return EntryPoint.Answer(Host.Write(number, buffer, (MessageFlags)flags, to));
    }

    private static bool TryMeasure(IoVector* vectors, nint count, out int length)
    {
        length = 0;
        if (count is < 0 or > 1024 || vectors is null && count > 0) return false;
        for (int i = 0; i < count; i++)
        {
            if (vectors[i].Length < 0 || vectors[i].Length > int.MaxValue - length) return false;
            length += (int)vectors[i].Length;
        }
        return true;
    }

    /// <summary>A stream says nothing of where its bytes are from.</summary>
    private static void WriteSource(IpEndpoint from, byte* address, uint* length)
    {
        if (from != default) SocketCalls.WriteAddress(from, address, length);
        else if (length is not null) *length = 0;
    }
}
