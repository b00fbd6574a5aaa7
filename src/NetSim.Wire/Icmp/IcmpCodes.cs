namespace NetSim.Wire.Icmp;

/// <summary>Codes of <see cref="IcmpType.DestinationUnreachable"/> (RFC 792, RFC 1122 3.2.2.1, RFC 1812 5.2.7.1).</summary>
public enum IcmpUnreachableCode : byte
{
    Network = 0,
    Host = 1,
    Protocol = 2,
    Port = 3,
    FragmentationNeeded = 4,
    SourceRouteFailed = 5,
    NetworkUnknown = 6,
    HostUnknown = 7,
    SourceHostIsolated = 8,
    NetworkProhibited = 9,
    HostProhibited = 10,
    NetworkForTypeOfService = 11,
    HostForTypeOfService = 12,
    AdministrativelyProhibited = 13,
    HostPrecedenceViolation = 14,
    PrecedenceCutoff = 15,
}

/// <summary>Codes of <see cref="IcmpType.TimeExceeded"/> (RFC 792).</summary>
public enum IcmpTimeExceededCode : byte
{
    TimeToLive = 0,
    Reassembly = 1,
}

/// <summary>Codes of <see cref="IcmpType.ParameterProblem"/> (RFC 792, RFC 1122 3.2.2.5).</summary>
public enum IcmpParameterProblemCode : byte
{
    /// <summary><see cref="IcmpView.Pointer"/> says where.</summary>
    AtPointer = 0,
    RequiredOptionMissing = 1,
    BadLength = 2,
}

/// <summary>Codes of <see cref="IcmpType.Redirect"/> (RFC 792).</summary>
public enum IcmpRedirectCode : byte
{
    Network = 0,
    Host = 1,
    NetworkForTypeOfService = 2,
    HostForTypeOfService = 3,
}
