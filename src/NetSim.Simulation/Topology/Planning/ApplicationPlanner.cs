using NetSim.Simulation.Applications.Iperf;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>What runs on the nodes.</summary>
internal sealed class ApplicationPlanner(PlanDraft draft, TargetResolver targets, PathPlanner paths)
{
    private readonly List<Call> _calls = [];
    private readonly DhcpPlanner _dhcp = new(draft, targets);
    private readonly TrafficPlanner _traffic = new(draft);
    private readonly TcpPlanner _tcp = new(draft);
    private readonly ReplayPlanner _replays = new(draft, paths);

    public void Plan()
    {
        for (int node = 0; node < draft.NodeDocuments.Count; node++)
        {
            if (draft.Builder.Nodes[node].Kind.IsBridge()) continue;
            if (draft.Builder.Nodes[node].Kind == NodeKind.Netns)
            {
                foreach (Located<ExecDocument> command in draft.NodeDocuments[node].Value.Commands?.Value ?? []) Plan(node, command.Value);
                continue;
            }
            _dhcp.PlanClients(node);
            if (draft.NodeDocuments[node].Value.Applications is not { } applications) continue;
            foreach (Located<ApplicationDocument> document in applications.Value) Plan(node, document.Value);
        }
        foreach (Call call in _calls) WarnIfNobodyListens(call);
    }

    private void Plan(int node, ApplicationDocument document)
    {
        CheckTimes(document);
        ApplicationPlan? plan = document switch
        {
            PingDocument ping => Ping(node, ping),
            TracerouteDocument traceroute => Traceroute(node, traceroute),
            EchoDocument echo => new EchoPlan { Port = echo.Port.Value, Transport = echo.Transport },
            DiscardDocument discard => new DiscardPlan { Port = discard.Port.Value, Transport = discard.Transport },
            ChargenDocument chargen => new ChargenPlan { Port = chargen.Port.Value, Transport = chargen.Transport, Bytes = chargen.Bytes },
            HttpDocument http => Http(http),
            HttpClientDocument client => HttpClient(node, client),
            BulkDocument bulk => Bulk(node, bulk),
            LookupDocument lookup => _traffic.Lookup(lookup),
            TransferDocument { To: null } transfer => new TransferServerPlan { Port = transfer.Port.Value },
            TransferDocument transfer => Transfer(node, transfer),
            TrafficDocument traffic => Traffic(node, traffic),
            ReplayDocument replay => _replays.Plan(node, replay),
            SinkDocument sink => new SinkPlan { Port = sink.Port.Value },
            IperfDocument { To: null } iperf => new IperfServerPlan { Port = iperf.Port.Value },
            IperfDocument iperf => Iperf(node, iperf),
            DnsDocument dns => Dns(dns),
            DhcpServerDocument dhcp => _dhcp.Server(node, dhcp),
            Dhcpv6ServerDocument dhcp => _dhcp.Server(node, dhcp),
            ExecDocument exec => new ExecPlanner(draft).Plan(exec),
            MdnsDocument mdns => new MdnsPlan { Name = mdns.Name ?? draft.NodeName(node), Services = [.. mdns.Services.Select(service => service.Value.ToPlan())] },
            _ => throw new InvalidOperationException($"{document.GetType().Name} has no plan"),
        };
        if (plan is null) return;
        if (plan.Listens is { } listens) Listen(node, listens.Port, listens.Transport, document);
        if (document.Id is { } id && !draft.NamedApplications.Add(id.Value))
            draft.Diagnostics.Add(id.Place, DiagnosticCode.DuplicateApplication, $"another application has the id {Quoted.Text(id.Value)}");
        draft.Builder.AddApplication(plan with
        {
            NodeId = node,
            GivenName = document.Id?.Value,
            Start = document.Start.Value,
            Stop = document.Stop?.Value,
            Repeat = Repeat(document),
        });
    }

    private void CheckTimes(ApplicationDocument document)
    {
        if (document.Stop is { } stop && stop.Value <= document.Start.Value)
        {
            draft.Diagnostics.Add(stop.Place, DiagnosticCode.StopBeforeStart, "it stops before it starts, so it never runs");
        }
        Times.WarnAfterStop(draft, document.Start, "it starts");
    }

