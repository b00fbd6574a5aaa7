namespace NetSim.Wire.Capture;

/// <summary>The low two bits of epb_flags: as the interface sees it.</summary>
public enum CaptureDirection : byte
{
    Unknown = 0,
    Inbound = 1,
    Outbound = 2,
}
