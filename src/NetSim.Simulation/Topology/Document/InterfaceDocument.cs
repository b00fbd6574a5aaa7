using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Document;

/// <summary>What a DHCPv6 server is asked for.</summary>
internal enum Dhcpv6Mode
{
    Stateless,
}

/// <summary>An interface of a host or router, plugged into a link or into a real device.</summary>
internal sealed class InterfaceDocument : DocumentRecord
{
    public static readonly WordShape<Dhcpv6Mode> Dhcpv6Words = new(new Word<Dhcpv6Mode>("stateless", Dhcpv6Mode.Stateless));

    public static readonly RecordShape<InterfaceDocument> Shape =
        new RecordShape<InterfaceDocument>("interface", static () => new InterfaceDocument(), "An interface of a host or router.")
            { MayBeEmpty = true }
            .Optional("address", Prefixes, static (i, v) => i.Addresses = v.Value,
                "one address with its prefix length, or a list of them; IPv4 and IPv6")
            .Optional("mtu", Scalars.Bytes(1, 65_535), static (i, v) => i.Mtu = v,
                "the largest IP packet that it sends, in bytes; without it that of the link, or 1500")
            .Optional("mac", Scalars.Mac, static (i, v) => i.Mac = v, "its Ethernet address; without it one is made from the names")
            .Optional("state", LinkDocument.StateWords, static (i, v) => i.State = v.Value, "whether it is set up when the run starts")
            .Defaulted("dhcp", Scalars.YesNo, false, static (i, v) => i.Dhcp = v, "whether it asks a DHCP server for an IPv4 address, a router and name servers")
            .Optional("dhcpv6", Dhcpv6Words, static (i, v) => i.Dhcpv6 = v,
                "stateless: asks a DHCPv6 server for name servers and domain, and has its addresses from elsewhere")
            .Defaulted("slaac", Scalars.YesNo, false, static (i, v) => i.Slaac = v,
                "whether it makes its IPv6 addresses, default routes and MTU from what routers advertise (RFC 4862)")
            .Defaulted("link-local", Scalars.YesNo, false, static (i, v) => i.LinkLocal = v,
                "whether it takes a free IPv4 address of 169.254/16 (RFC 3927)")
            .Optional("dad", DetectionWords, static (i, v) => i.Dad = v,
                "whether IPv6 addresses are tried before they are used (RFC 4862 5.4: one to two seconds); without it only with slaac")
            .Optional("acd", DetectionWords, static (i, v) => i.Acd = v,
                "whether IPv4 addresses are tried before they are used (RFC 5227: some seven seconds); without it they are not")
            .Optional("advertise", static () => AdvertiseDocument.Shape, static (i, v) => i.Advertise = v,
                "what a router tells the hosts of the link (RFC 4861 6.2); {} is enough")
            .Optional("vlan", static () => VlanDocument.Shape, static (i, v) => i.Vlan = v,
                "makes it an interface of one VLAN of another interface: its frames have a tag on the link of that one")
            .Optional("tunnel", static () => TunnelDocument.Shape, static (i, v) => i.Tunnel = v, "makes it one end of a tunnel to another node")
            .Optional("tun", static () => DeviceDocument.Shape, static (i, v) => i.Tun = v.Value,
                "plugs the interface into a TUN device of this machine")
            .Optional("tap", static () => DeviceDocument.Shape, static (i, v) => i.Tap = v.Value,
                "plugs the interface into a TAP device of this machine")
            .Optional("attach", static () => AttachDocument.Shape, static (i, v) => i.Attach = v.Value,
                "plugs the interface into the wire of an interface that this machine has, beside the system")
            .Optional("vxlan", static () => VxlanLinkDocument.Shape, static (i, v) => i.Vxlan = v.Value,
                "plugs the interface into a wire to another machine or another run, made of UDP datagrams of this machine")
            .AtMostOneOf("tun", "tap", "attach", "vxlan", "vlan", "tunnel");

    public static WordShape<bool> DetectionWords => new(new("on", true), new("off", false));

    public static Shape<List<Located<IpPrefix>>> Prefixes => new ListShape<IpPrefix>(Scalars.Prefix, ListForm.OneOrMany);

    public List<Located<IpPrefix>> Addresses { get; private set; } = [];
    public Located<int>? Mtu { get; private set; }
    public Located<MacAddress>? Mac { get; private set; }
    public OperState State { get; private set; } = OperState.Up;
    public Located<bool> Dhcp { get; private set; } = null!;
    public Located<Dhcpv6Mode>? Dhcpv6 { get; private set; }
    public Located<bool>? Slaac { get; private set; }
    public Located<bool>? LinkLocal { get; private set; }
    public Located<bool>? Dad { get; private set; }
    public Located<bool>? Acd { get; private set; }
    public Located<AdvertiseDocument>? Advertise { get; private set; }
    public Located<VlanDocument>? Vlan { get; private set; }
    public Located<TunnelDocument>? Tunnel { get; private set; }
    public DeviceDocument? Tun { get; private set; }
    public DeviceDocument? Tap { get; private set; }
    public AttachDocument? Attach { get; private set; }
    public VxlanLinkDocument? Vxlan { get; private set; }
}

/// <summary>A TUN or TAP device: <c>{ device: ns-lab0, host: { address: 192.168.69.1/24, up: true } }</c>.</summary>
internal sealed class DeviceDocument : DocumentRecord
{
    public static readonly RecordShape<DeviceDocument> Shape =
        new RecordShape<DeviceDocument>("device", static () => new DeviceDocument(), "A TUN or TAP device of this machine.")
            .Required("device", Scalars.Text, static (d, v) => d.Name = v,
                "its name for the kernel, up to 15 characters; made if it is missing")
            .Optional("netns", Scalars.Text, static (d, v) => d.Namespace = v,
                "the network namespace that it is in, by its name or path; without it, the one that netsim runs in")
            .Optional("host", static () => HostSideDocument.Shape, static (d, v) => d.Host = v.Value,
                "how the machine's side should look; applied only with --configure-host");

    public Located<string>? Name { get; private set; }
    public Located<string>? Namespace { get; private set; }
    public HostSideDocument? Host { get; private set; }
}

/// <summary>The machine's side of a device: <c>host: { address, routes, up }</c>.</summary>
internal sealed class HostSideDocument : DocumentRecord
{
    public static readonly RecordShape<HostSideDocument> Shape =
        new RecordShape<HostSideDocument>("hostSide", static () => new HostSideDocument(),
            "The machine's side of a device, stated and not applied unless asked.")
            .Optional("address", InterfaceDocument.Prefixes, static (h, v) => h.Addresses = v.Value,
                "the machine's address or addresses on the device")
            .Optional("routes", new ListShape<IpPrefix>(Scalars.Prefix), static (h, v) => h.Routes = v.Value,
                "prefixes that the machine sends into the device")
            .Defaulted("up", Scalars.YesNo, true, static (h, v) => h.Up = v.Value, "whether the device should be set up");

    public List<Located<IpPrefix>> Addresses { get; private set; } = [];
    public List<Located<IpPrefix>> Routes { get; private set; } = [];
    public bool Up { get; private set; }
}