    private RepeatPlan? Repeat(ApplicationDocument document)
    {
        if (document.Repeat is not { } repeat) return null;
        if (repeat.Value.Pause is { Value.Nanoseconds: 0 } pause)
            draft.Diagnostics.Add(pause.Place, DiagnosticCode.OutOfRange, "after a pause of no time it would start again at the instant of its end: 1 ms will do");
        bool isEndless = draft.Time is { Mode: TimeMode.Virtual, Stop: null } && document.Stop is null && repeat.Value is { Count: null, IsDamaged: false };
        if (isEndless)
        {
            draft.Diagnostics.AddAtKey(repeat.Place, DiagnosticCode.NeverEnds,
                "this never ends, and neither would the run: add 'count' here, or 'time: { stop: 60 s }' to the file");
        }
        return new RepeatPlan(repeat.Value.Count, repeat.Value.Pause?.Value ?? RepeatDocument.DefaultPause);
    }

    private void Listen(int node, ushort port, Transport transport, ApplicationDocument document)
    {
        Place place = document switch
        {
            EchoDocument echo => echo.Port.Place,
            DiscardDocument discard => discard.Port.Place,
            ChargenDocument chargen => chargen.Port.Place,
            HttpDocument http => http.Port.Place,
            SinkDocument sink => sink.Port.Place,
            TransferDocument transfer => transfer.Port.Place,
            IperfDocument iperf => iperf.Port.Place,
            DnsDocument dns => dns.Port.Place,
            _ => document.Place,
        };
        if (draft.Listeners.Add(node, port, transport, document.Place.Path) is { } before)
        {
            draft.Diagnostics.Add(place, DiagnosticCode.PortClash, $"port {port} is taken by {before}");
        }
    }

    private TcpPlan? Tcp(TransportDocument document) => _tcp.Plan(document.Tcp?.Value);

    private PingPlan? Ping(int node, PingDocument ping)
    {
        if (ping.To is not { } to || !targets.TryResolveByName(to, node, out Target target, out _)) return null;
        targets.Expect(node, target, to.Place);
        return new PingPlan { To = target, Count = ping.Count, Every = ping.Every, Size = ping.Size, Ttl = ping.Ttl, Dscp = ping.Dscp };
    }

    private TraceroutePlan? Traceroute(int node, TracerouteDocument traceroute)
    {
        if (traceroute.To is not { } to || !targets.TryResolveByName(to, node, out Target target, out _)) return null;
        targets.Expect(node, target, to.Place);
        return new TraceroutePlan { To = target, MaxHops = traceroute.MaxHops, Count = traceroute.Count, Size = traceroute.Size, Wait = traceroute.Wait };
    }

    private static DnsPlan Dns(DnsDocument dns)
    {
        List<DnsRecordPlan> records = [];
        foreach (Located<DnsRecordDocument> record in dns.Records) records.Add(record.Value.ToPlan());
        return new DnsPlan { Port = dns.Port.Value, Zone = dns.Zone?.Value, TimeToLive = dns.TimeToLive, Records = [.. records] };
    }

    private HttpPlan? Http(HttpDocument http)
    {
        var plan = new HttpPlan { Port = http.Port.Value, Body = http.Body?.Value, Size = http.Size?.Value, Dscp = http.Dscp, Tcp = Tcp(http) };
        if (http.Size is { Value.Mean: > HttpPlan.MostSize } size)
        {
            draft.Diagnostics.Add(size.Place, DiagnosticCode.OutOfRange, $"a page is at most {new ByteSize(HttpPlan.MostSize)}");
            return null;
        }
        if (http.Folder is not { } folder) return plan;
        return paths.Folder(folder) is { } found ? plan with { Folder = found } : null;
    }

    private HttpClientPlan? HttpClient(int node, HttpClientDocument client)
    {
        if (client.Url is not { } url) return null;
        if (!HttpUrl.TryParse(url.Value, out HttpUrl parts, out Problem problem))
        {
            draft.Diagnostics.Add(url.Place, problem);
            return null;
        }
        if (!targets.TryResolveByName(url with { Value = parts.Host }, node, out Target target, out int server)) return null;
        targets.Expect(node, target, url.Place);
        if (server >= 0) _calls.Add(new Call(server, parts.Port, target, url.Place));
        if (!_traffic.IsBounded(client.Every) | !_traffic.IsBounded(client.Think)) return null;
        var plan = new HttpClientPlan
        {
            Url = url.Value,
            Authority = parts.Authority,
            Path = parts.Path,
            Host = target,
            Port = parts.Port,
            Count = client.Count,
            Think = client.Think?.Value,
            Dscp = client.Dscp,
            Tcp = Tcp(client),
        };
        return client.Every is { } every ? plan with { Every = every.Value } : plan;
    }

