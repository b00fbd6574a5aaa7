using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Services;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Services.Dhcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Dhcp;

namespace NetSim.Simulation.Applications.Dhcp;

/// <summary>A DHCP server on one interface.</summary>
internal sealed class DhcpServerActor(DhcpServerPlan plan, ServiceRecord record, ApplicationContext context)
    : DatagramServerActor(new UdpBind(record.Port, IpAddress.AnyIPv4), record, context)
{
    private readonly DhcpServer _core = new(new DhcpPool(plan.Own, plan.First, plan.Last)
    {
        Router = plan.Router,
        NameServers = plan.NameServers,
        Domain = plan.Domain,
        LeaseTime = plan.LeaseTime,
    });

    protected override void Serve(Packet datagram)
    {
        DhcpSend? answer = null;
        bool isAnswered = datagram.Ingress == plan.Interface && DhcpView.TryParse(datagram.Bytes, out DhcpView view)
            && _core.TryAnswer(ApplicationContext.Now, view, out answer);
        if (isAnswered)
        {
            Packet reply = Pool.Rent(answer!.Bytes.Length);
            answer.Bytes.Span.CopyTo(reply.Append(answer.Bytes.Length));
            reply.Remote = new IpEndpoint(answer.To, DhcpView.ClientPort);
            reply.Local = new IpEndpoint(plan.Own.Address, DhcpView.ServerPort);
            reply.Egress = plan.Interface;
            Answer(reply);
        }
        datagram.Return();
    }
}
