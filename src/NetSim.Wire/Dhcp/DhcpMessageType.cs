namespace NetSim.Wire.Dhcp;

/// <summary>RFC 2132 9.6.</summary>
public enum DhcpMessageType : byte
{
    /// <summary>A message of BOOTP, which has none.</summary>
    None = 0,

    Discover = 1,
    Offer = 2,
    Request = 3,
    Decline = 4,
    Ack = 5,
    Nak = 6,
    Release = 7,
    Inform = 8,
}

/// <summary>The options that NetSim speaks (RFC 2132, RFC 3397, RFC 4361).</summary>
public enum DhcpOptionCode : byte
{
    Pad = 0,
    SubnetMask = 1,
    Router = 3,
    DomainNameServer = 6,
    HostName = 12,
    DomainName = 15,
    RequestedAddress = 50,
    LeaseTime = 51,

    /// <summary>Options stand in the fields of the file name and the server name too.</summary>
    Overload = 52,

    MessageType = 53,
    ServerIdentifier = 54,
    ParameterRequestList = 55,
    Message = 56,
    RenewalTime = 58,
    RebindingTime = 59,
    ClientIdentifier = 61,
    End = 255,
}
