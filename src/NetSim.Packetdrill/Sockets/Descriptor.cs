using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Packetdrill.Sockets;

/// <summary>
/// What a file descriptor stands for. Calls answer like system calls: a count, or a negated <see cref="Errno"/>; one that would block
/// says <see cref="Errno.Again"/>, and the host waits and asks again if the descriptor is a blocking one.
/// </summary>
internal abstract class Descriptor(DrillHost host)
{
    protected DrillHost Host { get; } = host;

    public bool IsBlocking { get; set; } = true;

    /// <summary>Of poll(2).</summary>
    public abstract PollEvents Ready { get; }

    /// <summary>Rises whenever there is something new: what edge-triggered waiting goes by.</summary>
    public long Changes { get; protected set; }

    /// <summary>Closed by the application, and nothing of it is left in the stack.</summary>
    public virtual bool IsGone => false;

    public virtual Instant? NextDeadline => null;

    public virtual void OnDeadline(Instant now)
    {
    }

    public virtual void OnPacket(Packet packet) => packet.Return();

    /// <summary>Sends what is to be sent.</summary>
    /// <returns>True if there was anything.</returns>
    public virtual bool Flush() => false;

    public virtual int Bind(IpEndpoint local) => -Errno.NotSupported;

    public virtual int Listen(int backlog) => -Errno.NotSupported;

    public virtual int Accept(out Descriptor? accepted, out IpEndpoint remote)
    {
        (accepted, remote) = (null, default);
        return -Errno.NotSupported;
    }

    public virtual int Connect(IpEndpoint remote) => -Errno.NotSupported;

    public virtual int Read(Span<byte> buffer, MessageFlags flags, out IpEndpoint from)
    {
        from = default;
        return -Errno.Invalid;
    }

    public virtual int Write(ReadOnlySpan<byte> data, MessageFlags flags, IpEndpoint to) => -Errno.Invalid;

    public virtual int Shutdown(ShutdownHow how) => -Errno.NotSocket;

    public virtual int SetOption(SocketOption option, ReadOnlySpan<byte> value) => -Errno.NotSocket;

    /// <returns>The option's length.</returns>
    public virtual int GetOption(SocketOption option, Span<byte> value) => -Errno.NotSocket;

    /// <summary>Answers of ioctl(2) about queues.</summary>
    public virtual int Count(QueueCount what) => -Errno.Invalid;

    public virtual void Close()
    {
    }

    /// <summary>The host stops: what lives on after a close ends at once.</summary>
    public virtual void Stop()
    {
    }
}
