using NetSim.Stack.Services.Mdns;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Services;

public sealed class MulticastResponderTests
{
    private static readonly IpAddress Own = IpAddress.Parse("10.0.0.1"), Other = IpAddress.Parse("10.0.0.2");
    private static readonly IpEndpoint Peer = new(Other, MulticastResponder.Port);
    private readonly MulticastResponder _responder = new("web", new RandomGenerator(1, 2));
    private Instant _now = Instant.Zero;

    private List<MulticastSend> Taken()
    {
        List<MulticastSend> sent = [];
        while (_responder.TryTake(out MulticastSend? message)) sent.Add(message);
        return sent;
    }

    private List<MulticastSend> Pass()
    {
        _now = Assert.NotNull(_responder.NextDeadline);
        _responder.OnDeadline(_now);
        return Taken();
    }

    private void Establish()
    {
        _responder.Start(_now, [Own, IpAddress.Parse("fd00::1")]);
        while (_responder.NextDeadline is not null) Pass();
        Assert.Equal(MulticastNameState.Established, _responder.State);
        _now += Duration.FromSeconds(10);
    }

    private static string[] Records(MulticastSend message)
    {
        Assert.True(DnsView.TryParse(message.Bytes.Span, out DnsView view));
        List<string> records = [];
        foreach (DnsRecordView record in view.Records)
        {
            string data = record.TryGetAddress(out IpAddress address) ? address.ToString() : record.TryGetTarget(out DnsName target) ? target.ToString() : "";
            records.Add($"{record.Section} {record.Name} {record.Type} {data} {record.TimeToLive}{(record.FlushesCache ? " flush" : "")}");
        }
        return [.. records];
    }

    private void Hear(byte[] message, IpEndpoint from)
    {
        Assert.True(DnsView.TryParse(message, out DnsView view));
        _responder.OnMessage(_now, from, view);
    }

    private static byte[] Question(string name, DnsType type, int @class = 1, params DnsRecord[] known)
    {
        byte[] bytes = new byte[300];
        var writer = new DnsWriter(bytes, 7, DnsFlags.None);
        writer.TryAdd(new DnsQuestion(DnsName.Parse(name), type, (DnsClass)@class));
        foreach (DnsRecord record in known) writer.TryAdd(DnsSection.Answer, record);
        return writer.Written.ToArray();
    }

    private static byte[] Claim(IpAddress address, DnsSection section, DnsFlags flags)
    {
        byte[] bytes = new byte[300];
        var writer = new DnsWriter(bytes, 0, flags);
        writer.TryAdd(section, DnsRecord.Of(DnsName.Parse("web.local"), address, 120));
        return writer.Written.ToArray();
    }

    [Fact]
    [Rfc(6762, "8.1", "8.3")]
    public void A_name_is_probed_for_three_times_and_announced_twice()
    {
        _responder.Start(_now, [Own]);
        List<(double At, string Said)> said = [];
        while (_responder.NextDeadline is not null)
            foreach (MulticastSend message in Pass()) said.Add((_now.TotalSeconds * 1000, Records(message)[0]));
        Assert.Equal(5, said.Count);
        Assert.All(said[..3], probe => Assert.Equal("Authority web.local. A 10.0.0.1 120", probe.Said));
        Assert.All(said[3..], announcement => Assert.Equal("Answer web.local. A 10.0.0.1 120 flush", announcement.Said));
        Assert.InRange(said[0].At, 0, 250);
        Assert.Equal([250, 250, 250, 1000], said.Zip(said.Skip(1), (a, b) => Math.Round(b.At - a.At)));
    }

    [Fact]
    public void A_question_is_answered_to_everybody_and_no_more_than_once_a_second()
    {
        Establish();
        Hear(Question("web.local", DnsType.A), Peer);
        Instant asked = _now;
        Assert.Contains("Answer web.local. A 10.0.0.1 120 flush", Records(Assert.Single(Pass())));
        Assert.Equal(asked, _now);
        Hear(Question("1.0.0.10.in-addr.arpa", DnsType.Ptr), Peer);
        Hear(Question("web.local", DnsType.Aaaa), Peer);
        MulticastSend second = Assert.Single(Pass());
        Assert.Null(second.To);
        Assert.Equal(asked + Duration.FromSeconds(1), _now);
        Hear(Question("other.local", DnsType.A), Peer);
        Hear(Question("web.local", DnsType.Mx), Peer);
        Assert.Null(_responder.NextDeadline);
    }

    [Fact]
    [Rfc(6762, "7.1", "5.4")]
    public void Who_asks_for_it_gets_the_answer_alone_and_who_knows_it_gets_none()
    {
        Establish();
        Hear(Question("web.local", DnsType.A, 0x8001), Peer);
        MulticastSend answer = Assert.Single(Taken());
        Assert.Equal(Peer, answer.To);
        Assert.Equal(["Answer web.local. A 10.0.0.1 120 flush"], Records(answer));
        Hear(Question("web.local", DnsType.A, 0x8001, DnsRecord.Of(DnsName.Parse("web.local"), Own, 60)), Peer);
        Assert.Empty(Taken());
        Hear(Question("web.local", DnsType.A, 0x8001, DnsRecord.Of(DnsName.Parse("web.local"), Own, 59)), Peer);
        Assert.Single(Taken());
    }

    [Fact]
    public void A_plain_resolver_gets_a_plain_answer()
    {
        Establish();
        var from = new IpEndpoint(Other, 40000);
        Hear(Question("WEB.local", DnsType.Aaaa), from);
        MulticastSend answer = Assert.Single(Taken());
        Assert.Equal(from, answer.To);
        Assert.Equal(["Answer WEB.local. Aaaa fd00::1 10"], Records(answer));
        Assert.True(DnsView.TryParse(answer.Bytes.Span, out DnsView view));
        // RFC 6762 6.7: with the id and the question, as plain DNS has it.
        Assert.Equal((7, 1), (view.Id, view.QuestionCount));
    }

