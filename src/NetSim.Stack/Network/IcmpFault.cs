using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;

namespace NetSim.Stack.Network;

/// <summary>What is wrong with a packet, in the words that ICMPv4 and ICMPv6 share.</summary>
internal enum IcmpFault : byte
{
    NoRoute,
    HostUnreachable,
    UnknownProtocol,
    ClosedPort,

    /// <summary>Detail: the largest packet that fits.</summary>
    TooBig,
    HopsExceeded,
    ReassemblyTimeout,

    /// <summary>Detail: offset of the byte at fault.</summary>
    BadField,

    /// <summary>IPv6 only. Detail: offset of the option.</summary>
    UnknownOption,

    /// <summary>IPv6 only, and to be reported for a multicast destination too. Detail: offset of the option.</summary>
    UnknownOptionOfGroup,

    /// <summary>IPv6 only: the first fragment does not hold all headers (RFC 7112).</summary>
    IncompleteHeaderChain,

    /// <summary>IPv6 only: the source address means nothing on the next link (RFC 4291 2.5.6).</summary>
    BeyondScope,

    /// <summary>A rule of the operator refuses it (RFC 1812 5.2.7.1, RFC 4443 3.1).</summary>
    Prohibited,

    /// <summary>IPv4 only, and no fault: there is a better first hop. Detail: its address. (IPv6: a message of neighbour discovery.)</summary>
    BetterFirstHop,
}

/// <summary>Type, code and the four bytes behind the checksum of the message that reports a fault.</summary>
internal readonly record struct IcmpReport(byte Type, byte Code, uint Rest)
{
    /// <summary>RFC 792, RFC 1122 3.2.2, RFC 1812 5.2.7.</summary>
    public static IcmpReport ForIPv4(IcmpFault fault, uint detail) => fault switch
    {
        IcmpFault.NoRoute => Of(IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.Network),
        IcmpFault.HostUnreachable => Of(IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.Host),
        IcmpFault.UnknownProtocol => Of(IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.Protocol),
        IcmpFault.ClosedPort => Of(IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.Port),
        IcmpFault.Prohibited => Of(IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.AdministrativelyProhibited),
        IcmpFault.TooBig => Of(IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.FragmentationNeeded, detail),
        IcmpFault.HopsExceeded => Of(IcmpType.TimeExceeded, (byte)IcmpTimeExceededCode.TimeToLive),
        IcmpFault.ReassemblyTimeout => Of(IcmpType.TimeExceeded, (byte)IcmpTimeExceededCode.Reassembly),
        IcmpFault.BetterFirstHop => Of(IcmpType.Redirect, (byte)IcmpRedirectCode.Host, detail),
        _ => Of(IcmpType.ParameterProblem, (byte)IcmpParameterProblemCode.AtPointer, detail << 24),
    };

    /// <summary>RFC 4443 section 3, RFC 7112.</summary>
    public static IcmpReport ForIPv6(IcmpFault fault, uint detail) => fault switch
    {
        IcmpFault.NoRoute => Of(Icmpv6Type.DestinationUnreachable, (byte)Icmpv6UnreachableCode.NoRoute),
        IcmpFault.HostUnreachable => Of(Icmpv6Type.DestinationUnreachable, (byte)Icmpv6UnreachableCode.Address),
        IcmpFault.ClosedPort => Of(Icmpv6Type.DestinationUnreachable, (byte)Icmpv6UnreachableCode.Port),
        IcmpFault.Prohibited => Of(Icmpv6Type.DestinationUnreachable, (byte)Icmpv6UnreachableCode.AdministrativelyProhibited),
        IcmpFault.BeyondScope => Of(Icmpv6Type.DestinationUnreachable, (byte)Icmpv6UnreachableCode.BeyondScopeOfSource),
        IcmpFault.TooBig => Of(Icmpv6Type.PacketTooBig, 0, detail),
        IcmpFault.HopsExceeded => Of(Icmpv6Type.TimeExceeded, (byte)Icmpv6TimeExceededCode.HopLimit),
        IcmpFault.ReassemblyTimeout => Of(Icmpv6Type.TimeExceeded, (byte)Icmpv6TimeExceededCode.Reassembly),
        IcmpFault.UnknownProtocol => Of(Icmpv6Type.ParameterProblem, (byte)Icmpv6ParameterProblemCode.UnrecognizedNextHeader, detail),
        IcmpFault.UnknownOption or IcmpFault.UnknownOptionOfGroup =>
            Of(Icmpv6Type.ParameterProblem, (byte)Icmpv6ParameterProblemCode.UnrecognizedOption, detail),
        IcmpFault.IncompleteHeaderChain => Of(Icmpv6Type.ParameterProblem, (byte)Icmpv6ParameterProblemCode.IncompleteHeaderChain),
        _ => Of(Icmpv6Type.ParameterProblem, (byte)Icmpv6ParameterProblemCode.ErroneousField, detail),
    };

    private static IcmpReport Of(IcmpType type, byte code, uint rest = 0) => new((byte)type, code, rest);

    private static IcmpReport Of(Icmpv6Type type, byte code, uint rest = 0) => new((byte)type, code, rest);
}
