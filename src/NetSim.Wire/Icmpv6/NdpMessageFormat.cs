namespace NetSim.Wire.Icmpv6;

/// <summary>What the checks of all neighbour discovery messages have in common (RFC 4861 6.1, 7.1, 8.1), as far as the message alone shows it.</summary>
internal static class NdpMessageFormat
{
    /// <summary>Type, code 0, at least the fixed part, and options of which each has a length and an end.</summary>
    public static bool IsValid(ReadOnlySpan<byte> message, Icmpv6Type type, int fixedLength) =>
        message.Length >= fixedLength
        && message[Icmpv6Header.TypeAt] == (byte)type
        && message[Icmpv6Header.CodeAt] == 0
        && NdpOptions.AreWellFormed(message[fixedLength..]);
}
