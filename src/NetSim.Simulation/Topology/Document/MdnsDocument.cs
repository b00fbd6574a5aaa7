using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Stack.Services.Mdns;
using NetSim.Wire.Dns;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>mdns: { name: web, services: [ { type: _http._tcp, port: 80 } ] }</c>.</summary>
internal sealed class MdnsDocument : ApplicationDocument
{
    public static new readonly RecordShape<MdnsDocument> Shape = WithTimes(
        new RecordShape<MdnsDocument>("mdns", static () => new MdnsDocument(), "Answers for the node's name below 'local' (multicast DNS, RFC 6762).")
            { MayBeEmpty = true }
            .Optional("name", Scalars.DomainName, static (m, v) => m.Name = v.Value, "the name without 'local'; without it that of the node")
            .Optional("services", static () => new ListShape<MdnsServiceDocument>(MdnsServiceDocument.Shape), static (m, v) => m.Services = v.Value,
                "what others find by browsing (DNS-SD, RFC 6763); the instance has the name of the node"));

    public string? Name { get; private set; }
    public List<Located<MdnsServiceDocument>> Services { get; private set; } = [];
}

/// <summary><c>{ type: _http._tcp, port: 80, text: path=/ }</c>.</summary>
internal sealed class MdnsServiceDocument : DocumentRecord
{
    public static readonly RecordShape<MdnsServiceDocument> Shape =
        new RecordShape<MdnsServiceDocument>("mdnsService", static () => new MdnsServiceDocument(), "A service that is found by browsing.")
            .Required("type", ServiceType, static (s, v) => s.Type = v.Value, "service and transport: _http._tcp, _ssh._tcp, _osc._udp")
            .Required("port", Scalars.Port, static (s, v) => s.Port = v.Value, "where it listens")
            .Optional("text", DnsRecordDocument.PlainText, static (s, v) => s.Text = v.Value, "what else a client should know, such as path=/");

    public DnsName Type { get; private set; }
    public ushort Port { get; private set; }
    public string Text { get; private set; } = "";

    private static ScalarShape<DnsName> ServiceType => new()
    {
        Parse = static (string text, out DnsName value, out Problem problem) =>
        {
            int dot = text.IndexOf('.', StringComparison.Ordinal);
            // RFC 6763 section 7, RFC 6335 5.1: a name of up to fifteen characters.
            bool isType = dot is > 1 and <= 16 && text[0] == '_' && text[(dot + 1)..] is "_tcp" or "_udp";
            isType &= DnsName.TryParse(text, out value);
            problem = isType ? default : new(DiagnosticCode.OutOfRange, $"{Quoted.Text(text)} is not the type of a service: write it like '_http._tcp'");
            return isType;
        },
        Schema = Scalars.Text.Schema,
    };

    public AdvertisedService ToPlan() => new(Type, Port, Text);
}
