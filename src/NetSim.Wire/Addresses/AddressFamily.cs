namespace NetSim.Wire.Addresses;

/// <summary>The version number in the first nibble of an IP packet.</summary>
public enum AddressFamily : byte
{
    IPv4 = 4,
    IPv6 = 6,
}
