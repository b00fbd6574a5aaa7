using NetSim.Wire.Addresses;

namespace NetSim.Stack.Interfaces;

/// <summary>How far an address of an interface may be used (RFC 4862 section 2, RFC 5227 section 2.1).</summary>
public enum AddressState : byte
{
    /// <summary>Being tried: somebody else may have it.</summary>
    Tentative,

    Preferred,

    /// <summary>Its preferred lifetime is over: it is answered for, but new talks begin with another.</summary>
    Deprecated,

    /// <summary>Somebody else has it, so it is not used.</summary>
    Duplicate,
}

/// <summary>A copy of one address for those who look (<c>ip address</c>).</summary>
public readonly record struct AddressSnapshot(IpPrefix Prefix, AddressState State);

/// <summary>Which families' addresses are tried before they are used.</summary>
[Flags]
public enum ConflictDetection : byte
{
    None = 0,

    /// <summary>RFC 5227: takes some seven seconds.</summary>
    IPv4 = 1,

    /// <summary>RFC 4862 5.4: takes one to two seconds.</summary>
    IPv6 = 2,

    Both = IPv4 | IPv6,
}

/// <summary>Which addresses an interface makes for itself.</summary>
[Flags]
public enum Autoconfiguration : byte
{
    None = 0,

    /// <summary>From what routers advertise (RFC 4862), with what else they say: default routers, MTU, name servers.</summary>
    IPv6 = 1,

    /// <summary>One of 169.254/16 (RFC 3927).</summary>
    LinkLocalIPv4 = 2,
}
