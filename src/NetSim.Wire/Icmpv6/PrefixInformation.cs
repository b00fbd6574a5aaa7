using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Icmpv6;

/// <summary>A prefix of a router advertisement (RFC 4861 4.6.2).</summary>
public readonly record struct PrefixInformation
{
    /// <summary>A lifetime that never ends.</summary>
    public const uint InfiniteLifetime = uint.MaxValue;

    internal const int OptionLength = 32;

    private const int OnLinkFlag = 0x80;
    private const int AutonomousFlag = 0x40;

    public IpPrefix Prefix { get; init; }

    /// <summary>Addresses of the prefix are neighbours (L).</summary>
    public bool IsOnLink { get; init; }

    /// <summary>Hosts may form addresses from the prefix (A, RFC 4862).</summary>
    public bool IsAutonomous { get; init; }

    public uint ValidLifetimeSeconds { get; init; }

    public uint PreferredLifetimeSeconds { get; init; }

    internal static bool TryRead(ReadOnlySpan<byte> option, out PrefixInformation prefix)
    {
        prefix = default;
        if (option.Length != OptionLength || option[2] > 128) return false;
        IpAddress address = IpAddress.Read(option.Slice(16, 16));
        if (address.IsIPv4) return false;
        prefix = new PrefixInformation
        {
            Prefix = new IpPrefix(address, option[2]),
            IsOnLink = (option[3] & OnLinkFlag) != 0,
            IsAutonomous = (option[3] & AutonomousFlag) != 0,
            ValidLifetimeSeconds = option.U32(4),
            PreferredLifetimeSeconds = option.U32(8),
        };
        return true;
    }

    internal void Write(Span<byte> option)
    {
        option[0] = (byte)NdpOptionType.PrefixInformation;
        option[1] = OptionLength / 8;
        option[2] = (byte)Prefix.Length;
        option[3] = (byte)((IsOnLink ? OnLinkFlag : 0) | (IsAutonomous ? AutonomousFlag : 0));
        option.PutU32(4, ValidLifetimeSeconds);
        option.PutU32(8, PreferredLifetimeSeconds);
        option.PutU32(12, 0);
        Ipv6.Ipv6Header.WriteAddress(option[16..], Prefix.Network.Address);
    }
}
