using NetSim.Stack.Services.Dns;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;

namespace NetSim.Stack.Tests.Services;

public sealed class NameServerTests
{
    private static readonly IpAddress Web = IpAddress.Parse("10.0.0.2"), Web6 = IpAddress.Parse("fd00::2");

    internal static NameServer Server()
    {
        var zone = new DnsZone(DnsName.Parse("lab"), 60);
        DnsName web = DnsName.Parse("web.lab");
        zone.Add(DnsRecord.Of(web, Web, 300));
        zone.Add(DnsRecord.Of(web, Web6, 300));
        zone.Add(DnsRecord.ReverseOf(Web, web, 300));
        zone.Add(DnsRecord.ReverseOf(Web6, web, 300));
        zone.Add(new DnsRecord(DnsName.Parse("www.lab"), DnsType.Cname, 300) { Target = web });
        zone.Add(new DnsRecord(DnsName.Parse("out.lab"), DnsType.Cname, 300) { Target = DnsName.Parse("example.org") });
        zone.Add(new DnsRecord(DnsName.Parse("round.lab"), DnsType.Cname, 300) { Target = DnsName.Parse("round.lab") });
        zone.Add(DnsRecord.Of(DnsName.Parse("a.b.lab"), Web, 300));
        for (int i = 0; i < 60; i++) zone.Add(DnsRecord.Of(DnsName.Parse("many.lab"), IpAddress.FromIPv4(10, 1, 0, (byte)i), 300));
        return new NameServer(zone);
    }

    private static byte[] Query(string name, DnsType type, int payload = 0)
    {
        var bytes = new byte[300];
        var writer = new DnsWriter(bytes, 0xBEEF, DnsFlags.RecursionDesired);
        writer.TryAdd(new DnsQuestion(DnsName.Parse(name), type, DnsClass.Internet));
        if (payload > 0) writer.TryAddExtension((ushort)payload);
        return writer.Written.ToArray();
    }

    private static byte[] Ask(byte[] query, DnsTransport transport = DnsTransport.Udp)
    {
        var answer = new byte[transport == DnsTransport.Udp ? NameServer.LongestDatagram : NameServer.LongestMessage];
        return answer[..Server().Answer(query, transport, answer)];
    }

    private static (string Code, string[] Records) Read(byte[] answer)
    {
        Assert.True(DnsView.TryParse(answer, out DnsView view));
        Assert.Equal(0xBEEF, view.Id);
        Assert.True(view.IsResponse);
        List<string> records = [];
        foreach (DnsRecordView record in view.Records)
        {
            string data = record.TryGetAddress(out IpAddress address) ? $" {address}" : record.TryGetTarget(out DnsName target) ? $" {target}" : "";
            records.Add($"{record.Section} {record.Name} {record.Type}{data}");
        }
        return (view.ResponseCode.ToString(), [.. records]);
    }

    [Theory]
    [InlineData("web.lab", DnsType.A, "NoError", "Answer web.lab. A 10.0.0.2")]
    [InlineData("WEB.lab", DnsType.Aaaa, "NoError", "Answer WEB.lab. Aaaa fd00::2")]
    [InlineData("www.lab", DnsType.A, "NoError", "Answer www.lab. Cname web.lab.;Answer web.lab. A 10.0.0.2")]
    [InlineData("out.lab", DnsType.A, "NoError", "Answer out.lab. Cname example.org.")]
    [InlineData("2.0.0.10.in-addr.arpa", DnsType.Ptr, "NoError", "Answer 2.0.0.10.in-addr.arpa. Ptr web.lab.")]
    [InlineData("web.lab", DnsType.Txt, "NoError", "Authority lab. Soa")]
    [InlineData("b.lab", DnsType.A, "NoError", "Authority lab. Soa")]
    [InlineData("nobody.lab", DnsType.A, "NoSuchName", "Authority lab. Soa")]
    [InlineData("9.9.9.10.in-addr.arpa", DnsType.Ptr, "NoSuchName", "Authority in-addr.arpa. Soa")]
    [InlineData("example.org", DnsType.A, "Refused", "")]
    [Rfc(1034, "4.3.2")]
    public void A_question_gets_its_answer(string name, DnsType type, string code, string records)
    {
        (string seenCode, string[] seen) = Read(Ask(Query(name, type)));
        Assert.Equal(code, seenCode);
        Assert.Equal(records, string.Join(';', seen));
    }

    [Fact]
    public void A_circle_of_aliases_ends() => Assert.Equal(8, Read(Ask(Query("round.lab", DnsType.A))).Records.Length);

    [Fact]
    [Rfc(2181, "9")]
    [Rfc(7766, "5")]
    public void An_answer_that_does_not_fit_is_cut_short_over_UDP_and_whole_over_TCP()
    {
        byte[] plain = Ask(Query("many.lab", DnsType.A));
        Assert.InRange(plain.Length, 400, 512);
        Assert.True(DnsView.TryParse(plain, out DnsView view));
        Assert.True(view.Flags.HasFlag(DnsFlags.Truncated));

        byte[] extended = Ask(Query("many.lab", DnsType.A, 1232));
        Assert.InRange(extended.Length, 900, 1232);
        Assert.True(DnsView.TryParse(extended, out view));
        Assert.False(view.Flags.HasFlag(DnsFlags.Truncated));
        Assert.EndsWith("Additional . Opt", Read(extended).Records[^1]);
        Assert.Equal(60, Read(Ask(Query("many.lab", DnsType.A), DnsTransport.Tcp)).Records.Length);
    }

    [Fact]
    [Rfc(6891, "6.1.3")]
    public void A_version_of_the_extension_that_nobody_knows_is_refused()
    {
        byte[] query = Query("web.lab", DnsType.A, 1232);
        query[^5] = 1;
        byte[] answer = Ask(query);
        // BADVERS is 16: its lower bits are those of no error, its upper ones stand in the OPT record.
        Assert.Equal(1, answer[^6]);
        Assert.Equal(0, answer[3] & 0xF);
    }

    [Fact]
    public void What_is_no_question_gets_no_answer_and_what_cannot_be_read_is_said_to_be_so()
    {
        Assert.Empty(Ask([1, 2, 3]));
        Assert.Empty(Ask(Ask(Query("web.lab", DnsType.A))));
        byte[] cut = Query("web.lab", DnsType.A)[..^3];
        Assert.Equal("FormatError", Read(Ask(cut)).Code);
        byte[] notify = Query("web.lab", DnsType.A);
        notify[2] |= 4 << 3;
        byte[] answer = Ask(notify);
        Assert.Equal("NotImplemented", Read(answer).Code);
        // RFC 1035 4.1.1: the operation is that of the question.
        Assert.Equal(4, answer[2] >> 3 & 0xF);
    }

    [Fact]
    public void Whatever_comes_gets_a_readable_answer_or_none() => SeededRuns.Check(3000, random =>
    {
        byte[] query = Query("www.lab", DnsType.A, 1232);
        for (int changes = random.Next(6); changes > 0; changes--) query[random.Next(query.Length)] = random.NextByte();
        byte[] answer = Ask(query[..random.Next(query.Length + 1)]);
        if (answer.Length > 0) Assert.True(DnsView.TryParse(answer, out _));
    });
}
