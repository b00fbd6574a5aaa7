using NetSim.Wire.Buffers;

namespace NetSim.Stack;

/// <summary>What became of the packet that was handed to a <see cref="HostStack"/>.</summary>
public enum StackVerdict : byte
{
    /// <summary>The stack has taken it: handled, kept for reassembly, or dropped and counted. The caller must not touch it again.</summary>
    Consumed,

    /// <summary>The caller hands it to the interface <see cref="Packet.Egress"/>, which sends it to <see cref="Packet.NextHop"/>.</summary>
    Transmit,

    /// <summary>The caller hands it to <see cref="Packet.Recipient"/>.</summary>
    Deliver,
}
