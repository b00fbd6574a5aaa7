using NetSim.Packetdrill.Sockets;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Packetdrill;

/// <summary>The system calls, each answered like one of Linux: what it counts, or a negated <see cref="Errno"/>.</summary>
internal sealed partial class DrillHost
{
    public int Socket(AddressFamily family, SocketKind kind)
    {
        lock (_gate)
        {
            return _descriptors.Add(kind == SocketKind.Stream ? new TcpDescriptor(this, family) : new UdpDescriptor(this, family));
        }
    }

    public int Bind(int number, IpEndpoint local) => On(number, descriptor => descriptor.Bind(local));

    public int Listen(int number, int backlog) => On(number, descriptor => descriptor.Listen(backlog));

    public int Accept(int number, out IpEndpoint remote)
    {
        IpEndpoint from = default;
        int result = Until(number, descriptor =>
        {
            int answer = descriptor.Accept(out Descriptor? accepted, out from);
            return accepted is null ? answer : _descriptors.Add(accepted);
        });
        remote = from;
        return result;
    }

    public int Connect(int number, IpEndpoint remote)
    {
        lock (_gate)
        {
            if (!_descriptors.TryFind(number, out Descriptor? descriptor)) return -Errno.BadDescriptor;
            int result = descriptor.Connect(remote);
            Settle();
            if (!descriptor.IsBlocking) return result;
            while (result is -Errno.InProgress or -Errno.Already && Block(Instant.MaxValue)) result = descriptor.Connect(remote);
            return result;
        }
    }

    public int Read(int number, Span<byte> buffer, MessageFlags flags, out IpEndpoint from)
    {
        lock (_gate)
        {
            from = default;
            if (!_descriptors.TryFind(number, out Descriptor? descriptor)) return -Errno.BadDescriptor;
            int count = 0;
            while (true)
            {
                int result = descriptor.Read(buffer[count..], flags, out from);
                Settle();
                if (result > 0) count += result;
                bool wantsMore = (flags & MessageFlags.WaitAll) != 0 && result > 0 && count < buffer.Length;
                if (!wantsMore && result != -Errno.Again || count > 0 && result <= 0 && (flags & MessageFlags.WaitAll) == 0)
                    return count > 0 ? count : result;
                if (!MayBlock(descriptor, flags) || !Block(Instant.MaxValue)) return count > 0 ? count : -Errno.Again;
            }
        }
    }

    public int Write(int number, ReadOnlySpan<byte> data, MessageFlags flags, IpEndpoint to)
    {
        lock (_gate)
        {
            if (!_descriptors.TryFind(number, out Descriptor? descriptor)) return -Errno.BadDescriptor;
            int count = 0;
            while (true)
            {
                int result = descriptor.Write(data[count..], flags, to);
                Settle();
                if (result > 0) count += result;
                bool isDone = result >= 0 && count >= data.Length || result < 0 && result != -Errno.Again;
                if (isDone || !MayBlock(descriptor, flags)) return count > 0 ? count : result;
                if (result == -Errno.Again && !Block(Instant.MaxValue)) return count > 0 ? count : result;
            }
        }
    }

    public int Shutdown(int number, ShutdownHow how) => On(number, descriptor => descriptor.Shutdown(how));

    public int Close(int number) => On(number, descriptor =>
    {
        _descriptors.Remove(number);
        foreach (int other in _descriptors.Numbers)
            if (_descriptors.TryFind(other, out Descriptor? set) && set is EpollDescriptor epoll) epoll.Forget(descriptor);
        descriptor.Close();
        return 0;
    });

    public int Count(int number, QueueCount what) => On(number, descriptor => descriptor.Count(what));

    public int SetOption(int number, SocketOption option, byte[] value) => On(number, descriptor => descriptor.SetOption(option, value));

    /// <returns>The option's length.</returns>
    public int GetOption(int number, SocketOption option, byte[] value) => On(number, descriptor => descriptor.GetOption(option, value));

