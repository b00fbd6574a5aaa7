namespace NetSim.Wire.Icmp;

/// <summary>RFC 792.</summary>
public enum IcmpType : byte
{
    EchoReply = 0,
    DestinationUnreachable = 3,

    /// <summary>Deprecated: neither sent nor obeyed (RFC 6633).</summary>
    SourceQuench = 4,
    Redirect = 5,
    EchoRequest = 8,
    TimeExceeded = 11,
    ParameterProblem = 12,
    TimestampRequest = 13,
    TimestampReply = 14,
}
