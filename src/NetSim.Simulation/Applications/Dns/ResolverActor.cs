using System.Collections.Immutable;
using NetSim.Simulation.Actors;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Services.Dns;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Dns;

/// <summary>The resolver of a node: each query is a child with a socket of its own.</summary>
internal sealed class ResolverActor : UntypedActor
{
    private readonly NodeState _node;
    private readonly HostInside _inside;
    private readonly StubResolver _core;
    private readonly List<NameServersLearned> _learned = [];
    private readonly List<(int Number, IActorRef Actor)> _queries = [];
    private DeadlineTimer _timer = new();

    public ResolverActor(NodeState node, NodeInside inside)
    {
        (_node, _inside) = (node, (HostInside)inside);
        _core = new StubResolver(node.RandomOf(node.Wiring.Key, "resolver"));
        if (node.Plan.Resolver is not { } plan) return;
        _core.Configure(new ResolverConfiguration(plan.Servers, [.. plan.Search.Select(static domain => DnsName.Parse(domain))]));
    }

    protected override void OnReceive(object message)
    {
        Instant now = _node.Now;
        switch (message)
        {
            case ResolveName question:
                _core.Ask(now, question.Name, question.Types.IsEmpty ? Families() : question.Types, new Asker(Sender, question.Name));
                break;
            case DnsReply reply:
                _core.OnMessage(now, reply.Query, reply.From, reply.Message.Span);
                break;
            case DnsUnreachable unreachable:
                _core.OnUnreachable(now, unreachable.Query);
                break;
            case NameServersLearned learned:
                _learned.RemoveAll(known => known.Source == learned.Source);
                _learned.Add(learned);
                _core.Configure(Joined());
                break;
            case Deadline:
                if (_timer.HasCome(_node.Lane.Now)) _core.OnDeadline(now);
                break;
            default:
                Unhandled(message);
                return;
        }
        HandOut();
    }

    private ResolverConfiguration Joined()
    {
        List<IpAddress> servers = [];
        List<DnsName> search = [];
        foreach (NameServersLearned learned in _learned)
        {
            foreach (IpAddress server in learned.Servers)
                if (!servers.Contains(server)) servers.Add(server);
            foreach (DnsName domain in learned.Search)
                if (!search.Contains(domain)) search.Add(domain);
        }
        return new ResolverConfiguration([.. servers], [.. search]);
    }

    private sealed record Asker(IActorRef Actor, string Name);

    private void HandOut()
    {
        for (int i = _queries.Count - 1; i >= 0; i--)
        {
            if (_core.IsOpen(_queries[i].Number)) continue;
            Context.Stop(_queries[i].Actor);
            _queries.RemoveAt(i);
        }
        while (_core.TryTakeQuery(out DnsQuery? query))
        {
            IActorRef resolver = Self, stack = _inside.Centre;
            DnsQuery asked = query;
            Func<ActorBase> make = asked.Transport == DnsTransport.Udp
                ? () => new DnsDatagramQueryActor(asked, resolver, stack, _node.Pool)
                : () => new DnsStreamQueryActor(asked, resolver, stack);
            _queries.Add((asked.Number, Context.ActorOf(Producer.PropsOf(make), $"query-{asked.Number}")));
        }
        while (_core.TryTakeAnswer(out object? tag, out DnsAnswer? answer))
        {
            var asker = (Asker)tag;
            asker.Actor.Tell(new NameResolved(asker.Name, InOrder(answer)), Self);
        }
        _timer.Arm(_node.Lane, Self, _core.NextDeadline);
    }

    /// <summary>The address to try first comes first (RFC 6724 section 6).</summary>
    private DnsAnswer InOrder(DnsAnswer answer)
    {
        if (answer.Addresses.Length < 2) return answer;
        IpAddress[] addresses = [.. answer.Addresses];
        _inside.Core.SortDestinations(addresses);
        return answer with { Addresses = [.. addresses] };
    }

    /// <summary>Of the families that the node has addresses of, IPv6 first (RFC 6724 section 2.1, the default precedences).</summary>
    private ImmutableArray<DnsType> Families()
    {
        (bool hasIPv4, bool hasIPv6) = (false, false);
        foreach (NetworkInterface port in _inside.Core.Interfaces)
        {
            foreach (IpPrefix prefix in port.Prefixes)
            {
                if (prefix.Address.IsIPv4) hasIPv4 = true;
                else if (!prefix.Address.IsLinkLocal) hasIPv6 = true;
            }
        }
        return !hasIPv6 ? [DnsType.A] : hasIPv4 ? [DnsType.Aaaa, DnsType.A] : [DnsType.Aaaa];
    }
}
