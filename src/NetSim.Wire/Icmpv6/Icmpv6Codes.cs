namespace NetSim.Wire.Icmpv6;

/// <summary>Codes of <see cref="Icmpv6Type.DestinationUnreachable"/> (RFC 4443 3.1).</summary>
public enum Icmpv6UnreachableCode : byte
{
    NoRoute = 0,
    AdministrativelyProhibited = 1,
    BeyondScopeOfSource = 2,
    Address = 3,
    Port = 4,
    SourceFailedPolicy = 5,
    RejectRoute = 6,
}

/// <summary>Codes of <see cref="Icmpv6Type.TimeExceeded"/> (RFC 4443 3.3).</summary>
public enum Icmpv6TimeExceededCode : byte
{
    HopLimit = 0,
    Reassembly = 1,
}

/// <summary>Codes of <see cref="Icmpv6Type.ParameterProblem"/> (RFC 4443 3.4, RFC 7112).</summary>
public enum Icmpv6ParameterProblemCode : byte
{
    ErroneousField = 0,
    UnrecognizedNextHeader = 1,
    UnrecognizedOption = 2,
    IncompleteHeaderChain = 3,
}
