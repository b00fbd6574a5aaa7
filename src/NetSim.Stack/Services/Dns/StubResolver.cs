using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Stack.Services.Dns;

/// <summary>Whom a resolver asks, and what it appends to short names.</summary>
/// <param name="Servers">In the order in which they are tried.</param>
/// <param name="Search">Domains in which a name without a dot is looked for first (resolv.conf(5)).</param>
public sealed record ResolverConfiguration(ImmutableArray<IpAddress> Servers, ImmutableArray<DnsName> Search)
{
    public static readonly ResolverConfiguration Empty = new([], []);
}

/// <summary>A question to be sent, each from a port of its own (RFC 5452 4.5).</summary>
/// <param name="Number">Names it from now on; never used again.</param>
/// <param name="Server">To whom.</param>
/// <param name="Transport">TCP after an answer that was cut short.</param>
/// <param name="Message">Without the length that stands before it on TCP.</param>
public sealed record DnsQuery(int Number, IpEndpoint Server, DnsTransport Transport, ReadOnlyMemory<byte> Message);

/// <summary>
/// A stub resolver (RFC 1123 6.1.3.1): asks its servers one after the other and again, goes over to TCP, follows aliases, remembers. An
/// answer counts only if it comes from where the question went, with its id and its question (RFC 5452 section 9).
/// <para>Sans-I/O: its owner sends what <see cref="TryTakeQuery"/> gives, each from a socket of its own, and hands back what comes.</para>
/// </summary>
/// <param name="random">For ids that nobody can guess.</param>
public sealed class StubResolver(RandomGenerator random)
{
    private const ushort Port = 53;

    /// <summary>As resolv.conf(5): <c>timeout:5 attempts:2</c>.</summary>
    private static readonly Duration Timeout = Duration.FromSeconds(5);

    private const int Rounds = 2;

    private readonly DnsCache _cache = new();
    private readonly List<Lookup> _open = [];
    private readonly Queue<DnsQuery> _queries = new();
    private readonly Queue<(object Tag, DnsAnswer Answer)> _answers = new();
    private int _lastNumber;

    public ResolverConfiguration Configuration { get; private set; } = ResolverConfiguration.Empty;

    public long AnswersFromCache { get; private set; }

    public Instant? NextDeadline
    {
        get
        {
            Instant? next = null;
            foreach (Lookup lookup in _open) next = next is { } before ? Instant.Min(before, lookup.Deadline) : lookup.Deadline;
            return next;
        }
    }

    /// <summary>What is being asked goes on; what was remembered may be otherwise with other servers, and is forgotten.</summary>
    public void Configure(ResolverConfiguration configuration)
    {
        Configuration = configuration;
        _cache.Clear();
    }

