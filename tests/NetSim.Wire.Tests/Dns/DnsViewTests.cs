using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Dns;

/// <summary>Messages as servers of the world send them, and as NetSim writes them.</summary>
internal static class DnsSamples
{
    /// <summary>From dig and BIND: an A question with EDNS, and its answer with two aliases and compressed names.</summary>
    public static byte[] Question { get; } = Convert.FromHexString(
        "1A2B01200001000000000001" + "037777770765786D61706C65036F726700" + "00010001" + "0000291000000000000000");

    public static byte[] Answer { get; } = Convert.FromHexString(
        "1A2B85800001000200000001" + "0377777707" + "6578616D706C65" + "036F726700" + "00010001"
        + "C00C0005000100000E10000603776562C010" + "C02D000100010000003C00040A000202" + "00002904D0000000000000");

    public static byte[] Written
    {
        get
        {
            var bytes = new byte[512];
            var writer = new DnsWriter(bytes, 7, DnsFlags.Response | DnsFlags.Authoritative, DnsResponseCode.NoSuchName);
            DnsName name = DnsName.Parse("a.lab"), service = DnsName.Parse("_http._tcp.lab");
            writer.TryAdd(new DnsQuestion(name, DnsType.Any, DnsClass.Internet));
            writer.TryAdd(DnsSection.Answer, DnsRecord.Of(name, IpAddress.Parse("fd00::1"), 60));
            writer.TryAdd(DnsSection.Answer, DnsRecord.ReverseOf(IpAddress.Parse("10.0.0.1"), name, 60), DnsRecordRole.Unique);
            writer.TryAdd(DnsSection.Answer, new DnsRecord(name, DnsType.Mx, 5) { Target = DnsName.Parse("mail.lab"), Preference = 10 });
            writer.TryAdd(DnsSection.Answer, new DnsRecord(service, DnsType.Srv, 5) { Target = name, Port = 80 });
            writer.TryAdd(DnsSection.Answer, new DnsRecord(name, DnsType.Txt, 5) { Text = new string('x', 300) });
            writer.TryAdd(DnsSection.Authority, new DnsRecord(DnsName.Parse("lab"), DnsType.Soa, 30) { Target = DnsName.Parse("ns.lab") });
            writer.TryAddExtension(1232);
            return writer.Written.ToArray();
        }
    }
}

public sealed class DnsViewLaw : WireViewLaw<DnsView>
{
    protected override IReadOnlyList<byte[]> Valid => [DnsSamples.Question, DnsSamples.Answer, DnsSamples.Written];

    protected override void ReadDeeper(ref DnsView view)
    {
        foreach (DnsQuestion question in view.Questions) Assert.InRange(question.Name.WireLength, 1, DnsName.LongestName);
        foreach (DnsRecordView record in view.Records)
        {
            Assert.InRange(record.Name.WireLength, 1, DnsName.LongestName);
            Assert.True(record.Data.Length <= view.Bytes.Length);
            _ = (record.Type, record.Class, record.TimeToLive, record.Version, record.PayloadSize, record.FlushesCache);
            if (record.TryGetTarget(out DnsName target)) Assert.InRange(target.WireLength, 1, DnsName.LongestName);
            record.TryGetAddress(out _);
            record.TryGetNegativeTimeToLive(out _);
        }
    }
}

public sealed class DnsViewTests
{
    [Fact]
    public void An_answer_with_aliases_and_compressed_names_is_read_to_its_end()
    {
        Assert.True(DnsView.TryParse(DnsSamples.Answer, out DnsView view));
        Assert.True(view.IsResponse);
        Assert.Equal(0x1A2B, view.Id);
        List<string> records = [];
        foreach (DnsRecordView record in view.Records)
        {
            string data = record.TryGetAddress(out IpAddress address) ? address.ToString() : record.TryGetTarget(out DnsName target) ? target.ToString() : "-";
            records.Add($"{record.Section} {record.Name} {record.Type} {data}");
        }
        Assert.Equal(
            ["Answer www.example.org. Cname web.example.org.", "Answer web.example.org. A 10.0.2.2", "Additional . Opt -"], records);
    }

    [Fact]
    public void What_is_written_is_read_again_and_names_are_compressed()
    {
        byte[] bytes = DnsSamples.Written;
        Assert.True(DnsView.TryParse(bytes, out DnsView view));
        Assert.Equal(bytes.Length, view.Bytes.Length);
        Assert.Equal(DnsResponseCode.NoSuchName, view.ResponseCode);
        List<string> names = [];
        foreach (DnsRecordView record in view.Records)
        {
            names.Add(record.Name.ToString());
            if (record.Type == DnsType.Soa)
            {
                Assert.True(record.TryGetNegativeTimeToLive(out uint seconds));
                Assert.Equal(30u, seconds);
            }
            if (record.Type == DnsType.Ptr) Assert.True(record.FlushesCache);
        }
        Assert.Equal(["a.lab.", "1.0.0.10.in-addr.arpa.", "a.lab.", "_http._tcp.lab.", "a.lab.", "lab.", "."], names);
        // "lab" stands there once as letters.
        Assert.Equal(bytes.AsSpan().IndexOf("\u0003lab"u8), bytes.AsSpan().LastIndexOf("\u0003lab"u8));
    }