    public int SetBlocking(int number, bool isBlocking) => On(number, descriptor =>
    {
        descriptor.IsBlocking = isBlocking;
        return 0;
    });

    /// <returns>1 if it blocks, 0 if not.</returns>
    public int GetBlocking(int number) => On(number, descriptor => descriptor.IsBlocking ? 1 : 0);

    /// <summary>poll(2); what has happened is written into <paramref name="wanted"/>.</summary>
    /// <param name="wanted">Descriptors, and the events that are waited for.</param>
    /// <param name="timeout">Null: for ever.</param>
    public int Poll((int Number, PollEvents Wanted, PollEvents Found)[] wanted, Duration? timeout)
    {
        lock (_gate)
        {
            Instant until = timeout is { } time ? Now + time : Instant.MaxValue;
            while (true)
            {
                int count = 0;
                for (int i = 0; i < wanted.Length; i++)
                {
                    PollEvents found = FindEvents(wanted[i].Number, wanted[i].Wanted);
                    wanted[i].Found = found;
                    if (found != PollEvents.None) count++;
                }
                if (count > 0 || !Block(until)) return count;
            }
        }
    }

    private PollEvents FindEvents(int number, PollEvents wanted)
    {
        if (number < 0) return PollEvents.None;
        if (!_descriptors.TryFind(number, out Descriptor? descriptor)) return PollEvents.Invalid;
        return descriptor.Ready & (wanted | PollEvents.Error | PollEvents.HangUp);
    }

    public int CreateEpoll()
    {
        lock (_gate) return _descriptors.Add(new EpollDescriptor(this));
    }

    public int ControlEpoll(int set, int operation, int number, (PollEvents Events, ulong Data) interest) => On(set, descriptor =>
    {
        if (descriptor is not EpollDescriptor epoll || set == number) return -Errno.Invalid;
        if (!_descriptors.TryFind(number, out Descriptor? watched)) return -Errno.BadDescriptor;
        return epoll.Control(operation, (number, watched), interest.Events, interest.Data);
    });

    public int WaitEpoll(int set, Span<(PollEvents Events, ulong Data)> found, Duration? timeout)
    {
        lock (_gate)
        {
            if (!_descriptors.TryFind(set, out Descriptor? descriptor)) return -Errno.BadDescriptor;
            if (descriptor is not EpollDescriptor epoll || found.Length == 0) return -Errno.Invalid;
            Instant until = timeout is { } time ? Now + time : Instant.MaxValue;
            int count = epoll.Collect(found);
            while (count == 0 && Block(until)) count = epoll.Collect(found);
            return count;
        }
    }

    /// <summary>The script is over: nothing that is left may keep a packet.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            foreach (int number in _descriptors.Numbers)
                if (_descriptors.TryFind(number, out Descriptor? descriptor)) descriptor.Close();
            foreach (Descriptor descriptor in _living) descriptor.Stop();
            Settle();
            _stack.Stop();
            _interface.Stop();
            _sent.Clear();
        }
    }

    private static bool MayBlock(Descriptor descriptor, MessageFlags flags) =>
        descriptor.IsBlocking && (flags & MessageFlags.DontWait) == 0;

    private int On(int number, Func<Descriptor, int> call)
    {
        lock (_gate)
        {
            if (!_descriptors.TryFind(number, out Descriptor? descriptor)) return -Errno.BadDescriptor;
            int result = call(descriptor);
            Settle();
            return result;
        }
    }

    /// <summary>A call that waits while it would block.</summary>
    private int Until(int number, Func<Descriptor, int> call)
    {
        lock (_gate)
        {
            if (!_descriptors.TryFind(number, out Descriptor? descriptor)) return -Errno.BadDescriptor;
            int result = call(descriptor);
            while (result == -Errno.Again && descriptor.IsBlocking && Block(Instant.MaxValue)) result = call(descriptor);
            Settle();
            return result;
        }
    }
}

/// <summary>What kind of socket.</summary>
internal enum SocketKind
{
    Stream,
    Datagram,
}
