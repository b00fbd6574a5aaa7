using NetSim.Wire.Addresses;
using NetSim.Wire.Dhcpv6;

namespace NetSim.Stack.Services.Dhcpv6;

/// <summary>A stateless server (RFC 8415 18.3.6): answers questions for information, and keeps nothing in mind.</summary>
/// <param name="mac">Of the interface that serves; it is the server's identity.</param>
/// <param name="configuration">What it tells.</param>
public sealed class Dhcpv6Server(MacAddress mac, StatelessConfiguration configuration)
{
    private const int IdentityLength = 4 + MacAddress.Length;

    /// <param name="message">What a client sent.</param>
    /// <param name="answer">At least 1024 bytes.</param>
    /// <returns>Bytes of the answer; 0 if there is none to give.</returns>
    public int Answer(in Dhcpv6View message, Span<byte> answer)
    {
        if (message.Type != Dhcpv6MessageType.InformationRequest || !IsForUs(message)) return 0;
        var writer = new Dhcpv6Writer(answer, Dhcpv6MessageType.Reply, message.TransactionId);
        writer.AddIdentity(Dhcpv6OptionCode.ServerIdentifier, mac);
        if (message.TryFind(Dhcpv6OptionCode.ClientIdentifier, out ReadOnlySpan<byte> client) && client.Length <= 130) writer.Add(Dhcpv6OptionCode.ClientIdentifier, client);
        if (!configuration.NameServers.IsEmpty) writer.Add(Dhcpv6OptionCode.DnsServers, configuration.NameServers.AsSpan()[..Math.Min(8, configuration.NameServers.Length)]);
        if (configuration.Domain is { } domain) writer.Add(Dhcpv6OptionCode.DomainList, domain);
        return writer.Written.Length;
    }

    /// <summary>RFC 8415 16.12: names no server, or this one.</summary>
    private bool IsForUs(in Dhcpv6View message)
    {
        if (!message.TryFind(Dhcpv6OptionCode.ServerIdentifier, out ReadOnlySpan<byte> wanted)) return true;
        Span<byte> own = stackalloc byte[Dhcpv6Writer.FirstValueAt + IdentityLength];
        var writer = new Dhcpv6Writer(own, Dhcpv6MessageType.Reply, 0);
        writer.AddIdentity(Dhcpv6OptionCode.ServerIdentifier, mac);
        return wanted.SequenceEqual(own[Dhcpv6Writer.FirstValueAt..]);
    }
}
