namespace NetSim.Wire.Dns;

/// <summary>What a resource record holds (IANA DNS parameters, RR TYPEs).</summary>
public enum DnsType : ushort
{
    A = 1,
    Ns = 2,
    Cname = 5,
    Soa = 6,
    Ptr = 12,
    Mx = 15,
    Txt = 16,

    /// <summary>RFC 3596.</summary>
    Aaaa = 28,

    /// <summary>RFC 2782.</summary>
    Srv = 33,

    /// <summary>RFC 6891: not a record but the extension of the header.</summary>
    Opt = 41,

    /// <summary>RFC 4034; in multicast DNS it says which types a name has (RFC 6762 6.1).</summary>
    Nsec = 47,

    /// <summary>In questions only: all types.</summary>
    Any = 255,
}

/// <summary>The namespace of a record; today only the Internet's is in use.</summary>
public enum DnsClass : ushort
{
    Internet = 1,

    /// <summary>In questions, and in the prerequisites of an update (RFC 2136).</summary>
    Any = 255,
}

/// <summary>What came of a question (RFC 1035 4.1.1, RFC 6891 9).</summary>
public enum DnsResponseCode : ushort
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,

    /// <summary>NXDOMAIN.</summary>
    NoSuchName = 3,

    NotImplemented = 4,
    Refused = 5,

    /// <summary>RFC 6891: its upper bits stand in the OPT record.</summary>
    BadVersion = 16,
}

/// <summary>The flags of the header, without operation and response code.</summary>
[Flags]
public enum DnsFlags : ushort
{
    None = 0,
    CheckingDisabled = 0x0010,
    AuthenticData = 0x0020,
    RecursionAvailable = 0x0080,
    RecursionDesired = 0x0100,

    /// <summary>TC: more than fits; the question is asked again over TCP (RFC 7766).</summary>
    Truncated = 0x0200,

    Authoritative = 0x0400,
    Response = 0x8000,
}
