using NetSim.Stack.Services.Dns;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Services;

public sealed class StubResolverTests
{
    private static readonly IpAddress First = IpAddress.Parse("10.0.0.53"), Second = IpAddress.Parse("10.0.0.54");
    private readonly NameServer _server = NameServerTests.Server();
    private readonly StubResolver _resolver = new(new RandomGenerator(1, 2));
    private Instant _now = Instant.Zero;

    public StubResolverTests() => _resolver.Configure(new ResolverConfiguration([First, Second], [DnsName.Parse("lab")]));

    private void Ask(string name, params DnsType[] types) => _resolver.Ask(_now, name, [.. types], name);

    private DnsQuery Query()
    {
        Assert.True(_resolver.TryTakeQuery(out DnsQuery? query));
        return query;
    }

    private byte[] AnswerTo(DnsQuery query)
    {
        var bytes = new byte[NameServer.LongestMessage];
        return bytes[.._server.Answer(query.Message.Span, query.Transport, bytes)];
    }

    private void Serve(DnsQuery query) => _resolver.OnMessage(_now, query.Number, query.Server, AnswerTo(query));

    private DnsAnswer Answer()
    {
        Assert.True(_resolver.TryTakeAnswer(out _, out DnsAnswer? answer));
        Assert.Null(_resolver.NextDeadline);
        return answer;
    }

    private void Pass()
    {
        _now = Assert.NotNull(_resolver.NextDeadline);
        _resolver.OnDeadline(_now);
    }

    private static string NameIn(DnsQuery query)
    {
        Assert.True(DnsView.TryParse(query.Message.Span, out DnsView view));
        DnsQuestions questions = view.Questions;
        Assert.True(questions.MoveNext());
        return $"{questions.Current.Name} {questions.Current.Type}";
    }

    [Fact]
    public void A_short_name_is_looked_for_in_the_search_domain_and_remembered()
    {
        Ask("www", DnsType.A);
        Serve(Query());
        Assert.Equal(IpAddress.Parse("10.0.0.2"), Assert.Single(Answer().Addresses));
        Ask("www.lab.", DnsType.A);
        Assert.False(_resolver.TryTakeQuery(out _));
        Assert.Equal(DnsOutcome.Found, Answer().Outcome);
        Assert.Equal(1, _resolver.AnswersFromCache);
        // All of it has lived for 300 s.
        _now += Duration.FromSeconds(300);
        Ask("www.lab.", DnsType.A);
        Assert.Equal("www.lab. A", NameIn(Query()));
    }

    [Fact]
    [Rfc(2308, "5")]
    public void A_name_that_is_not_there_is_looked_for_as_it_is_and_its_lack_is_remembered()
    {
        Ask("nobody", DnsType.A, DnsType.Aaaa);
        DnsQuery first = Query();
        Assert.Equal("nobody.lab. A", NameIn(first));
        Serve(first);
        Assert.Equal("nobody. A", NameIn(Query()));
        Ask("nobody.lab", DnsType.A);
        Assert.Equal(DnsOutcome.NoSuchName, Assert.IsType<DnsAnswer>(TakeAny()).Outcome);
    }

    private DnsAnswer TakeAny()
    {
        Assert.True(_resolver.TryTakeAnswer(out _, out DnsAnswer? answer));
        return answer;
    }

    [Fact]
    public void The_next_type_is_asked_for_where_the_first_has_no_record()
    {
        Ask("a.b.lab", DnsType.Aaaa, DnsType.A);
        Serve(Query());
        DnsQuery second = Query();
        Assert.Equal("a.b.lab. A", NameIn(second));
        Serve(second);
        Assert.Equal(IpAddress.Parse("10.0.0.2"), Assert.Single(Answer().Addresses));
    }

    [Fact]
    public void A_silent_server_is_asked_twice_in_turn_with_the_others()
    {
        Ask("web.lab", DnsType.A);
        List<IpAddress> asked = [];
        for (int turn = 0; turn < 4; turn++)
        {
            asked.Add(Query().Server.Address);
            Pass();
        }
        Assert.Equal([First, Second, First, Second], asked);
        Assert.Equal(DnsOutcome.TimedOut, Answer().Outcome);
        Assert.Equal(Duration.FromSeconds(20), _now - Instant.Zero);
    }

