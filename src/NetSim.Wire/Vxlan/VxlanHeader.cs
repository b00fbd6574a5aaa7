using NetSim.Wire.Buffers;

namespace NetSim.Wire.Vxlan;

/// <summary>Writes the header that <see cref="VxlanView"/> reads.</summary>
public static class VxlanHeader
{
    public const int Length = 8;

    /// <summary>The UDP port that IANA has given it.</summary>
    public const ushort Port = 4789;

    internal const byte ValidFlag = 0x08;
    internal const int VniAt = 4;

    /// <param name="bytes">At least 8 bytes.</param>
    /// <param name="vni">24 bits.</param>
    public static void Write(Span<byte> bytes, int vni)
    {
        bytes.PutU32(0, (uint)ValidFlag << 24);
        bytes.PutU32(VniAt, (uint)vni << 8);
    }
}
