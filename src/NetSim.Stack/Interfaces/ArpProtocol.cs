using NetSim.Wire.Addresses;
using NetSim.Wire.Arp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>
/// What an interface does with ARP (RFC 826, RFC 1122 2.3.2, RFC 5227). Stateless: what is known stands in the neighbour cache.
/// </summary>
internal static class ArpProtocol
{
    /// <summary>Reads a message and answers it.</summary>
    /// <returns>Why it was not understood; null if it was.</returns>
    public static DropReason? OnMessage(Instant now, ReadOnlySpan<byte> bytes, NetworkInterface port)
    {
        if (!ArpView.TryParse(bytes, out ArpView message)) return DropReason.Malformed;
        IpAddress sender = message.SenderAddress;
        MacAddress senderMac = message.SenderMac;
        if (senderMac.IsGroup || sender.IsMulticast || port.Addresses.IsBroadcast(sender)) return DropReason.Malformed;

        bool isProbe = sender.IsUnspecified;
        bool isForUs = port.Addresses.Contains(message.TargetAddress);
        if (!isProbe && port.Addresses.Contains(sender))
        {
            if (senderMac != port.Mac) port.OnAddressConflict(now, sender);
            return null;
        }
        // RFC 5227 2.1.1: somebody has an address that is being tried here, or tries it as well.
        IpAddress claimed = isProbe ? message.TargetAddress : sender;
        if (senderMac != port.Mac && port.OnTentativeConflict(now, claimed)) return null;
        // RFC 826: merge first, whoever the message is for; only one that is for us makes a new entry (so others' talk cannot fill the
        // table).
        Neighbour? known = isProbe ? null : port.Neighbours.Find(sender);
        if (known is not null) OnKnownSender(now, port, known, message);
        if (message.Operation != ArpOperation.Request || !isForUs) return null;
        if (known is null && !isProbe) port.Neighbours.Learn(now, sender, senderMac);
        Write(port, ArpOperation.Reply, message.TargetAddress, (senderMac, sender), senderMac);
        return null;
    }

    /// <summary>A reply that was asked for shows that both directions work; any other message only where its sender is now.</summary>
    private static void OnKnownSender(Instant now, NetworkInterface port, Neighbour known, in ArpView message)
    {
        bool isAnswer = message.Operation == ArpOperation.Reply && message.TargetMac == port.Mac
            && known.State is NeighbourState.Incomplete or NeighbourState.Delay or NeighbourState.Probe;
        if (isAnswer) port.Neighbours.Confirm(now, known, message.SenderMac);
        else port.Neighbours.Refresh(known, message.SenderMac);
    }

    /// <summary>Asks everybody, or the neighbour itself while it is being probed (RFC 1122 2.3.2.1, unicast poll).</summary>
    public static void Solicit(NetworkInterface port, Neighbour neighbour)
    {
        if (!port.Addresses.TryFindFor(neighbour.Address, out IpAddress source) || source.IsIPv6) source = IpAddress.AnyIPv4;
        MacAddress to = neighbour.State == NeighbourState.Probe ? neighbour.Mac : MacAddress.Broadcast;
        Write(port, ArpOperation.Request, source, (default, neighbour.Address), to);
    }

    /// <summary>Tells everybody that the address is here (RFC 5227 2.3): a request for itself.</summary>
    public static void Announce(NetworkInterface port, IpAddress address) =>
        Write(port, ArpOperation.Request, address, (default, address), MacAddress.Broadcast);

    /// <summary>Asks for an address without claiming it (RFC 5227 2.1.1).</summary>
    public static void Probe(NetworkInterface port, IpAddress address) =>
        Write(port, ArpOperation.Request, IpAddress.AnyIPv4, (default, address), MacAddress.Broadcast);

    private static void Write(
        NetworkInterface port, ArpOperation operation, IpAddress senderAddress, (MacAddress Mac, IpAddress Address) target, MacAddress to)
    {
        Packet packet = port.Rent();
        ArpMessage.Write(packet.Append(ArpMessage.Length), operation, port.Mac, senderAddress, target.Mac, target.Address);
        port.Emit(packet, to, EtherType.Arp);
    }
}