    [Fact]
    public void A_server_that_cannot_answer_gives_way_to_the_next()
    {
        Ask("example.org", DnsType.A);
        for (int turn = 0; turn < 3; turn++) Serve(Query());
        DnsQuery last = Query();
        _resolver.OnUnreachable(_now, last.Number);
        Assert.Equal(DnsOutcome.ServerFailure, Answer().Outcome);
    }

    [Fact]
    [Rfc(7766, "5")]
    public void An_answer_that_was_cut_short_is_asked_for_again_over_TCP()
    {
        Ask("many.lab", DnsType.A);
        DnsQuery query = Query();
        byte[] cut = AnswerTo(query);
        cut[2] |= 0x02;
        _resolver.OnMessage(_now, query.Number, query.Server, cut);
        Assert.False(_resolver.IsOpen(query.Number));
        DnsQuery again = Query();
        Assert.Equal(DnsTransport.Tcp, again.Transport);
        Serve(again);
        Assert.Equal(60, Answer().Addresses.Length);
    }

    [Fact]
    [Rfc(5452, "9.1")]
    public void An_answer_that_does_not_match_is_not_believed()
    {
        Ask("web.lab", DnsType.A);
        DnsQuery query = Query();
        byte[] answer = AnswerTo(query);
        _resolver.OnMessage(_now, query.Number, query.Server with { Address = Second }, answer);
        _resolver.OnMessage(_now, query.Number, query.Server with { Port = 5353 }, answer);
        foreach (int at in (int[])[0, 1, 2, 13])
        {
            byte[] forged = (byte[])answer.Clone();
            forged[at] ^= 0x80;
            _resolver.OnMessage(_now, query.Number, query.Server, forged);
        }
        Assert.False(_resolver.TryTakeAnswer(out _, out _));
        _resolver.OnMessage(_now, query.Number, query.Server, answer);
        Assert.Equal(DnsOutcome.Found, Answer().Outcome);
    }

    [Fact]
    public void An_alias_that_leads_out_of_the_message_is_followed()
    {
        Ask("out.lab", DnsType.A);
        Serve(Query());
        Assert.Equal("example.org. A", NameIn(Query()));
    }

    [Fact]
    [Rfc(5452, "9.2")]
    public void Ids_differ_and_cannot_be_counted_up()
    {
        HashSet<int> ids = [];
        for (int i = 0; i < 20; i++)
        {
            Ask($"n{i}.lab", DnsType.A);
            ReadOnlySpan<byte> message = Query().Message.Span;
            ids.Add(message[0] << 8 | message[1]);
        }
        Assert.True(ids.Count > 15);
    }

    [Fact]
    public void Without_a_server_or_a_name_there_is_an_answer_at_once()
    {
        Ask("a..b", DnsType.A);
        Assert.Equal(DnsOutcome.BadName, Answer().Outcome);
        _resolver.Configure(ResolverConfiguration.Empty);
        Ask("web", DnsType.A);
        Assert.Equal(DnsOutcome.NoServer, Answer().Outcome);
    }

    [Fact]
    public void Answers_with_bytes_changed_are_believed_or_not_and_do_no_harm() => SeededRuns.Check(2000, random =>
    {
        Ask("www.lab", DnsType.A);
        if (!_resolver.TryTakeQuery(out DnsQuery? query))
        {
            _resolver.Configure(_resolver.Configuration);
            while (_resolver.TryTakeAnswer(out _, out _)) { }
            return;
        }
        byte[] answer = AnswerTo(query);
        for (int changes = random.Next(5); changes > 0; changes--) answer[random.Next(2, answer.Length)] = random.NextByte();
        _resolver.OnMessage(_now, query.Number, query.Server, answer.AsSpan(0, random.Next(answer.Length + 1)));
        while (_resolver.NextDeadline is not null) Pass();
        while (_resolver.TryTakeQuery(out _) || _resolver.TryTakeAnswer(out _, out _)) { }
    });
}
