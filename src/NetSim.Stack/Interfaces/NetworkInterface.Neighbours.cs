using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>What ARP, neighbour discovery and the neighbour cache ask of the interface.</summary>
public sealed partial class NetworkInterface : INeighbourCacheOwner
{
    private ByProducts Waiting => _byProducts ??= new ByProducts();

    internal Packet Rent() => _pool.Rent();

    /// <summary>Frames a packet of the interface's own making and keeps it for <see cref="TryTake"/>.</summary>
    internal void Emit(Packet packet, MacAddress to, EtherType type)
    {
        EthernetHeader.Write(packet.Prepend(EthernetView.HeaderLength), to, Mac, type);
        CountSent(packet);
        Waiting.Down.Enqueue(packet);
    }

    /// <summary>An IP packet of the interface's own making, to a group of this link.</summary>
    internal void EmitToGroup(Packet packet, IpAddress group)
    {
        if (Framing == Framing.Ethernet)
        {
            Emit(packet, LinkLayerMapping.GroupMac(group), group.IsIPv4 ? EtherType.IPv4 : EtherType.IPv6);
            return;
        }
        CountSent(packet);
        Waiting.Down.Enqueue(packet);
    }

    /// <summary>The same for a packet whose receiver's link-layer address must be found first.</summary>
    internal void EmitTo(Instant now, Packet packet, IpAddress nextHop)
    {
        packet.NextHop = nextHop;
        packet.Egress = Index;
        if (Send(now, packet) == InterfaceVerdict.Transmit) Waiting.Down.Enqueue(packet);
    }

    /// <summary>
    /// RFC 5227 2.4 b: says once whose the address is, then not again for a while, so that two stubborn stations do not shout for ever.
    /// </summary>
    internal void OnAddressConflict(Instant now, IpAddress address)
    {
        _counters.AddressConflicts++;
        if (_duties?.LinkLocal is { } linkLocal && linkLocal.Address == address && now < Duties.DefendedUntil)
        {
            // RFC 3927 2.5 b: defended once already, so let the other one have it.
            RemoveAddress(address);
            linkLocal.OnLost(now);
            return;
        }
        if (!address.IsIPv4 || now < Duties.DefendedUntil) return;
        Duties.DefendedUntil = now + DefendInterval;
        ArpProtocol.Announce(this, address);
    }

    void INeighbourCacheOwner.Solicit(Neighbour neighbour)
    {
        if (neighbour.Address.IsIPv4) ArpProtocol.Solicit(this, neighbour);
        else NeighbourDiscovery.Solicit(this, neighbour);
    }

    void INeighbourCacheOwner.Release(Packet packet, Neighbour neighbour)
    {
        Transmit(packet, neighbour.Mac);
        Waiting.Down.Enqueue(packet);
    }

    void INeighbourCacheOwner.GiveUp(Packet packet)
    {
        _counters.CountSendDrop(packet, DropReason.NeighbourUnreachable);
        packet.Egress = Index;
        Waiting.Up.Enqueue(packet);
    }

    void INeighbourCacheOwner.OnFailed(Neighbour neighbour)
    {
        _duties?.Discovery?.OnUnreachable(neighbour.Address);
        Observer?.OnNeighbourFailed(this, neighbour.Address);
    }

    void INeighbourCacheOwner.Refuse(Packet packet, DropReason reason) => DropSent(packet, reason);
}