    [Theory]
    [InlineData("C00C", "a pointer to itself")]
    [InlineData("C00E00", "a pointer ahead")]
    [InlineData("0161C00C", "a loop over a label")]
    [InlineData("41", "a label of an unknown kind")]
    [InlineData("05616263", "a label beyond the end")]
    [InlineData("0361626300", "a question without type and class")]
    public void A_message_with_a_bad_name_is_refused(string question, string why)
    {
        byte[] bytes = Convert.FromHexString("000000000001000000000000" + question);
        Assert.False(DnsView.TryParse(bytes, out _), why);
    }

    [Fact]
    public void A_name_longer_than_255_octets_is_refused_however_it_is_put_together()
    {
        string label = "3F" + string.Concat(Enumerable.Repeat("61", 63));
        byte[] longest = Convert.FromHexString("000000000001000000000000" + string.Concat(Enumerable.Repeat(label, 3)) + "3D"
            + string.Concat(Enumerable.Repeat("61", 61)) + "0000010001");
        Assert.True(DnsView.TryParse(longest, out _));
        byte[] longer = Convert.FromHexString("000000000001000000000000" + string.Concat(Enumerable.Repeat(label, 4)) + "0000010001");
        Assert.False(DnsView.TryParse(longer, out _));
    }

    [Fact]
    public void A_record_that_does_not_fit_leaves_no_trace()
    {
        byte[] bytes = new byte[60];
        var writer = new DnsWriter(bytes, 1, DnsFlags.Response);
        DnsName name = DnsName.Parse("host.lab");
        Assert.True(writer.TryAdd(DnsSection.Answer, DnsRecord.Of(name, IpAddress.Parse("10.0.0.1"), 1)));
        int length = writer.Written.Length;
        Assert.False(writer.TryAdd(DnsSection.Answer, DnsRecord.Of(DnsName.Parse("other.host.lab"), IpAddress.Parse("fd00::1"), 1)));
        Assert.Equal(length, writer.Written.Length);
        Assert.True(DnsView.TryParse(writer.Written, out DnsView view));
        int records = 0;
        foreach (DnsRecordView record in view.Records)
            if (record.Section == DnsSection.Answer) records++;
        Assert.Equal(1, records);
        Assert.Equal(length, view.Bytes.Length);
    }

    [Theory]
    [InlineData("web", "web.")]
    [InlineData("web.lab.", "web.lab.")]
    [InlineData(".", ".")]
    [InlineData(@"a\.b.c", @"a\.b.c.")]
    [InlineData(@"a\032b", @"a\032b.")]
    [InlineData(@"\097", "a.")]
    public void A_name_is_read_from_text(string text, string canonical) => Assert.Equal(canonical, DnsName.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData(@"a\")]
    [InlineData(@"\256")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void What_is_no_name_is_refused(string text) => Assert.False(DnsName.TryParse(text, out _));

    [Fact]
    public void Names_differ_in_letters_and_not_in_their_case()
    {
        Assert.Equal(DnsName.Parse("Web.LAB"), DnsName.Parse("web.lab."));
        Assert.Equal(DnsName.Parse("Web.LAB").GetHashCode(), DnsName.Parse("web.lab.").GetHashCode());
        Assert.True(DnsName.Parse("a.web.lab").IsWithin(DnsName.Parse("LAB")));
        Assert.False(DnsName.Parse("weblab").IsWithin(DnsName.Parse("lab")));
        Assert.True(DnsName.Parse("x").IsWithin(DnsName.Root));
        Assert.Equal("2.2.0.10.in-addr.arpa.", DnsName.ReverseOf(IpAddress.Parse("10.0.2.2")).ToString());
        Assert.StartsWith("1.0.0.0.", DnsName.ReverseOf(IpAddress.Parse("fd00::1")).ToString());
        Assert.EndsWith(".0.0.d.f.ip6.arpa.", DnsName.ReverseOf(IpAddress.Parse("fd00::1")).ToString());
    }

    [Fact]
    public void Any_octets_survive_the_way_through_text() => SeededRuns.Check(300, random =>
    {
        int length = random.Next(1, 64);
        byte[] message = [.. new byte[12], (byte)length, .. random.NextBytes(length), 0];
        Assert.True(DnsName.TryRead(message, 12, out DnsName name, out int next));
        Assert.Equal(message.Length, next);
        Assert.Equal(length + 2, name.WireLength);
        Assert.Equal(name, DnsName.Parse(name.ToString()));
        byte[] bytes = new byte[100];
        var writer = new DnsWriter(bytes, 0, DnsFlags.None);
        Assert.True(writer.TryAdd(new DnsQuestion(name, DnsType.A, DnsClass.Internet)));
        Assert.Equal(message[12..], writer.Written[12..^4].ToArray());
    });
}
