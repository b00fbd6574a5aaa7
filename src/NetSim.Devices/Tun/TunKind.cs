namespace NetSim.Devices.Tun;

public enum TunKind
{
    /// <summary>Carries IP packets.</summary>
    Tun,

    /// <summary>Carries Ethernet frames.</summary>
    Tap,
}
