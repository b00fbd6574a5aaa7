using System.Buffers.Binary;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Stp;

public enum BpduType : byte
{
    /// <summary>Of the spanning tree protocol before 2004.</summary>
    Configuration = 0x00,

    /// <summary>Of the rapid spanning tree protocol.</summary>
    Rapid = 0x02,

    /// <summary>Of the old protocol: something has changed below.</summary>
    TopologyChange = 0x80,
}

/// <summary>IEEE 802.1D-2004 9.2.9 and 9.3.3: the flags of a BPDU.</summary>
[Flags]
public enum BpduFlags : byte
{
    None = 0,
    TopologyChange = 0x01,
    Proposal = 0x02,
    AlternateRole = 0x04,
    RootRole = 0x08,

    /// <summary>Both bits of the role.</summary>
    DesignatedRole = 0x0C,
    Learning = 0x10,
    Forwarding = 0x20,
    Agreement = 0x40,
    TopologyChangeAcknowledgment = 0x80,
}

/// <summary>A bridge protocol data unit (IEEE 802.1D-2004 clause 9), behind its LLC header. Times are in 1/256 s.</summary>
public readonly record struct Bpdu
{
    public const int TopologyChangeLength = 4;
    public const int ConfigurationLength = 35;
    public const int RapidLength = 36;

    private const byte RapidVersion = 2;
    private const int VersionAt = 2;
    private const int TypeAt = 3;
    private const int FlagsAt = 4;
    private const int RootAt = 5;
    private const int CostAt = 13;
    private const int BridgeAt = 17;
    private const int PortAt = 25;
    private const int MessageAgeAt = 27;
    private const int MaxAgeAt = 29;
    private const int HelloTimeAt = 31;
    private const int ForwardDelayAt = 33;

    public required BpduType Type { get; init; }
    public BpduFlags Flags { get; init; }

    /// <summary>Priority in the upper 16 bits, address in the lower 48.</summary>
    public ulong Root { get; init; }

    public uint RootPathCost { get; init; }
    public ulong Bridge { get; init; }
    public ushort Port { get; init; }
    public ushort MessageAge { get; init; }
    public ushort MaxAge { get; init; }
    public ushort HelloTime { get; init; }
    public ushort ForwardDelay { get; init; }

    public int Length => Type switch
    {
        BpduType.TopologyChange => TopologyChangeLength,
        BpduType.Configuration => ConfigurationLength,
        _ => RapidLength,
    };

    /// <summary>9.3.4: what is to be believed. Later versions are read as the rapid one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Bpdu bpdu)
    {
        bpdu = default;
        if (bytes.Length < TopologyChangeLength || bytes.U16(0) != 0) return false;
        var type = (BpduType)bytes[TypeAt];
        if (type == BpduType.TopologyChange)
        {
            bpdu = new Bpdu { Type = type };
            return true;
        }
        bool isKnown = type == BpduType.Configuration || (type == BpduType.Rapid && bytes[VersionAt] >= RapidVersion);
        if (!isKnown || bytes.Length < (type == BpduType.Configuration ? ConfigurationLength : RapidLength)) return false;
        bpdu = new Bpdu
        {
            Type = type,
            Flags = (BpduFlags)bytes[FlagsAt],
            Root = BinaryPrimitives.ReadUInt64BigEndian(bytes[RootAt..]),
            RootPathCost = BinaryPrimitives.ReadUInt32BigEndian(bytes[CostAt..]),
            Bridge = BinaryPrimitives.ReadUInt64BigEndian(bytes[BridgeAt..]),
            Port = bytes.U16(PortAt),
            MessageAge = bytes.U16(MessageAgeAt),
            MaxAge = bytes.U16(MaxAgeAt),
            HelloTime = bytes.U16(HelloTimeAt),
            ForwardDelay = bytes.U16(ForwardDelayAt),
        };
        return type == BpduType.Rapid || bpdu.MessageAge < bpdu.MaxAge;
    }

    /// <param name="bytes">At least <see cref="Length"/>.</param>
    public void Write(Span<byte> bytes)
    {
        bytes[..Length].Clear();
        bytes[VersionAt] = Type == BpduType.Rapid ? RapidVersion : (byte)0;
        bytes[TypeAt] = (byte)Type;
        if (Type == BpduType.TopologyChange) return;
        bytes[FlagsAt] = (byte)Flags;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[RootAt..], Root);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[CostAt..], RootPathCost);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[BridgeAt..], Bridge);
        bytes.PutU16(PortAt, Port);
        bytes.PutU16(MessageAgeAt, MessageAge);
        bytes.PutU16(MaxAgeAt, MaxAge);
        bytes.PutU16(HelloTimeAt, HelloTime);
        bytes.PutU16(ForwardDelayAt, ForwardDelay);
    }
}
