using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Stack.Tunnels;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>tunnel: { mode: gre, local: 198.51.100.1, remote: 203.0.113.1, key: 7 }</c>, in the words of ip-tunnel(8) and ip-link(8).</summary>
internal sealed class TunnelDocument : DocumentRecord
{
    public const int MostVni = (1 << 24) - 1;

    public static readonly WordShape<TunnelMode> ModeWords = new(
        new("ipip", TunnelMode.Ipip), new("sit", TunnelMode.Sit), new("ip6tnl", TunnelMode.Ip6tnl), new("gre", TunnelMode.Gre), new("vxlan", TunnelMode.Vxlan));

    public static readonly RecordShape<TunnelDocument> Shape =
        new RecordShape<TunnelDocument>("tunnel", static () => new TunnelDocument(), "Makes the interface one end of a tunnel.")
            .Required("mode", ModeWords, static (d, v) => d.Mode = v,
                "what is carried in what: IPv4 in IPv4 (ipip), IPv6 in IPv4 (sit), either in IPv6 (ip6tnl), either in either with a GRE header, Ethernet frames in UDP (vxlan)")
            .Required("local", Scalars.Address, static (d, v) => d.Local = v, "an address of this node: the source of outer packets")
            .Required("remote", Scalars.Address, static (d, v) => d.Remote = v, "the address of the other end")
            .Optional("ttl", TimeToLive, static (d, v) => d.Ttl = v, "the TTL of outer packets, or 'inherit' for that of the inner one; without it 64")
            .Optional("pmtudisc", Scalars.YesNo, static (d, v) => d.PathMtuDiscovery = v,
                "whether outer IPv4 packets may not be cut on their way; without it they may not, but those of vxlan")
            .Optional("key", Number, static (d, v) => d.Key = v, "of gre: tells tunnels between the same ends apart")
            .Optional("csum", Scalars.YesNo, static (d, v) => d.Checksum = v, "of gre: whether packets have a checksum")
            .Optional("seq", Scalars.YesNo, static (d, v) => d.Sequence = v, "of gre: whether packets are numbered, and late ones dropped")
            .Optional("id", Scalars.Integer(0, MostVni), static (d, v) => d.Id = v, "of vxlan: the virtual network (VNI)")
            .Optional("dstport", Scalars.Port, static (d, v) => d.Port = v, "of vxlan: the UDP port of both ends; without it 4789");

    public Located<TunnelMode>? Mode { get; private set; }
    public Located<IpAddress>? Local { get; private set; }
    public Located<IpAddress>? Remote { get; private set; }

    /// <summary>0: inherit.</summary>
    public Located<byte>? Ttl { get; private set; }
    public Located<bool>? PathMtuDiscovery { get; private set; }
    public Located<uint>? Key { get; private set; }
    public Located<bool>? Checksum { get; private set; }
    public Located<bool>? Sequence { get; private set; }
    public Located<int>? Id { get; private set; }
    public Located<ushort>? Port { get; private set; }

    private static ScalarShape<byte> TimeToLive => new()
    {
        Parse = (string text, out byte value, out Problem problem) =>
        {
            (value, problem) = (0, default);
            if (text == "inherit") return true;
            bool parsed = IntegerText.TryParse(text, 1, byte.MaxValue, out decimal number, out problem);
            value = (byte)number;
            return parsed;
        },
        Schema = json =>
        {
            json.WriteStartArray("anyOf");
            json.WriteStartObject();
            IntegerText.WriteSchema(json, 1, (int)byte.MaxValue);
            json.WriteEndObject();
            json.WriteStartObject();
            json.WriteString("const", "inherit");
            json.WriteEndObject();
            json.WriteEndArray();
        },
    };

    private static ScalarShape<uint> Number => new()
    {
        Parse = (string text, out uint value, out Problem problem) =>
        {
            bool parsed = IntegerText.TryParse(text, 0, uint.MaxValue, out decimal number, out problem);
            value = (uint)number;
            return parsed;
        },
        Schema = json => IntegerText.WriteSchema(json, 0, (ulong)uint.MaxValue),
    };
}