    [Fact]
    public void A_name_that_somebody_has_is_given_up_while_it_is_probed()
    {
        _responder.Start(_now, [Own]);
        Pass();
        Hear(Claim(Own, DnsSection.Answer, DnsFlags.Response), Peer);
        Assert.Equal("web.local.", _responder.Name.ToString());
        Hear(Claim(Other, DnsSection.Answer, DnsFlags.Response), Peer with { Port = 1000 });
        Assert.Equal("web.local.", _responder.Name.ToString());
        Hear(Claim(Other, DnsSection.Answer, DnsFlags.Response), Peer);
        Assert.Equal("web-2.local.", _responder.Name.ToString());
        Assert.Equal(MulticastNameState.Probing, _responder.State);
        Assert.Equal("Authority web-2.local. A 10.0.0.1 120", Records(Pass()[0])[0]);
    }

    [Fact]
    [Rfc(6762, "9")]
    public void A_name_that_is_claimed_later_is_probed_for_anew()
    {
        Establish();
        Hear(Claim(Other, DnsSection.Answer, DnsFlags.Response), Peer);
        Assert.Equal((MulticastNameState.Probing, "web.local."), (_responder.State, _responder.Name.ToString()));
    }

    [Theory]
    [InlineData("10.0.0.2", 1000)]
    [InlineData("10.0.0.0", 250)]
    [Rfc(6762, "8.2")]
    public void Of_two_that_probe_at_once_the_lesser_waits_for_a_second(string theirs, int wait)
    {
        _responder.Start(_now, [Own]);
        Pass();
        Hear(Claim(IpAddress.Parse(theirs), DnsSection.Authority, DnsFlags.None), Peer);
        Assert.Equal(wait, (Assert.NotNull(_responder.NextDeadline) - _now).TotalMilliseconds);
    }

    [Fact]
    [Rfc(6762, "10.1")]
    public void A_good_bye_takes_everything_back()
    {
        Establish();
        _responder.Stop();
        Assert.All(Records(Assert.Single(Taken())), record => Assert.EndsWith(" 0 flush", record));
    }

    [Fact]
    public void Messages_with_bytes_changed_do_no_harm() => SeededRuns.Check(2000, random =>
    {
        _responder.Start(_now, [Own]);
        for (int steps = random.Next(8); steps > 0 && _responder.NextDeadline is not null; steps--) Pass();
        byte[] message = random.Next(3) switch
        {
            0 => Claim(Other, DnsSection.Answer, DnsFlags.Response),
            1 => Claim(Other, DnsSection.Authority, DnsFlags.None),
            _ => Question("web.local", DnsType.Any),
        };
        for (int changes = random.Next(5); changes > 0; changes--) message[random.Next(message.Length)] = random.NextByte();
        if (DnsView.TryParse(message, out DnsView view)) _responder.OnMessage(_now, new IpEndpoint(Other, random.NextBool() ? MulticastResponder.Port : (ushort)9), view);
        Taken();
    });

    [Fact]
    public void A_service_is_found_by_its_type_and_told_of_with_the_host()
    {
        var responder = new MulticastResponder("web", new RandomGenerator(1, 2), [new AdvertisedService(DnsName.Parse("_http._tcp"), 80, "path=/")]);
        responder.Start(_now, [Own]);
        string[] announced = [];
        while (responder.NextDeadline is { } due)
        {
            responder.OnDeadline(_now = due);
            while (responder.TryTake(out MulticastSend? message)) announced = Records(message);
        }

        Assert.Equal(
        [
            "Answer web.local. A 10.0.0.1 120 flush",
            "Answer 1.0.0.10.in-addr.arpa. Ptr web.local. 120 flush",
            "Answer _services._dns-sd._udp.local. Ptr _http._tcp.local. 4500",
            "Answer _http._tcp.local. Ptr web._http._tcp.local. 4500",
            "Answer web._http._tcp.local. Srv web.local. 120 flush",
            "Answer web._http._tcp.local. Txt  4500 flush",
        ], announced);

        Assert.True(DnsView.TryParse(Question("_http._tcp.local", DnsType.Ptr, @class: 0x8001), out DnsView asked));
        responder.OnMessage(_now, Peer, asked);
        Assert.True(responder.TryTake(out MulticastSend? answer));
        Assert.Equal(["Answer _http._tcp.local. Ptr web._http._tcp.local. 4500"], Records(answer));
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(2250, 0)]
    [Rfc(6762, "7.1")]
    public void What_the_asker_knows_for_more_than_half_of_its_time_is_not_said_again(uint left, int answers)
    {
        var responder = new MulticastResponder("web", new RandomGenerator(1, 2), [new AdvertisedService(DnsName.Parse("_http._tcp"), 80, "")]);
        responder.Start(_now, [Own]);
        while (responder.NextDeadline is { } due) responder.OnDeadline(_now = due);
        while (responder.TryTake(out _))
        {
        }

        var known = new DnsRecord(DnsName.Parse("_http._tcp.local"), DnsType.Ptr, left) { Target = DnsName.Parse("web._http._tcp.local") };
        Assert.True(DnsView.TryParse(Question("_http._tcp.local", DnsType.Ptr, @class: 0x8001, known), out DnsView asked));
        responder.OnMessage(_now, Peer, asked);

        Assert.Equal(answers == 1, responder.TryTake(out _));
    }
}
