// The workloads of `netsim bench`, for ns-3 3.37: the same nodes, links, queues, applications and times.
//
//     workloads chain|dumbbell|fattree|scale [--packets=N] [--congestion=newreno|cubic] [--seconds=N] [--hosts=N]
//
// Prints one JSON object with the names that `netsim bench --json` uses. Every device has a tail-drop queue of packets and nothing above
// it: the queue discipline that ns-3 puts on top by default is taken away, since NetSim's links have none. Checksums of IP, UDP and TCP
// are off, as ns-3 has them by default; NetSim computes that of each IP header.

#include "ns3/bulk-send-helper.h"
#include "ns3/command-line.h"
#include "ns3/config.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/node-list.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/udp-client-server-helper.h"
#include "ns3/udp-server.h"
#include "ns3/uinteger.h"
#include "ns3/v4ping-helper.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint16_t kDiscardPort = 9;
constexpr uint16_t kSinkPort = 5000;
constexpr uint32_t kDatagram = 1472; // with the headers of UDP and IP 1500 bytes

struct Options
{
    uint32_t packets = 1000000;
    std::string congestion = "newreno";
    double seconds = 30;
    uint32_t hosts = 10000;
};

// A network that is ready to run.
struct Workload
{
    Time stop;
    std::function<uint64_t()> delivered; // datagrams, bytes or replies
};

// A point-to-point link of one kind, each use of which is a subnet of its own.
class Cable
{
  public:
    Cable(const char* rate, const char* delay, const char* queue)
    {
        m_link.SetDeviceAttribute("DataRate", StringValue(rate));
        m_link.SetChannelAttribute("Delay", StringValue(delay));
        m_link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue(queue));
    }

    Ipv4InterfaceContainer Connect(Ptr<Node> a, Ptr<Node> b, Ipv4AddressHelper& subnets)
    {
        NetDeviceContainer ends = m_link.Install(a, b);
        Ipv4InterfaceContainer interfaces = subnets.Assign(ends);
        subnets.NewNetwork();
        TrafficControlHelper().Uninstall(ends);
        return interfaces;
    }

  private:
    PointToPointHelper m_link;
};

Ptr<UdpServer>
Discard(Ptr<Node> node)
{
    ApplicationContainer server = UdpServerHelper(kDiscardPort).Install(node);
    server.Start(Seconds(0));
    return DynamicCast<UdpServer>(server.Get(0));
}

void
SendDatagrams(Ptr<Node> from, Ipv4Address to, Time start, Time every, uint32_t count)
{
    UdpClientHelper client(to, kDiscardPort);
    client.SetAttribute("PacketSize", UintegerValue(kDatagram));
    client.SetAttribute("Interval", TimeValue(every));
    client.SetAttribute("MaxPackets", UintegerValue(count));
    client.Install(from).Start(start);
}

// A host, eight routers, a host; one datagram every 24 us, which is half of what the links carry.
Workload
Chain(const Options& options)
{
    constexpr int links = 9;
    NodeContainer nodes;
    nodes.Create(links + 1);
    InternetStackHelper().Install(nodes);
    Cable cable("1Gbps", "1ms", "100p");
    Ipv4AddressHelper subnets("10.0.0.0", "255.255.255.0");
    Ipv4InterfaceContainer last;
    for (int i = 0; i < links; i++)
    {
        last = cable.Connect(nodes.Get(i), nodes.Get(i + 1), subnets);
    }
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();

    Ptr<UdpServer> server = Discard(nodes.Get(links));
    SendDatagrams(nodes.Get(0), last.GetAddress(1), MilliSeconds(1), MicroSeconds(24), options.packets);
    return {MicroSeconds(24) * options.packets + Seconds(1), [server] { return server->GetReceived(); }};
}

// As NetSim has it: full segments with timestamps, ten of them to begin with, and buffers that are not what limits.
void
SetTcpDefaults(const std::string& congestion)
{
    Config::SetDefault("ns3::TcpL4Protocol::SocketType",
                       StringValue(congestion == "cubic" ? "ns3::TcpCubic" : "ns3::TcpNewReno"));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(1 << 20));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(1 << 20));
}

Ptr<PacketSink>
SendBulk(Ptr<Node> from, Ptr<Node> to, Ipv4Address address, Time start)
{
    PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), kSinkPort));
    BulkSendHelper bulk("ns3::TcpSocketFactory", InetSocketAddress(address, kSinkPort));
    bulk.SetAttribute("MaxBytes", UintegerValue(0)); // without end
    bulk.SetAttribute("SendSize", UintegerValue(14480));
    bulk.Install(from).Start(start);
    return DynamicCast<PacketSink>(sink.Install(to).Get(0));
}

