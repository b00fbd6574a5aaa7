namespace NetSim.Devices.Netlink;

/// <summary>Numbers of linux/netlink.h, rtnetlink.h, if_link.h and if_addr.h.</summary>
internal static class RtNetlink
{
    public const int HeaderLength = 16;

    // Message types.
    public const ushort Error = 2, Done = 3;
    public const ushort NewLink = 16, DeleteLink = 17, GetLink = 18;
    public const ushort NewAddress = 20, DeleteAddress = 21, GetAddress = 22;
    public const ushort NewRoute = 24, DeleteRoute = 25, GetRoute = 26;

    // Message flags.
    public const ushort Request = 0x1, Multipart = 0x2, Acknowledge = 0x4, DumpInterrupted = 0x10;
    public const ushort Dump = 0x300, Exclusive = 0x200, Create = 0x400;
    public const ushort ExtendedError = 0x200;      // NLM_F_ACK_TLVS, in an error message

    // Multicast groups.
    public const uint LinkGroup = 0x1, IPv4AddressGroup = 0x10, IPv6AddressGroup = 0x100;

    // Families as rtnetlink counts them.
    public const byte AnyFamily = 0, InternetFamily = 2, Internet6Family = 10;

    // struct ifinfomsg and its attributes.
    public const int LinkMessageLength = 16;
    public const ushort LinkAddress = 1, LinkName = 3, LinkMtu = 4, LinkQueueLength = 13, LinkInfo = 18, LinkCarrier = 33;
    public const ushort InfoKind = 1, InfoData = 2;
    public const ushort TunOwner = 1, TunGroup = 2, TunType = 3, TunPersist = 6, TunMultiQueue = 7, TunQueues = 8;

    // Device flags (linux/if.h).
    public const uint FlagUp = 0x1, FlagRunning = 0x40;

    // struct ifaddrmsg and its attributes.
    public const int AddressMessageLength = 8;
    public const ushort AddressPeer = 1, AddressLocal = 2;

    // struct rtmsg and its attributes.
    public const int RouteMessageLength = 12;
    public const ushort RouteDestination = 1, RouteDevice = 4, RouteGateway = 5, RouteMultipath = 9, RouteTable = 15;
    public const byte MainTable = 254, BootProtocol = 3, UnicastType = 1;
    public const byte UniverseScope = 0, LinkScope = 253, NowhereScope = 255;
}
