using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dhcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Services.Dhcp;

/// <summary>What a server gives out on one subnet.</summary>
/// <param name="Own">The server's own address there, with the length of the subnet.</param>
/// <param name="First">Of the addresses that it may give.</param>
/// <param name="Last">Of these.</param>
public sealed record DhcpPool(IpPrefix Own, IpAddress First, IpAddress Last)
{
    /// <summary>Null: none is named.</summary>
    public IpAddress? Router { get; init; }

    public ImmutableArray<IpAddress> NameServers { get; init; } = [];

    public string? Domain { get; init; }

    public Duration LeaseTime { get; init; } = Duration.FromSeconds(3600);
}

/// <summary>
/// A server for one subnet (RFC 2131 section 4.3). It remembers who had which address and gives him the same again. Sans-I/O: a message in, an
/// answer out.
/// </summary>
public sealed class DhcpServer(DhcpPool pool)
{
    /// <summary>For how long an offered address is kept for whom it was offered to.</summary>
    private static readonly Duration OfferTime = Duration.FromSeconds(60);

    private readonly List<Binding> _bindings = [];

    private enum BindingState : byte
    {
        Free,
        Offered,
        Leased,

        /// <summary>A client has found somebody else there.</summary>
        Declined,
    }

    /// <summary>An address that was given once; it stays its client's until another needs it.</summary>
    private sealed class Binding(IpAddress address, byte[] client)
    {
        public IpAddress Address { get; } = address;
        public byte[] Client { get; set; } = client;
        public BindingState State { get; set; }
        public Instant Until { get; set; }

        public bool IsTaken(Instant now) => State != BindingState.Free && now < Until;
    }

    /// <summary>Leases that have not run out.</summary>
    public int CountLeases(Instant now)
    {
        int count = 0;
        foreach (Binding binding in _bindings)
            if (binding.State == BindingState.Leased && binding.IsTaken(now)) count++;
        return count;
    }

    /// <summary>What a client sends.</summary>
    /// <returns>False if it gets no answer.</returns>
    public bool TryAnswer(Instant now, in DhcpView message, [NotNullWhen(true)] out DhcpSend? answer)
    {
        answer = null;
        // What a relay passes on comes from another subnet, for which there is no pool here.
        if (!message.IsRequest || !message.IsEthernet || !message.RelayAddress.IsUnspecified) return false;
        byte[] client = message.TryFind(DhcpOptionCode.ClientIdentifier, out ReadOnlySpan<byte> given) && given.Length >= 2
            ? given.ToArray() : [1, .. message.Bytes.Slice(28, MacAddress.Length)];
        switch (message.Type)
        {
            case DhcpMessageType.Discover:
                answer = Offer(now, message, client);
                break;
            case DhcpMessageType.Request:
                answer = OnRequest(now, message, client);
                break;
            case DhcpMessageType.Inform:
                answer = Write(message, DhcpMessageType.Ack, IpAddress.AnyIPv4);
                break;
            case DhcpMessageType.Decline when IsForUs(message) && message.TryFindAddress(DhcpOptionCode.RequestedAddress, out IpAddress refused):
                if (Find(refused) is { } bad && bad.Client.AsSpan().SequenceEqual(client)) (bad.State, bad.Until) = (BindingState.Declined, now + pool.LeaseTime);
                break;
            case DhcpMessageType.Release when Find(message.ClientAddress) is { } back && back.Client.AsSpan().SequenceEqual(client):
                back.State = BindingState.Free;
                break;
            default:
                break;
        }
        return answer is not null;
    }

    /// <summary>RFC 2131 4.3.1: what the client has or had, what it asks for, what was never given, what has been free for longest.</summary>
    private DhcpSend? Offer(Instant now, in DhcpView message, byte[] client)
    {
        IpAddress? wanted = message.TryFindAddress(DhcpOptionCode.RequestedAddress, out IpAddress requested) ? requested : null;
        Binding? binding = FindOf(client) ?? ChooseWanted(now, wanted, client) ?? ChooseNew(client) ?? ChooseOld(now);
        if (binding is null) return null;
        binding.Client = client;
        if (binding.State != BindingState.Leased || !binding.IsTaken(now)) (binding.State, binding.Until) = (BindingState.Offered, now + OfferTime);
        return Write(message, DhcpMessageType.Offer, binding.Address);
    }

