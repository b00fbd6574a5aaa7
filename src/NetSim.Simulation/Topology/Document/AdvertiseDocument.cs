using NetSim.Simulation.Topology.Binding;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary>
/// What a router tells the hosts of a link: <c>advertise: { prefixes: fd00:1::/64, default-lifetime: 30 min }</c>. The keys are named as
/// radvd and its front ends name them.
/// </summary>
internal sealed class AdvertiseDocument : DocumentRecord
{
    public static readonly RecordShape<AdvertiseDocument> Shape =
        new RecordShape<AdvertiseDocument>("advertise", static () => new AdvertiseDocument(),
            "What a router tells the hosts of a link in router advertisements (RFC 4861 6.2.1).") { MayBeEmpty = true }
            .Optional("prefixes", InterfaceDocument.Prefixes, static (a, v) => a.Prefixes = v,
                "IPv6 prefixes; without it those of the interface's own addresses")
            .Defaulted("on-link", Scalars.YesNo, true, static (a, v) => a.OnLink = v.Value, "whether the prefixes' addresses are neighbours")
            .Defaulted("autonomous", Scalars.YesNo, true, static (a, v) => a.Autonomous = v.Value,
                "whether hosts make addresses of the prefixes (of 64 bits)")
            .Defaulted("valid-lifetime", Scalars.Duration, Duration.FromSeconds(2_592_000), static (a, v) => a.ValidLifetime = v,
                "how long such addresses last")
            .Defaulted("preferred-lifetime", Scalars.Duration, Duration.FromSeconds(604_800), static (a, v) => a.PreferredLifetime = v,
                "how long new talks begin with them")
            .Defaulted("default-lifetime", Scalars.Duration, Duration.FromSeconds(1800), static (a, v) => a.DefaultLifetime = v,
                "how long the router is a default router; 0: it is none")
            .Defaulted("max-interval", Scalars.Duration, Duration.FromSeconds(600), static (a, v) => a.MaxInterval = v,
                "the longest time between two advertisements, 4 s to 30 min")
            .Optional("min-interval", Scalars.Duration, static (a, v) => a.MinInterval = v,
                "the shortest, from 3 s to 3/4 of the longest; without it about a third of that")
            .Defaulted("hop-limit", Scalars.Integer(0, 255), 64, static (a, v) => a.HopLimit = v.Value, "what hosts should send with; 0: not told")
            .Optional("link-mtu", Scalars.Bytes(1280, 65_535), static (a, v) => a.LinkMtu = v.Value, "the MTU for IPv6 on the link; without it not told")
            .Defaulted("managed", Scalars.YesNo, false, static (a, v) => a.Managed = v.Value, "the flag M: addresses are to be had by DHCPv6")
            .Defaulted("other-config", Scalars.YesNo, false, static (a, v) => a.OtherConfig = v.Value, "the flag O: other things are to be had by DHCPv6")
            .Optional("name-server", new ListShape<IpAddress>(Scalars.Address, ListForm.OneOrMany), static (a, v) => a.NameServers = v.Value,
                "recursive name servers (RFC 8106), IPv6");

    public Located<List<Located<IpPrefix>>>? Prefixes { get; private set; }
    public bool OnLink { get; private set; }
    public bool Autonomous { get; private set; }
    public Located<Duration> ValidLifetime { get; private set; } = null!;
    public Located<Duration> PreferredLifetime { get; private set; } = null!;
    public Located<Duration> DefaultLifetime { get; private set; } = null!;
    public Located<Duration> MaxInterval { get; private set; } = null!;
    public Located<Duration>? MinInterval { get; private set; }
    public int HopLimit { get; private set; }
    public int? LinkMtu { get; private set; }
    public bool Managed { get; private set; }
    public bool OtherConfig { get; private set; }
    public List<Located<IpAddress>> NameServers { get; private set; } = [];
}
