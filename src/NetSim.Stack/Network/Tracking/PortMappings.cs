using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Network.Tracking;

/// <summary>Which inner end has which port of the outside address. No port has two (RFC 4787 REQ-3: no overloading).</summary>
/// <param name="random">For ports that nobody can guess.</param>
/// <param name="isReserved">Whether a port of a protocol is not for the inner address that asks.</param>
internal sealed class PortMappings(RandomGenerator random, Func<IpProtocol, IpAddress, ushort, bool> isReserved)
{
    /// <summary>RFC 4787 REQ-3 a: what came from a well-known port keeps to them.</summary>
    private const int FirstRegistered = 1024;

    private readonly Dictionary<InnerKey, PortMapping> _byInner = new(new KeyComparer(random.NextKey()));
    private readonly Dictionary<int, PortMapping> _byPort = [];
    private PortMapping? _free;

    private readonly record struct InnerKey(IpProtocol Protocol, IpEndpoint Inner);

    public int Count => _byPort.Count;

    public PortMapping? FindInner(IpProtocol protocol, IpEndpoint inner) => _byInner.GetValueOrDefault(new InnerKey(protocol, inner));

    public PortMapping? FindPort(IpProtocol protocol, ushort port) => _byPort.GetValueOrDefault(Key(protocol, port));

    /// <summary>The mapping of an inner end, made if there is none.</summary>
    /// <returns>Null if all ports are taken.</returns>
    public PortMapping? Map(IpProtocol protocol, IpEndpoint inner)
    {
        if (FindInner(protocol, inner) is { } known) return known;
        int port = ChoosePort(protocol, inner);
        if (port < 0) return null;
        PortMapping mapping = _free ?? new PortMapping();
        _free = mapping.Next;
        return Add(mapping.Begin(protocol, inner, (ushort)port, isStatic: false));
    }

    public void AddStatic(in PortForward forward) =>
        Add(new PortMapping().Begin(forward.Protocol, forward.To, forward.Port, isStatic: true));

    /// <summary>A conversation that used it is over.</summary>
    public void Release(PortMapping mapping)
    {
        mapping.Holders--;
        ForgetUnused(mapping);
    }

    /// <summary>Forgets what was made for a conversation that could not begin.</summary>
    public void ForgetUnused(PortMapping mapping)
    {
        if (mapping.Holders > 0 || mapping.IsStatic) return;
        _byInner.Remove(new InnerKey(mapping.Protocol, mapping.Inner));
        _byPort.Remove(Key(mapping.Protocol, mapping.Port));
        mapping.Next = _free;
        _free = mapping;
    }

    private PortMapping Add(PortMapping mapping)
    {
        _byInner.TryAdd(new InnerKey(mapping.Protocol, mapping.Inner), mapping);
        _byPort[Key(mapping.Protocol, mapping.Port)] = mapping;
        return mapping;
    }

    /// <summary>
    /// The inner port itself if it is free, else one of the same range and parity (RFC 4787 REQ-3 a, REQ-4) from a place that nobody can
    /// guess (RFC 6056).
    /// </summary>
    private int ChoosePort(IpProtocol protocol, IpEndpoint inner)
    {
        ushort wanted = inner.Port;
        if (IsFree(protocol, inner.Address, wanted)) return wanted;
        int first = wanted < FirstRegistered && protocol != IpProtocol.Icmp ? 0 : FirstRegistered;
        int end = first == 0 ? FirstRegistered : ushort.MaxValue + 1;
        int pairs = (end - first) / 2;
        int at = (int)random.Next((uint)pairs);
        for (int i = 0; i < pairs; i++)
        {
            int port = first + (at + i) % pairs * 2 + (wanted & 1);
            if (port != 0 && IsFree(protocol, inner.Address, (ushort)port)) return port;
        }
        return -1;
    }

    private bool IsFree(IpProtocol protocol, IpAddress inner, ushort port) => FindPort(protocol, port) is null && !isReserved(protocol, inner, port);

    private static int Key(IpProtocol protocol, ushort port) => (int)protocol << 16 | port;

    private sealed class KeyComparer(KeyedHash hash) : IEqualityComparer<InnerKey>
    {
        public bool Equals(InnerKey x, InnerKey y) => x.Equals(y);

        public int GetHashCode(InnerKey key) =>
            (int)hash.Hash(key.Inner.Address.Low, (ulong)key.Inner.Port << 8 | (byte)key.Protocol);
    }
}
