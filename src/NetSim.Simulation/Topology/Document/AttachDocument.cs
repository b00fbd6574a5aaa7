using NetSim.Simulation.Topology.Binding;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>attach: { device: eth1 }</c>.</summary>
internal sealed class AttachDocument : DocumentRecord
{
    public static readonly RecordShape<AttachDocument> Shape =
        new RecordShape<AttachDocument>("attach", static () => new AttachDocument(),
            "An Ethernet interface that this machine has. The system goes on using it, and nothing of it is changed.")
            .Required("device", Scalars.Text, static (d, v) => d.Name = v, "its name; it must be there")
            .Optional("netns", Scalars.Text, static (d, v) => d.Namespace = v,
                "the network namespace that it is in, by its name or path; without it, the one that netsim runs in")
            .Defaulted("promiscuous", Scalars.YesNo, false, static (d, v) => d.Promiscuous = v.Value,
                "whether it is asked for all frames on its wire, not only for those to this interface and to groups");

    public Located<string>? Name { get; private set; }
    public Located<string>? Namespace { get; private set; }
    public bool Promiscuous { get; private set; }
}

/// <summary><c>vxlan: { id: 42, remote: 192.0.2.7 }</c>, in the words of ip-link(8).</summary>
internal sealed class VxlanLinkDocument : DocumentRecord
{
    public static readonly RecordShape<VxlanLinkDocument> Shape =
        new RecordShape<VxlanLinkDocument>("vxlanLink", static () => new VxlanLinkDocument(),
            "A wire to another machine: frames in UDP datagrams of this one (RFC 7348). Needs no privilege.")
            .Required("id", Scalars.Integer(0, TunnelDocument.MostVni), static (d, v) => d.Id = v, "the virtual network (VNI), the same at both ends")
            .Required("remote", Scalars.Address, static (d, v) => d.Remote = v, "the address of the other machine, as this one reaches it")
            .Optional("local", Scalars.Address, static (d, v) => d.Local = v, "the address of this machine to listen on; without it all")
            .Optional("dstport", Scalars.Port, static (d, v) => d.Port = v, "the UDP port of both ends; without it 4789")
            .Optional("netns", Scalars.Text, static (d, v) => d.Namespace = v,
                "the network namespace to send from, by its name or path; without it, the one that netsim runs in");

    public Located<int>? Id { get; private set; }
    public Located<IpAddress>? Remote { get; private set; }
    public Located<IpAddress>? Local { get; private set; }
    public Located<ushort>? Port { get; private set; }
    public Located<string>? Namespace { get; private set; }
}
