namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>How the way of a packet (or of one of its copies) ended. Of several copies the highest counts.</summary>
internal enum JourneyEnd : byte
{
    /// <summary>Its copies go on.</summary>
    Copied,

    /// <summary>Taken by an interface, a device or a capture.</summary>
    Consumed,

    Dropped,

    /// <summary>Reached a socket, or was answered.</summary>
    Delivered,
}
