using NetSim.Wire.Addresses;

namespace NetSim.Stack.Sockets;

/// <summary>The sockets that share one local end, in the order in which they were bound.</summary>
/// <param name="sharing">What all of them have said.</param>
/// <param name="hash">Shares senders out among the sockets.</param>
internal sealed class SharedPort(PortSharing sharing, KeyedHash hash)
{
    private readonly List<object> _recipients = [];

    public PortSharing Sharing { get; } = sharing;

    public int Count => _recipients.Count;

    public object this[int index] => _recipients[index];

    public void Add(object recipient) => _recipients.Add(recipient);

    public bool Remove(object recipient) => _recipients.Remove(recipient);

    /// <summary>Whom a packet is for that is not for a group.</summary>
    public object RecipientFor(IpEndpoint remote)
    {
        if (Sharing == PortSharing.Address) return _recipients[^1];
        ulong spread = hash.Hash(remote.Address.High, remote.Address.Low, remote.Port);
        return _recipients[(int)(spread % (uint)_recipients.Count)];
    }
}
