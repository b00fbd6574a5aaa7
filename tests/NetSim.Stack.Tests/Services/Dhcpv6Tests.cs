using NetSim.Stack.Services.Dhcpv6;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dhcpv6;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Services;

public sealed class Dhcpv6Tests
{
    private static readonly MacAddress ServerMac = MacAddress.Parse("02:00:00:00:00:01"), ClientMac = MacAddress.Parse("02:00:00:00:00:02");
    private readonly Dhcpv6Server _server = new(ServerMac, new StatelessConfiguration([IpAddress.Parse("fd00::53")], DnsName.Parse("lab")));
    private readonly Dhcpv6Client _client = new(ClientMac, new RandomGenerator(1, 2));
    private Instant _now = Instant.Zero;

    private byte[] Asked()
    {
        _now = Assert.NotNull(_client.NextDeadline);
        _client.OnDeadline(_now);
        Assert.True(_client.TryTake(out byte[]? message));
        return message;
    }

    private byte[] AnswerTo(byte[] message)
    {
        byte[] answer = new byte[1024];
        Assert.True(Dhcpv6View.TryParse(message, out Dhcpv6View view));
        return answer[.._server.Answer(view, answer)];
    }

    private void Hand(byte[] message)
    {
        if (Dhcpv6View.TryParse(message, out Dhcpv6View view)) _client.OnMessage(_now, view);
    }

    [Fact]
    [Rfc(8415, "18.2.6")]
    public void A_client_is_told_of_name_servers_and_domain_and_asks_anew_after_a_day()
    {
        _client.Start(_now);
        Hand(AnswerTo(Asked()));
        Assert.InRange(_now.TotalSeconds, 0, 1);
        StatelessConfiguration told = Assert.IsType<StatelessConfiguration>(_client.Configuration);
        Assert.Equal(IpAddress.Parse("fd00::53"), Assert.Single(told.NameServers));
        Assert.Equal(DnsName.Parse("lab"), told.Domain);
        Assert.Equal(_now + Duration.FromSeconds(86_400), _client.NextDeadline);
        _now += Duration.FromSeconds(86_400);
        _client.OnDeadline(_now);
        Assert.Equal((byte)Dhcpv6MessageType.InformationRequest, Asked()[0]);
    }

    [Fact]
    [Rfc(8415, "15")]
    public void A_client_that_nobody_answers_asks_more_and_more_seldom()
    {
        _client.Start(_now);
        Asked();
        double wait = 1;
        for (int turn = 0; turn < 8; turn++)
        {
            Instant before = _now;
            Asked();
            Assert.InRange((_now - before).TotalSeconds, wait * 0.89, wait * 1.11);
            wait = (_now - before).TotalSeconds * 2;
        }
    }

    [Fact]
    public void An_answer_to_somebody_else_is_not_taken()
    {
        _client.Start(_now);
        byte[] answer = AnswerTo(Asked());
        foreach (int at in (int[])[0, 1, 3, answer.AsSpan().IndexOf((ReadOnlySpan<byte>)[0, 1, 0, 10]) + 13])
        {
            byte[] other = (byte[])answer.Clone();
            other[at] ^= 1;
            Hand(other);
        }
        Assert.Null(_client.Configuration);
        Hand(answer);
        Assert.NotNull(_client.Configuration);
    }

    [Fact]
    public void A_question_for_another_server_gets_no_answer()
    {
        byte[] bytes = new byte[100];
        var writer = new Dhcpv6Writer(bytes, Dhcpv6MessageType.InformationRequest, 1);
        writer.AddIdentity(Dhcpv6OptionCode.ServerIdentifier, ClientMac);
        Assert.Empty(AnswerTo(writer.Written.ToArray()));
        writer = new Dhcpv6Writer(bytes, Dhcpv6MessageType.InformationRequest, 1);
        writer.AddIdentity(Dhcpv6OptionCode.ServerIdentifier, ServerMac);
        Assert.NotEmpty(AnswerTo(writer.Written.ToArray()));
        Assert.Empty(AnswerTo([1, 0, 0, 1]));
    }

    [Fact]
    public void Messages_with_bytes_changed_do_no_harm() => SeededRuns.Check(1000, random =>
    {
        _client.Start(_now);
        byte[] question = Asked();
        for (int changes = random.Next(4); changes > 0; changes--) question[random.Next(question.Length)] = random.NextByte();
        byte[] answer = new byte[1024];
        if (!Dhcpv6View.TryParse(question, out Dhcpv6View view)) return;
        answer = answer[.._server.Answer(view, answer)];
        for (int changes = random.Next(4); changes > 0 && answer.Length > 0; changes--) answer[random.Next(answer.Length)] = random.NextByte();
        Hand(answer);
    });
}