    /// <summary>RFC 2131 4.3.2: from SELECTING it names the server, from INIT-REBOOT the address, from BOUND neither.</summary>
    private DhcpSend? OnRequest(Instant now, in DhcpView message, byte[] client)
    {
        bool namesServer = message.TryFindAddress(DhcpOptionCode.ServerIdentifier, out IpAddress server);
        if (namesServer && server != pool.Own.Address)
        {
            // The client has chosen another server.
            if (FindOf(client) is { State: BindingState.Offered } offered) offered.State = BindingState.Free;
            return null;
        }
        bool isNamed = message.TryFindAddress(DhcpOptionCode.RequestedAddress, out IpAddress wanted);
        if (!isNamed) wanted = message.ClientAddress;
        Binding? binding = FindOf(client);
        if (binding is not null && binding.Address == wanted)
        {
            (binding.State, binding.Until) = (BindingState.Leased, now + pool.LeaseTime);
            return Write(message, DhcpMessageType.Ack, wanted);
        }
        // Of a client in the right subnet that this server knows nothing of, another may know (RFC 2131 4.3.2, INIT-REBOOT and REBINDING).
        bool isUnknown = binding is null && !namesServer && pool.Own.Contains(wanted);
        if (isUnknown && !isNamed && ChooseWanted(now, wanted, client) is { } taken)
        {
            (taken.State, taken.Until) = (BindingState.Leased, now + pool.LeaseTime);
            return Write(message, DhcpMessageType.Ack, wanted);
        }
        bool isOthers = isUnknown && (isNamed || wanted < pool.First || wanted > pool.Last);
        return isOthers ? null : Write(message, DhcpMessageType.Nak, IpAddress.AnyIPv4);
    }

    private bool IsForUs(in DhcpView message) =>
        message.TryFindAddress(DhcpOptionCode.ServerIdentifier, out IpAddress server) && server == pool.Own.Address;

    private Binding? Find(IpAddress address)
    {
        foreach (Binding binding in _bindings)
            if (binding.Address == address) return binding;
        return null;
    }

    private Binding? FindOf(byte[] client)
    {
        foreach (Binding binding in _bindings)
            if (binding.State != BindingState.Declined && binding.Client.AsSpan().SequenceEqual(client)) return binding;
        return null;
    }

    private Binding? ChooseWanted(Instant now, IpAddress? wanted, byte[] client)
    {
        if (wanted is not { } address || address < pool.First || address > pool.Last || address == pool.Own.Address) return null;
        Binding? binding = Find(address);
        if (binding is null) return Add(address, client);
        if (binding.IsTaken(now)) return null;
        binding.Client = client;
        return binding;
    }

    private Binding? ChooseNew(byte[] client)
    {
        uint last = pool.Last.IPv4Value;
        for (uint value = pool.First.IPv4Value; value <= last && value != 0; value++)
        {
            IpAddress address = IpAddress.FromIPv4(value);
            if (address != pool.Own.Address && Find(address) is null) return Add(address, client);
        }
        return null;
    }

    private Binding? ChooseOld(Instant now)
    {
        Binding? oldest = null;
        foreach (Binding binding in _bindings)
        {
            if (binding.IsTaken(now)) continue;
            if (oldest is null || binding.Until < oldest.Until) oldest = binding;
        }
        return oldest;
    }

    private Binding Add(IpAddress address, byte[] client)
    {
        var binding = new Binding(address, client);
        _bindings.Add(binding);
        return binding;
    }

    /// <summary>RFC 2131 table 3. To a client without an address everything is broadcast, which 4.1 allows where a unicast is not possible.</summary>
    private DhcpSend Write(in DhcpView message, DhcpMessageType type, IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[1024];
        bool isNak = type == DhcpMessageType.Nak;
        var writer = new DhcpWriter(bytes, new DhcpFields
        {
            TransactionId = message.TransactionId,
            WantsBroadcast = message.WantsBroadcast || isNak,
            ClientAddress = isNak ? default : message.ClientAddress,
            YourAddress = address,
            ClientMac = message.ClientMac,
        }, type);
        writer.Add(DhcpOptionCode.ServerIdentifier, pool.Own.Address);
        if (!isNak) AddOptions(ref writer, hasLease: !address.IsUnspecified);
        bool canReach = !isNak && !message.ClientAddress.IsUnspecified;
        return new DhcpSend(canReach ? message.ClientAddress : IpAddress.BroadcastIPv4, writer.Finish().ToArray());
    }

    private void AddOptions(ref DhcpWriter writer, bool hasLease)
    {
        if (hasLease)
        {
            uint seconds = (uint)Math.Clamp(pool.LeaseTime.Nanoseconds / 1_000_000_000, 1, uint.MaxValue - 1);
            writer.AddSeconds(DhcpOptionCode.LeaseTime, seconds);
            writer.AddSeconds(DhcpOptionCode.RenewalTime, seconds / 2);
            writer.AddSeconds(DhcpOptionCode.RebindingTime, (uint)((ulong)seconds * 7 / 8));
        }
        uint mask = pool.Own.Length == 0 ? 0 : uint.MaxValue << (32 - pool.Own.Length);
        writer.Add(DhcpOptionCode.SubnetMask, IpAddress.FromIPv4(mask));
        if (pool.Router is { } router) writer.Add(DhcpOptionCode.Router, router);
        if (pool.Domain is { } domain) writer.AddText(DhcpOptionCode.DomainName, domain);
        if (pool.NameServers.IsEmpty) return;
        Span<byte> servers = stackalloc byte[4 * Math.Min(pool.NameServers.Length, 8)];
        for (int i = 0; i < servers.Length / 4; i++) pool.NameServers[i].Write(servers[(4 * i)..]);
        writer.Add(DhcpOptionCode.DomainNameServer, servers);
    }
}