    /// <summary>Begins a look-up.</summary>
    /// <param name="now">The present.</param>
    /// <param name="name">As a user says it; a dot at the end keeps it from being searched for.</param>
    /// <param name="types">Tried in this order until one has an answer.</param>
    /// <param name="tag">Comes back with the answer.</param>
    public void Ask(Instant now, string name, ImmutableArray<DnsType> types, object tag)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!DnsName.TryParse(name, out DnsName given))
        {
            _answers.Enqueue((tag, new DnsAnswer(DnsOutcome.BadName)));
            return;
        }
        List<DnsName> candidates = [];
        bool isShort = given.LabelCount == 1 && !name.EndsWith('.');
        if (isShort)
        {
            foreach (DnsName domain in Configuration.Search)
                if (given.TryAppend(domain, out DnsName whole)) candidates.Add(whole);
        }
        if (!candidates.Contains(given)) candidates.Add(given);
        var lookup = new Lookup(tag, candidates, types);
        _open.Add(lookup);
        Go(now, lookup);
    }

    /// <summary>The next question to be sent.</summary>
    public bool TryTakeQuery([NotNullWhen(true)] out DnsQuery? query) => _queries.TryDequeue(out query);

    /// <summary>The next look-up that has come to its end.</summary>
    public bool TryTakeAnswer([NotNullWhen(true)] out object? tag, [NotNullWhen(true)] out DnsAnswer? answer)
    {
        bool has = _answers.TryDequeue(out (object Tag, DnsAnswer Answer) done);
        (tag, answer) = has ? done : default;
        return has;
    }

    /// <summary>Whether an answer to a query is still wanted; if not, its socket can be closed.</summary>
    public bool IsOpen(int query) => Find(query) is not null;

    /// <summary>A message that came to the socket of a query.</summary>
    public void OnMessage(Instant now, int query, IpEndpoint from, ReadOnlySpan<byte> message)
    {
        if (Find(query) is not { } lookup || from != lookup.Server) return;
        if (!DnsView.TryParse(message, out DnsView view) || !IsAnswerTo(view, lookup)) return;
        if ((view.Flags & DnsFlags.Truncated) != 0 && lookup.Transport == DnsTransport.Udp)
        {
            Send(now, lookup, DnsTransport.Tcp);
            return;
        }
        if (view.ResponseCode is not (DnsResponseCode.NoError or DnsResponseCode.NoSuchName))
        {
            lookup.HasFailed = true;
            TryNextServer(now, lookup);
            return;
        }
        DnsAnswer answer = DnsAnswer.Read(view, lookup.Name, lookup.Type);
        if (answer.Alias is { } alias && lookup.TryFollow(alias))
        {
            Go(now, lookup);
            return;
        }
        _cache.Add(now, lookup.Name, lookup.Type, answer);
        Settle(now, lookup, answer);
    }

    /// <summary>The server cannot be reached, or its connection has ended without an answer.</summary>
    public void OnUnreachable(Instant now, int query)
    {
        if (Find(query) is { } lookup) TryNextServer(now, lookup);
    }

    public void OnDeadline(Instant now)
    {
        // From behind, since what ends leaves the list.
        for (int i = _open.Count - 1; i >= 0; i--)
            if (_open[i].Deadline <= now) TryNextServer(now, _open[i]);
    }

    private static bool IsAnswerTo(in DnsView view, Lookup lookup)
    {
        if (!view.IsResponse || view.Operation != 0 || view.Id != lookup.Id || view.QuestionCount != 1) return false;
        DnsQuestions questions = view.Questions;
        return questions.MoveNext() && questions.Current == new DnsQuestion(lookup.Name, lookup.Type, DnsClass.Internet);
    }

    /// <summary>Answers from memory, or asks the first server.</summary>
    private void Go(Instant now, Lookup lookup)
    {
        if (_cache.TryFind(now, lookup.Name, lookup.Type, out DnsAnswer? known))
        {
            AnswersFromCache++;
            Settle(now, lookup, known);
            return;
        }
        if (Configuration.Servers.IsEmpty)
        {
            End(lookup, new DnsAnswer(DnsOutcome.NoServer));
            return;
        }
        lookup.Turn = 0;
        Send(now, lookup, DnsTransport.Udp);
    }

    private void Settle(Instant now, Lookup lookup, DnsAnswer answer)
    {
        if (answer.Outcome == DnsOutcome.Found)
        {
            End(lookup, answer);
            return;
        }
        // That a name lacks an address says more than that another name is not there at all.
        if (lookup.Denial is not { Outcome: DnsOutcome.NoData }) lookup.Denial = answer;
        if (lookup.TryNext(answer.Outcome)) Go(now, lookup);
        else End(lookup, lookup.Denial);
    }

    private void TryNextServer(Instant now, Lookup lookup)
    {
        if (++lookup.Turn < Rounds * Configuration.Servers.Length) Send(now, lookup, DnsTransport.Udp);
        else End(lookup, lookup.Denial ?? new DnsAnswer(lookup.HasFailed ? DnsOutcome.ServerFailure : DnsOutcome.TimedOut));
    }

    private void Send(Instant now, Lookup lookup, DnsTransport transport)
    {
        if (Configuration.Servers.IsEmpty)
        {
            End(lookup, new DnsAnswer(DnsOutcome.NoServer));
            return;
        }
        lookup.Number = ++_lastNumber;
        lookup.Id = (ushort)random.Next(1 << 16);
        lookup.Server = new IpEndpoint(Configuration.Servers[lookup.Turn % Configuration.Servers.Length], Port);
        lookup.Transport = transport;
        lookup.Deadline = now + Timeout;
        Span<byte> bytes = stackalloc byte[DnsName.LongestName + 32];
        var writer = new DnsWriter(bytes, lookup.Id, DnsFlags.RecursionDesired);
        writer.TryAdd(new DnsQuestion(lookup.Name, lookup.Type, DnsClass.Internet));
        writer.TryAddExtension(NameServer.LongestDatagram);
        _queries.Enqueue(new DnsQuery(lookup.Number, lookup.Server, transport, writer.Written.ToArray()));
    }

    private void End(Lookup lookup, DnsAnswer answer)
    {
        _open.Remove(lookup);
        _answers.Enqueue((lookup.Tag, answer));
    }

    private Lookup? Find(int query)
    {
        foreach (Lookup lookup in _open)
            if (lookup.Number == query) return lookup;
        return null;
    }
}
