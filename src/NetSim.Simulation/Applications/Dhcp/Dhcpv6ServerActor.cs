using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Services;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Services.Dhcpv6;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Dhcpv6;
using NetSim.Wire.Dns;

namespace NetSim.Simulation.Applications.Dhcp;

/// <summary>A stateless DHCPv6 server on one interface.</summary>
internal sealed class Dhcpv6ServerActor(Dhcpv6ServerPlan plan, ServiceRecord record, ApplicationContext context)
    : DatagramServerActor(new UdpBind(record.Port, IpAddress.AnyIPv6), record, context)
{
    private const int LongestAnswer = 1024;

    private readonly Dhcpv6Server _core = new(
        ((HostInside)context.Node.Inside!).Core.Interfaces[plan.Interface].Mac,
        new StatelessConfiguration(plan.NameServers, plan.Domain is { } domain ? DnsName.Parse(domain) : null));

    protected override void OnReady(DatagramReady ready) => ready.Socket.Tell(new GroupJoin(Dhcpv6View.Servers, plan.Interface), Self);

    protected override void Serve(Packet datagram)
    {
        Packet reply = Pool.Rent(LongestAnswer);
        int length = datagram.Ingress == plan.Interface && Dhcpv6View.TryParse(datagram.Bytes, out Dhcpv6View view)
            ? _core.Answer(view, reply.Append(LongestAnswer)) : 0;
        if (length > 0)
        {
            reply.Truncate(length);
            reply.Remote = datagram.Remote;
            reply.Egress = plan.Interface;
            Answer(reply);
        }
        else
        {
            reply.Return();
        }
        datagram.Return();
    }
}
