using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>
/// The inside of a network namespace, as far as it is not the kernel's: port and device of each interface give each other what they get. A
/// cable that is cut is shown to the kernel as a missing carrier, which routing daemons go by.
/// </summary>
internal sealed class NetnsActor : UntypedActor
{
    private readonly IActorRef[] _ports;

    /// <summary>By index of the interface.</summary>
    private readonly IActorRef[] _devices;

    private readonly NodeState _node;

    public NetnsActor(NodeState node, IActorRef[] ports)
    {
        (_node, _ports) = (node, ports);
        _devices = new IActorRef[ports.Length];
        TopologyPlan plan = node.Wiring.Plan;
        foreach (DevicePlan device in plan.Devices)
        {
            InterfacePlan port = plan.Interfaces[device.InterfaceId];
            if (port.NodeId == node.Id) _devices[port.Index] = node.Wiring.Devices[device.Id].Actor;
        }
    }

    protected override void PreStart()
    {
        for (int i = 0; i < _devices.Length; i++)
        {
            _devices[i].Tell(new PlugIn(LinkEnd.A, Self, i, _node.Pool), Self);
            if (_node.PortPlans[i].Attachment == Attachment.None) _devices[i].Tell(new SetLinkState(OperState.Down), Self);
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet frame:
                int device = Array.IndexOf(_devices, Sender);
                if (device < 0) _devices[frame.Ingress].Tell(frame, Self);
                else Send(frame, device);
                break;
            case SwitchPortChanged change:
                _devices[change.Port].Tell(new SetLinkState(change.CanPass ? OperState.Up : OperState.Down), Self);
                break;
            case Plugged or HostState:
                // The device's word on its namespace's side: the kernel there sends and receives nothing while it is down, and neither need we.
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Send(Packet frame, int port)
    {
        frame.Egress = port;
        _ports[port].Tell(frame, Self);
    }
}
