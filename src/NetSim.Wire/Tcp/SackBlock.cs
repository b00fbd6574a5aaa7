using System.Runtime.CompilerServices;

namespace NetSim.Wire.Tcp;

/// <summary>Received bytes <paramref name="Left"/> =&lt; n &lt; <paramref name="Right"/> above a hole (RFC 2018 section 3).</summary>
public readonly record struct SackBlock(SequenceNumber Left, SequenceNumber Right);

/// <summary>As many as fit into 40 bytes of options.</summary>
[InlineArray(TcpOptions.MaxSackBlocks)]
public struct SackBlockArray
{
    private SackBlock _first;
}
