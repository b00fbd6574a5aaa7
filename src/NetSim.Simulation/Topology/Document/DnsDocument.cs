using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>dns: { zone: lab, records: [ { name: www, cname: web } ] }</c>.</summary>
internal sealed class DnsDocument : ApplicationDocument
{
    public static new readonly RecordShape<DnsDocument> Shape = WithTimes(
        new RecordShape<DnsDocument>("dns", static () => new DnsDocument(),
            "A name server that knows the nodes of this file with their addresses, and the names of these (RFC 1035).")
            { MayBeEmpty = true }
            .Defaulted("port", Scalars.Port, (ushort)53, static (d, v) => d.Port = v, "where it listens, on UDP and TCP")
            .Optional("zone", Scalars.DomainName, static (d, v) => d.Zone = v,
                "the domain that the names are in; without it the node 'web' is called 'web' and nothing else")
            .Defaulted("ttl", Scalars.Duration, Duration.FromSeconds(3600), static (d, v) => d.TimeToLive = v.Value,
                "for how long others may remember an answer, in whole seconds")
            .Optional("records", static () => new ListShape<DnsRecordDocument>(DnsRecordDocument.Shape), static (d, v) => d.Records = v.Value,
                "what it knows besides"));

    public Located<ushort> Port { get; private set; } = null!;
    public Located<string>? Zone { get; private set; }
    public Duration TimeToLive { get; private set; }
    public List<Located<DnsRecordDocument>> Records { get; private set; } = [];
}

/// <summary><c>{ name: www, cname: web }</c>.</summary>
internal sealed class DnsRecordDocument : DocumentRecord
{
    /// <summary>RFC 1035 5.1: the zone itself.</summary>
    public const string ZoneItself = "@";

    private static ScalarShape<string> RecordName => new()
    {
        Parse = (string text, out string value, out Diagnostics.Problem problem) =>
        {
            (value, problem) = (text, default);
            return text == ZoneItself || Scalars.DomainName.Parse(text, out value, out problem);
        },
        Schema = Scalars.Text.Schema,
    };

    internal static ScalarShape<string> PlainText => new()
    {
        Parse = (string text, out string value, out Diagnostics.Problem problem) =>
        {
            value = text;
            bool isPlain = text.Length <= 1000 && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
            problem = isPlain ? default : new(Diagnostics.DiagnosticCode.OutOfRange, "a text of the DNS here has up to 1000 ASCII characters");
            return isPlain;
        },
        Schema = Scalars.Text.Schema,
    };

    public static readonly RecordShape<DnsRecordDocument> Shape =
        new RecordShape<DnsRecordDocument>("dnsRecord", static () => new DnsRecordDocument(), "What a name server knows of a name.")
            .Required("name", RecordName, static (r, v) => r.Name = v.Value,
                "below the zone; '@' is the zone itself, and a dot at the end makes it a name from the root")
            .Optional("address", new ListShape<IpAddress>(Scalars.Address, ListForm.OneOrMany), static (r, v) => r.Addresses = v.Value,
                "one address or a list of them (A, AAAA)")
            .Optional("cname", RecordName, static (r, v) => r.Alias = v.Value, "the name that this one is another name of (CNAME)")
            .Optional("mx", RecordName, static (r, v) => r.Mail = v.Value, "who takes the mail (MX)")
            .Optional("txt", PlainText, static (r, v) => r.Text = v.Value, "a text (TXT)")
            .Defaulted("preference", Scalars.Integer(0, ushort.MaxValue), 10, static (r, v) => r.Preference = v.Value,
                "of an mx: the least is tried first")
            .ExactlyOneOf("address", "cname", "mx", "txt")
            .OnlyWith("mx", "preference");

    private string Name { get; set; } = "";
    private List<Located<IpAddress>> Addresses { get; set; } = [];
    private string? Alias { get; set; }
    private string? Mail { get; set; }
    private string? Text { get; set; }
    private int Preference { get; set; }

    public DnsRecordPlan ToPlan() => new(Name)
    {
        Addresses = [.. Addresses.Select(static address => address.Value)],
        Alias = Alias,
        Mail = Mail,
        Preference = (ushort)Preference,
        Text = Text,
    };
}