    private BulkPlan? Bulk(int node, BulkDocument bulk)
    {
        if (draft.Time is { Mode: TimeMode.Virtual, Stop: null } && bulk is { Bytes: null, For: null, Stop: null, IsDamaged: false })
        {
            draft.Diagnostics.AddAtKey(bulk.Place, DiagnosticCode.NeverEnds,
                "this never ends, and neither would the run: add 'bytes' or 'for' here, or 'time: { stop: 60 s }' to the file");
        }
        if (bulk.To is not { } to || !targets.TryResolve(to, node, out Target target, out int receiver)) return null;
        targets.Expect(node, target, to.Place);
        if (receiver >= 0) _calls.Add(new Call(receiver, bulk.Port.Value, target, to.Place));
        return new BulkPlan { To = target, Port = bulk.Port.Value, Bytes = bulk.Bytes, For = bulk.For, Dscp = bulk.Dscp, Tcp = Tcp(bulk) };
    }

    private TransferPlan? Transfer(int node, TransferDocument transfer)
    {
        if (!targets.TryResolveByName(transfer.To!, node, out Target target, out int server)) return null;
        targets.Expect(node, target, transfer.To!.Place);
        if (server >= 0) _calls.Add(new Call(server, transfer.Port.Value, target, transfer.To.Place));
        if (!_traffic.IsBounded(transfer.Think)) return null;
        var plan = new TransferPlan { To = target, Port = transfer.Port.Value, Count = transfer.Count, Think = transfer.Think?.Value, Dscp = transfer.Dscp, Tcp = Tcp(transfer) };
        return transfer.Size is { } size ? plan with { Size = size.Value } : plan;
    }

    private TrafficPlan? Traffic(int node, TrafficDocument traffic)
    {
        if (traffic.To is not { } to || !targets.TryResolveByName(to, node, out Target target, out int receiver)) return null;
        targets.Expect(node, target, to.Place);
        if (receiver >= 0) _calls.Add(new Call(receiver, traffic.Port.Value, target, to.Place) { Transport = Transport.Udp });
        return _traffic.Traffic(traffic, target);
    }

    private IperfClientPlan? Iperf(int node, IperfDocument iperf)
    {
        if (iperf.Time is { Value.Nanoseconds: 0 } time)
        {
            draft.Diagnostics.Add(time.Place, DiagnosticCode.OutOfRange, "a test of no time measures nothing");
            return null;
        }
        if (!targets.TryResolveByName(iperf.To!, node, out Target target, out int server)) return null;
        targets.Expect(node, target, iperf.To!.Place);
        if (server >= 0) _calls.Add(new Call(server, iperf.Port.Value, target, iperf.To.Place));
        return new IperfClientPlan
        {
            To = target,
            Port = iperf.Port.Value,
            Time = iperf.Time?.Value ?? (iperf.Bytes is null ? IperfDocument.DefaultTime : null),
            Bytes = iperf.Bytes,
            Parallel = iperf.Parallel,
            Direction = iperf.Reverse ? IperfDirection.Reverse : iperf.Bidir ? IperfDirection.Bidirectional : IperfDirection.Forward,
            Transport = iperf.Udp ? Transport.Udp : Transport.Tcp,
            Rate = iperf.Rate ?? (iperf.Udp ? IperfDocument.DefaultDatagramRate : BitRate.Unlimited),
            Length = iperf.Length,
            Dscp = iperf.Dscp,
            Tcp = Tcp(iperf),
        };
    }

    private void WarnIfNobodyListens(Call call)
    {
        // What programs of a netns node listen on shows when they run.
        if (draft.Builder.Nodes[call.Node].Kind == NodeKind.Netns) return;
        if (draft.Listeners.IsTaken(call.Node, call.Port, call.Transport)) return;
        draft.Diagnostics.Add(call.Place, DiagnosticCode.NobodyListens,
            $"no application of {draft.NodeName(call.Node)} listens on {(call.Transport == Transport.Tcp ? "TCP" : "UDP")} port {call.Port}, so {call.Target.Address} will refuse");
    }

    /// <summary>A client and whom it calls.</summary>
    private sealed record Call(int Node, ushort Port, Target Target, Place Place)
    {
        public Transport Transport { get; init; } = Transport.Tcp;
    }
}

/// <summary>Times of the file against the end of the run.</summary>
internal static class Times
{
    public static void WarnAfterStop(PlanDraft draft, Located<Duration> time, string what)
    {
        if (draft.Time.Stop is not { } stop || time.Value < stop) return;
        draft.Diagnostics.Add(time.Place, DiagnosticCode.AfterStop,
            $"{what} when the run has ended, which is after {Quantities.DurationText.Format(stop)}");
    }
}
