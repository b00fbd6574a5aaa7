using System.Collections.Immutable;
using static NetSim.Simulation.Topology.Diagnostics.DiagnosticCode;

namespace NetSim.Simulation.Topology.Diagnostics;

/// <summary>What a code means, for the documentation, and how much it weighs.</summary>
public sealed record DiagnosticRule(DiagnosticCode Code, Severity Severity, string Sentence)
{
    /// <summary>Every rule, ordered by code.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
    [
        Error(FileUnreadable, "The file cannot be opened or read."),
        Error(FileTooLarge, "A topology file may have up to 1 MiB."),
        Error(NotUtf8, "A topology file is UTF-8 text."),
        Error(EmptyFile, "The file holds no YAML document."),
        Error(NotYaml, "The text is not well-formed YAML."),
        Error(TabInIndentation, "YAML indents with spaces; a tab has no agreed width."),
        Error(SeveralDocuments, "A topology is one YAML document; '---' may not start a second one."),
        Error(TagRefused, "A tag such as !!str or !Foo is refused: the key says what type its value has."),
        Error(DuplicateKey, "A mapping has the same key twice, so one of the two values would be lost."),
        Error(TooDeep, "Mappings and lists may be nested 64 deep."),
        Error(TooManyNodes, "The file may have up to 100,000 values once its aliases are written out."),
        Error(TooManyAliases, "The file may have up to 1000 aliases."),
        Error(CyclicAlias, "An alias stands inside the very value that it names."),
        Error(UnknownAlias, "An alias names an anchor that does not stand above it."),
        Error(MergeNeedsMapping, "The merge key << takes a mapping or a list of mappings."),
        Error(KeyNotText, "A key is a plain text, not a list or a mapping."),

        Error(UnknownKey, "A key that means nothing here: nothing is accepted that does nothing."),
        Error(MissingKey, "A key that must be there is missing."),
        Error(NotAMapping, "A mapping of keys to values is needed here."),
        Error(NotAList, "A list is needed here."),
        Error(NotOneValue, "One value is needed here, not a list or a mapping."),
        Error(MissingValue, "The key has no value."),
        Error(UnknownWord, "The word is none of those known here."),
        Error(KeysExclude, "Of these keys exactly one, or at most one, may be given."),
        Error(WrongCount, "The list has too few or too many items."),
        Error(BadName,
            "A name has up to 63 letters, digits, '-', '_' and '.', begins with a letter, a digit or '_', and does not read as an address."),
        Error(NotYesOrNo, "The value is true or false."),
        Error(KeyNeedsOther, "The key means something only together with another one."),
        Error(NotAnInteger, "The value is a whole number in decimal digits."),
        Error(NotANumber, "The value is a decimal number such as 0.5."),
        Error(OutOfRange, "The number lies outside of what is possible here."),
        Error(NotAPrefix, "A prefix is an address, a slash and a length: 10.1.0.2/24, fd00:1::2/64."),
        Error(NotAnAddress, "An address is four decimal parts or an IPv6 address, without a length or a zone."),
        Error(NotAMacAddress, "A MAC address is six pairs of hexadecimal digits: 02:00:00:00:00:01."),
        Error(NotAnEndpoint, "An endpoint names a node and an interface or port of it: web:eth0, sw1:1."),
        Error(NotAUrl, "A URL here is http://HOST[:PORT]/PATH, with a node or an address as the host."),
        Error(NotAComparison, "An expectation compares: '= 0 %', '< 40 %', '>= 4 Mbit/s', '92 ms ± 5 %'."),
        Error(NotADomainName, "A domain name is labels of up to 63 characters with dots between them, 253 in all."),

        Error(NotAQuantity, "A quantity is a decimal number and a unit."),
        Error(MissingUnit, "A quantity carries its unit; only 0 may go without."),
        Error(UnknownUnit, "The unit is none of those known for this quantity."),
        Error(NegativeQuantity, "The quantity cannot be negative."),
        Error(PrecisionLost, "The value is finer than what is counted here, and would be rounded."),
        Error(QuantityTooLarge, "The value is larger than what is possible here."),

        Error(KeyNotForKind, "The key does not go with this kind of node."),
        Error(DuplicateAddress, "Two interfaces have the same address."),
        Error(UnusableAddress, "The address cannot be the address of an interface."),
        Error(RouterWithoutAddress, "A router without any address can forward nothing."),
        Warning(InterfaceWithoutAddress, "An interface without an address can neither send nor receive IP."),
        Error(DuplicateMacAddress, "Two interfaces of one Ethernet segment have the same MAC address."),
        Error(GroupMacAddress, "The MAC address of an interface is not a multicast or broadcast address."),
        Error(MtuTooSmall, "IPv4 needs an MTU of at least 68 bytes (RFC 791), IPv6 of at least 1280 (RFC 8200)."),
        Error(BadDeviceName, "The name of a device has 1 to 15 letters, digits, '-', '_' and '.', as the kernel wants it."),
        Error(DuplicateDevice, "Two interfaces are plugged into the same device."),
        Error(PluggedTwice, "An interface is plugged into two things at once."),
        Warning(Unplugged, "An interface is plugged into nothing."),
        Error(DeviceInVirtualTime, "Real hosts do not live in virtual time: a file with a real device runs in real time."),
        Warning(HostSideElsewhere, "The host's side of a device lies in another subnet than the interface."),
        Error(NoCommand, "A command is a program and its arguments, with every quote closed."),
        Error(VlanOnNoLink, "A VLAN is on an interface that is plugged into an Ethernet link, and is no VLAN itself."),
        Error(DuplicateVlan, "Two interfaces cannot be the same VLAN of one interface: a frame goes to one of them."),
        Error(MirrorOfItself, "A mirrored port's copies leave by another port."),
        Error(SpanningTreeTimes, "The times of a spanning tree fit together (IEEE 802.1D-2004 17.14), and its priority is a multiple of 4096."),
        Error(EdgeWithoutTree, "Only a port of a switch with a spanning tree can be at its edge."),
        Error(BadForward, "A forwarded port leads to one IPv4 address and port inside, and no two lead to the same."),
        Error(RuleMatchesNothing, "What a firewall's rule names together no packet has."),
        Error(RejectsItself, "What a node sends itself can be dropped, and not rejected."),

        Error(UnknownNode, "No node has this name."),
        Error(UnknownInterface, "The node has no interface of this name."),
        Error(UnknownPort, "The switch has no port of this number."),
        Error(SelfLink, "A link joins two nodes, not a node to itself."),
        Error(DuplicateLink, "Two links have the same id."),
        Error(UnknownProfile, "No profile has this name."),
        Warning(UnusedProfile, "The profile is used by no link."),
        Warning(SubnetMismatch, "An interface has no neighbour in its subnet at the other end of its link."),
        Warning(SubnetOnTwoLinks, "The same subnet lies on two links that no switch joins."),
        Error(SwitchLoop,
            "The link closes a loop of switches, in which a broadcast would circle for ever, unless all of them speak a spanning tree protocol."),
        Error(SwitchNeedsEthernet, "A link to a switch or a network namespace carries Ethernet frames."),
        Warning(LinkTakesNoTime, "A link with neither rate nor delay takes no time, so virtual time may stand still."),
        Warning(MtuAboveLink, "The interface sends larger packets than the link carries; the link drops them."),
        Error(ReorderWithoutDelay, "A packet is sent ahead by being spared the delay of the link, so there must be one."),
        Warning(BucketTooSmall, "A packet that is larger than the token bucket never passes."),
        Error(KeyNotForQueue, "The parameter does not go with this kind of queue."),
        Error(QueueParameters, "The parameters of a queue have to fit each other, and some may not be zero."),
        Error(TunnelFamilies, "The two ends of a tunnel are addresses of one family, over which the mode goes, and what it carries is of a family that the mode takes."),
        Error(TunnelElsewhere, "The local end of a tunnel is an address of its node."),
        Error(DuplicateTunnel, "Two tunnels of a node cannot be told apart by what comes from the other end."),
        Warning(TunnelWithoutEnd, "The node that has the address of a tunnel's other end has no tunnel back."),

        Error(GatewayNotOnLink, "The gateway of a route lies in no subnet of the node."),
        Error(DuplicateRoute, "The node has two routes to the same prefix."),
        Error(RouteFamilies, "The prefix and the gateway of a route are of different families."),
        Error(GatewayIsSelf, "The gateway of a route is an address of the node itself."),
        Warning(NoSuchGateway, "Nobody on the link has the address of the gateway."),
        Error(HostBitsInRoute, "The prefix of a route has bits set beyond its length."),

        Error(UnknownTarget, "The target is neither a node, nor an interface of one, nor an address."),
        Error(NoCommonFamily, "The two nodes have no address family in common."),
        Warning(Unreachable, "By the routes of the file the target cannot be reached from this node."),
        Error(PortClash, "Two applications of a node listen on the same port."),
        Warning(NobodyListens, "No application of the target listens on this port."),
        Error(NeverEnds, "In virtual time something that never ends needs a stop time."),
        Error(StopBeforeStart, "The application stops before it starts."),
        Error(BadRange, "A range of addresses goes from a lower one to a higher one, both in the subnet of an interface of the node."),
        Error(NeedsEthernet, "DHCP needs an interface with a MAC address: Ethernet or TAP."),
        Error(OtherLinkType, "What was captured on one kind of link cannot be sent on another."),
        Warning(LongerThanMtu, "Captured packets are longer than the MTU of the interface that is to send them."),

        Error(DuplicateApplication, "Two applications have the same id."),
        Error(UnknownApplication, "No application has this id, and it is not NODE:KIND of a node with just one of that kind."),

        Error(UnknownLink, "No link has this id, and no link is plugged into an interface of this name."),
        Warning(AfterStop, "The time lies after the end of the run."),
        Error(DuplicateCapture, "Two captures write the same file."),
        Error(PathOutside, "A path leads out of the folder of the topology, which needs --allow-outside."),
        Error(PathUnusable, "The path is not what is needed here."),
        Error(FileMalformed, "The file is not in the format that is needed here."),
        Error(BadFilter, "The text is not a packet filter in tcpdump's syntax."),
        Error(NoFilterCompiler, "Packet filters are compiled by libpcap, and it is not installed."),
        Error(SmallCaptureRing, "The files of a ring are too small to hold a packet."),
        Error(EmptyWindow, "A time ends before it begins."),
        Error(TimesClash, "What comes again and again must be over before it comes again, and takes some time."),
        Error(BadPartition, "A partition has at least two groups, and a node is in one of them at most."),

        Error(ExpectsNothing, "The expectation says nothing that could fail."),

        Error(NotImportable, "The file is none of the formats that can be imported, or breaks the rules of its format."),
        Error(PoolTooSmall, "The pool has too few addresses for the links of an imported network."),
    ];

    public static DiagnosticRule Of(DiagnosticCode code)
    {
        foreach (DiagnosticRule rule in All)
        {
            if (rule.Code == code) return rule;
        }
        throw new ArgumentOutOfRangeException(nameof(code), code, "a code without a rule");
    }

    private static DiagnosticRule Error(DiagnosticCode code, string sentence) => new(code, Severity.Error, sentence);

    private static DiagnosticRule Warning(DiagnosticCode code, string sentence) => new(code, Severity.Warning, sentence);
}
