using NetSim.Simulation.Switching;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>The inside of a hub: from each port to all others.</summary>
internal sealed class HubActor(NodeState node, Hub core, IActorRef[] ports) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet frame:
                Repeat(frame);
                break;
            case SwitchPortChanged change:
                core.SetPort(change.Port, change.CanPass);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Repeat(Packet frame)
    {
        core.OnFrame();
        for (int port = 0; port < ports.Length; port++)
        {
            if (!core.Repeats(port, frame)) continue;
            Packet copy = frame.Clone(node.Pool);
            copy.Egress = port;
            ports[port].Tell(copy, Self);
        }
        frame.Return();
    }
}
