using NetSim.Simulation.Applications;
using NetSim.Simulation.Applications.Bulk;
using NetSim.Simulation.Applications.Dhcp;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Applications.Exec;
using NetSim.Simulation.Applications.Http;
using NetSim.Simulation.Applications.Iperf;
using NetSim.Simulation.Applications.Mdns;
using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Applications.Replay;
using NetSim.Simulation.Applications.Services;
using NetSim.Simulation.Applications.Traceroute;
using NetSim.Simulation.Applications.Traffic;
using NetSim.Simulation.Applications.Transfer;
using NetSim.Simulation.Applications.Trials;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Sockets;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Services.Dns;

namespace NetSim.Simulation.Actors;

/// <summary>From an application's plan to its record and its actors (a service over both transports has two).</summary>
internal static class ApplicationFactory
{
    public static ApplicationRecord RecordOf(ApplicationPlan plan, string node) => plan switch
    {
        PingPlan ping => new PingRecord(node, ping.To),
        TraceroutePlan traceroute => new TracerouteRecord(node, traceroute.To),
        HttpClientPlan client => new HttpClientRecord(node, client.Url),
        BulkPlan bulk => new BulkRecord(node, bulk.To),
        LookupPlan lookup => new LookupRecord(node, lookup.Name),
        TransferPlan transfer => new TransferRecord(node, transfer.To),
        TrafficPlan traffic => new TrafficRecord(node, traffic.To, traffic.Port),
        ReplayPlan replay => new ReplayRecord(node, replay),
        IperfClientPlan client => new IperfRecord(node, client.To, client.Port),
        IperfServerPlan server => new IperfRecord(node, null, server.Port),
        ExecPlan command => new ExecRecord(node, command),
        ConnectionsPlan => new ConnectionsRecord(node),
        DhcpClientPlan => new DhcpClientRecord(node),
        Dhcpv6ClientPlan => new Dhcpv6ClientRecord(node),
        TrialsPlan => new TrialsRecord(node),
        PathProbePlan path => new PathRecord(node, path.To),
        _ => new ServiceRecord(node, plan.Kind, plan.Listens!.Value.Port),
    };

    public static Func<ActorBase>[] ActorsOf(ApplicationPlan plan, ApplicationRecord record, ApplicationContext context) => plan switch
    {
        PingPlan ping => [() => new PingActor(ping, (PingRecord)record, context)],
        TraceroutePlan traceroute => [() => new TracerouteActor(traceroute, (TracerouteRecord)record, context)],
        HttpClientPlan client => [() => new HttpClientActor(client, (HttpClientRecord)record, context)],
        BulkPlan bulk => [() => new BulkActor(bulk, (BulkRecord)record, context)],
        LookupPlan lookup => [() => new LookupActor(lookup, (LookupRecord)record, context)],
        TransferPlan transfer => [() => new TransferActor(transfer, (TransferRecord)record, context)],
        ReplayPlan replay => [() => new ReplayActor(replay, (ReplayRecord)record, context)],
        TrafficPlan traffic => [() => new TrafficActor(traffic, (TrafficRecord)record, context)],
        IperfClientPlan client => [() => new IperfClientActor(client, (IperfRecord)record, context)],
        IperfServerPlan server => [() => new IperfServerActor(server, (IperfRecord)record, context)],
        ExecPlan command => [() => new ExecActor(command, (ExecRecord)record, context)],
        ConnectionsPlan many => [() => new ConnectionsActor(many, (ConnectionsRecord)record, context)],
        DhcpClientPlan client => [() => new DhcpClientActor(client, (DhcpClientRecord)record, context)],
        Dhcpv6ClientPlan client => [() => new Dhcpv6ClientActor(client, (Dhcpv6ClientRecord)record, context)],
        TrialsPlan trials => [() => new TrialsActor(trials, (TrialsRecord)record, context)],
        PathProbePlan path => [() => new PathActor(path, (PathRecord)record, context)],
        _ => ServiceOf(plan, (ServiceRecord)record, context),
    };

    private static HttpSite SiteOf(HttpPlan http, ApplicationContext context)
    {
        if (http.Folder is { } folder) return HttpSite.OfFolder(folder.FullPath);
        return http.Size is { } size ? HttpSite.OfPages(size, context.DiceOf(http)) : HttpSite.OfBody(http.Body ?? "");
    }

    private static Func<ActorBase>[] ServiceOf(ApplicationPlan plan, ServiceRecord record, ApplicationContext context)
    {
        switch (plan)
        {
            case HttpPlan http:
                HttpSite site = SiteOf(http, context);
                return [Tcp(socket => new HttpConnectionActor(socket, site, record), TcpWords.OptionsOf(http.Tcp, http.Dscp))];
            case SinkPlan:
                return [Tcp(socket => new DiscardConnectionActor(socket, record))];
            case TransferServerPlan:
                return [Tcp(socket => new TransferConnectionActor(socket, record))];
            case EchoPlan echo:
                return Both(echo.Transport, socket => new EchoConnectionActor(socket, record), UdpService.Echo);
            case DiscardPlan discard:
                return Both(discard.Transport, socket => new DiscardConnectionActor(socket, record), UdpService.Discard);
            case ChargenPlan chargen:
                RandomStream dice = context.DiceOf(chargen);
                return Both(chargen.Transport, socket => new ChargenConnectionActor(socket, record, chargen.Bytes?.Next(dice)), UdpService.Chargen);
            case DnsPlan dns:
                var server = new NameServer(ZoneOfFile.Build(dns, context.Node.Wiring.Plan));
                return [Tcp(socket => new DnsConnectionActor(socket, server, record)), () => new DnsServerActor(server, record, context)];
            case DhcpServerPlan dhcp:
                return [() => new DhcpServerActor(dhcp, record, context)];
            case Dhcpv6ServerPlan dhcp:
                return [() => new Dhcpv6ServerActor(dhcp, record, context)];
            case MdnsPlan mdns:
                return [() => new MdnsActor(mdns, record, context)];
            default:
                throw new ArgumentException($"There is no application for {plan.Kind}.", nameof(plan));
        }

        Func<ActorBase> Tcp(Func<IActorRef, ActorBase> connection, TcpSocketOptions? options = null) =>
            () => new TcpServiceActor(record.Port, record, context, connection) { Options = options };

        Func<ActorBase>[] Both(Transport transport, Func<IActorRef, ActorBase> connection, UdpService udp) => transport switch
        {
            Transport.Tcp => [Tcp(connection)],
            Transport.Udp => [() => new UdpServiceActor(udp, record, context)],
            _ => [Tcp(connection), () => new UdpServiceActor(udp, record, context)],
        };
    }
}
