using NetSim.Wire.Addresses;

namespace NetSim.Packetdrill.Sockets;

/// <summary>An epoll(7) set.</summary>
internal sealed class EpollDescriptor(DrillHost host) : Descriptor(host)
{
    private const int Add = 1, Delete = 2, Modify = 3;
    private const PollEvents Always = PollEvents.Error | PollEvents.HangUp;

    private readonly List<Interest> _interests = [];

    private sealed class Interest
    {
        public required int Number { get; init; }

        public required Descriptor Descriptor { get; init; }

        public PollEvents Events { get; set; }

        public ulong Data { get; set; }

        public long Seen { get; set; } = -1;
    }

    public override PollEvents Ready => PollEvents.None;

    public int Control(int operation, (int Number, Descriptor Descriptor) what, PollEvents events, ulong data)
    {
        Interest? known = _interests.Find(interest => interest.Number == what.Number);
        if (operation == Add && known is not null) return -Errno.Exists;
        if (operation is Delete or Modify && known is null) return -Errno.NoEntry;
        switch (operation)
        {
            case Add:
                _interests.Add(new Interest { Number = what.Number, Descriptor = what.Descriptor, Events = events, Data = data });
                return 0;
            case Delete:
                _interests.Remove(known!);
                return 0;
            case Modify:
                (known!.Events, known.Data, known.Seen) = (events, data, -1);
                return 0;
            default:
                return -Errno.Invalid;
        }
    }

    /// <summary>A closed descriptor leaves every set.</summary>
    public void Forget(Descriptor descriptor) => _interests.RemoveAll(interest => ReferenceEquals(interest.Descriptor, descriptor));

    public int Collect(Span<(PollEvents Events, ulong Data)> found)
    {
        int count = 0;
        foreach (Interest interest in _interests)
        {
            if (count == found.Length) break;
            PollEvents ready = interest.Descriptor.Ready & (interest.Events | Always) & ~(PollEvents.EdgeTriggered | PollEvents.OneShot);
            bool isEdge = (interest.Events & PollEvents.EdgeTriggered) != 0;
            if (ready == PollEvents.None || isEdge && interest.Seen == interest.Descriptor.Changes) continue;
            interest.Seen = interest.Descriptor.Changes;
            if ((interest.Events & PollEvents.OneShot) != 0) interest.Events = PollEvents.None;
            found[count++] = (ready, interest.Data);
        }
        return count;
    }

    public override int Bind(IpEndpoint local) => -Errno.NotSocket;
}