// 16 senders, two routers, 16 receivers; flow i starts at i * 10 ms.
Workload
Dumbbell(const Options& options)
{
    constexpr int flows = 16;
    SetTcpDefaults(options.congestion);
    NodeContainer routers;
    NodeContainer senders;
    NodeContainer receivers;
    routers.Create(2);
    senders.Create(flows);
    receivers.Create(flows);
    InternetStackHelper stack;
    stack.Install(routers);
    stack.Install(senders);
    stack.Install(receivers);
    Cable access("1Gbps", "1ms", "1000p");
    Cable bottleneck("100Mbps", "20ms", "400p");
    Ipv4AddressHelper subnets("10.0.0.0", "255.255.255.0");
    bottleneck.Connect(routers.Get(0), routers.Get(1), subnets);
    std::vector<Ipv4Address> addresses;
    for (int i = 0; i < flows; i++)
    {
        access.Connect(senders.Get(i), routers.Get(0), subnets);
        addresses.push_back(access.Connect(routers.Get(1), receivers.Get(i), subnets).GetAddress(1));
    }
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();

    std::vector<Ptr<PacketSink>> sinks;
    for (int i = 0; i < flows; i++)
    {
        sinks.push_back(SendBulk(senders.Get(i), receivers.Get(i), addresses[i], MilliSeconds(10 * i)));
    }
    return {Seconds(options.seconds), [sinks] {
                uint64_t bytes = 0;
                for (const Ptr<PacketSink>& sink : sinks)
                {
                    bytes += sink->GetTotalRx();
                }
                return bytes;
            }};
}

// k = 4: every host sends to every other once a millisecond, a thousand times; flow f starts at 1 ms + f * 4.167 us.
Workload
FatTree(const Options&)
{
    constexpr uint32_t hostCount = 16;
    constexpr uint32_t packetsPerFlow = 1000;
    NodeContainer hosts;
    NodeContainer edge;
    NodeContainer aggregation;
    NodeContainer core;
    hosts.Create(hostCount);
    edge.Create(8);
    aggregation.Create(8);
    core.Create(4);
    InternetStackHelper().Install(NodeContainer(hosts, edge, aggregation, core));
    Cable cable("1Gbps", "10us", "100p");
    Ipv4AddressHelper subnets("10.0.0.0", "255.255.255.0");
    std::vector<Ipv4Address> addresses;
    for (uint32_t host = 0; host < hostCount; host++)
    {
        addresses.push_back(cable.Connect(hosts.Get(host), edge.Get(host / 2), subnets).GetAddress(0));
    }
    for (uint32_t router = 0; router < edge.GetN(); router++)
    {
        for (uint32_t up = 0; up < 2; up++)
        {
            cable.Connect(edge.Get(router), aggregation.Get(router / 2 * 2 + up), subnets);
        }
    }
    for (uint32_t router = 0; router < aggregation.GetN(); router++)
    {
        for (uint32_t up = 0; up < 2; up++)
        {
            cable.Connect(aggregation.Get(router), core.Get(router % 2 * 2 + up), subnets);
        }
    }
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();

    std::vector<Ptr<UdpServer>> servers;
    for (uint32_t host = 0; host < hostCount; host++)
    {
        servers.push_back(Discard(hosts.Get(host)));
    }
    int64_t flow = 0;
    for (uint32_t from = 0; from < hostCount; from++)
    {
        for (uint32_t to = 0; to < hostCount; to++)
        {
            if (from != to)
            {
                Time start = NanoSeconds(1000000 + flow++ * 4167);
                SendDatagrams(hosts.Get(from), addresses[to], start, MilliSeconds(1), packetsPerFlow);
            }
        }
    }
    return {MilliSeconds(packetsPerFlow + 100), [servers] {
                uint64_t datagrams = 0;
                for (const Ptr<UdpServer>& server : servers)
                {
                    datagrams += server->GetReceived();
                }
                return datagrams;
            }};
}

uint64_t g_replies = 0;

void
CountReply(Time)
{
    g_replies++;
}

