using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>Sees every frame of an interface as it is on the wire, and changes nothing: a capture.</summary>
internal interface IFrameTap
{
    /// <param name="now">When.</param>
    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="direction">Which way, seen from the node.</param>
    void OnFrame(Instant now, Packet frame, FrameDirection direction);
}

/// <summary>Which way a frame goes, seen from the node.</summary>
internal enum FrameDirection : byte
{
    Receive,
    Transmit,
}