// One core router, a router for every 100 hosts, and the hosts. Host i pings host i + n/2 once. Routes are given: what ns-3 computes
// routes with takes more than a minute here.
Workload
Scale(const Options& options)
{
    constexpr uint32_t hostsPerRouter = 100;
    const uint32_t routerCount = (options.hosts + hostsPerRouter - 1) / hostsPerRouter;
    const Ipv4Mask pair("255.255.255.252");
    NodeContainer core;
    NodeContainer routers;
    NodeContainer hosts;
    core.Create(1);
    routers.Create(routerCount);
    hosts.Create(options.hosts);
    Ipv4StaticRoutingHelper routing;
    InternetStackHelper stack;
    stack.SetRoutingHelper(routing);
    stack.SetIpv6StackInstall(false);
    stack.Install(NodeContainer(core, routers, hosts));

    auto routesOf = [&routing](Ptr<Node> node) { return routing.GetStaticRouting(node->GetObject<Ipv4>()); };
    Cable cable("1Gbps", "1ms", "100p");
    Ipv4AddressHelper uplinks("172.16.0.0", pair);
    std::vector<Ipv4Address> addresses;
    for (uint32_t r = 0; r < routerCount; r++)
    {
        Ptr<Node> router = routers.Get(r);
        const Ipv4Address block(0x0A000000 + r * 512); // 100 subnets of four addresses fit into a /23
        Ipv4InterfaceContainer up = cable.Connect(core.Get(0), router, uplinks);
        routesOf(core.Get(0))->AddNetworkRouteTo(block, Ipv4Mask("255.255.254.0"), up.GetAddress(1), up.Get(0).second);
        routesOf(router)->SetDefaultRoute(up.GetAddress(0), up.Get(1).second);
        Ipv4AddressHelper subnets(block, pair);
        for (uint32_t h = r * hostsPerRouter; h < std::min(options.hosts, (r + 1) * hostsPerRouter); h++)
        {
            Ipv4InterfaceContainer down = cable.Connect(router, hosts.Get(h), subnets);
            routesOf(hosts.Get(h))->SetDefaultRoute(down.GetAddress(0), down.Get(1).second);
            addresses.push_back(down.GetAddress(1));
        }
    }

    const Time stop = Seconds(5) + MicroSeconds(10) * options.hosts;
    for (uint32_t h = 0; h < options.hosts; h++)
    {
        V4PingHelper ping(addresses[(h + options.hosts / 2) % options.hosts]);
        ping.SetAttribute("Interval", TimeValue(stop)); // so that there is one only
        ApplicationContainer application = ping.Install(hosts.Get(h));
        application.Get(0)->TraceConnectWithoutContext("Rtt", MakeCallback(&CountReply));
        application.Start(MilliSeconds(1) + MicroSeconds(10) * h);
    }
    return {stop, [] { return g_replies; }};
}

long
ResidentBytes()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
    {
        if (line.rfind("VmRSS:", 0) == 0)
        {
            return std::stol(line.substr(6)) * 1024;
        }
    }
    return 0;
}

double
SecondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

int
main(int argc, char** argv)
{
    std::string name;
    Options options;
    CommandLine arguments(__FILE__);
    arguments.AddNonOption("name", "chain, dumbbell, fattree or scale", name);
    arguments.AddValue("packets", "chain: packets to send", options.packets);
    arguments.AddValue("congestion", "dumbbell: newreno or cubic", options.congestion);
    arguments.AddValue("seconds", "dumbbell: simulated seconds", options.seconds);
    arguments.AddValue("hosts", "scale: how many hosts", options.hosts);
    arguments.Parse(argc, argv);

    Workload (*make)(const Options&) = name == "chain"      ? Chain
                                       : name == "dumbbell" ? Dumbbell
                                       : name == "fattree"  ? FatTree
                                       : name == "scale"    ? Scale
                                                            : nullptr;
    if (make == nullptr)
    {
        std::cerr << "'" << name << "' is no workload: chain, dumbbell, fattree, scale\n";
        return 2;
    }

    const long residentBefore = ResidentBytes();
    auto start = std::chrono::steady_clock::now();
    Workload workload = make(options);
    Simulator::Stop(workload.stop);
    const double setUp = SecondsSince(start);
    const long residentBytes = ResidentBytes() - residentBefore;
    const uint32_t nodes = NodeList::GetNNodes();

    start = std::chrono::steady_clock::now();
    Simulator::Run();
    const double wall = SecondsSince(start);

    std::cout << "{ \"name\": \"" << name << "\", \"delivered\": " << workload.delivered() << ", \"setup_s\": " << setUp
              << ", \"wall_s\": " << wall << ", \"simulated_s\": " << workload.stop.GetSeconds()
              << ", \"bytes_per_node\": " << residentBytes / nodes << ", \"nodes\": " << nodes
              << ", \"events\": " << Simulator::GetEventCount() << " }\n";
    Simulator::Destroy();
    return 0;
}
