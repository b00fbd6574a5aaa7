using NetSim.Simulation.Switching;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>The inside of a switch: from port to port.</summary>
/// <param name="node">Whose switch it is.</param>
/// <param name="core">What it does.</param>
/// <param name="ports">The ports, by index.</param>
internal sealed class SwitchActor(NodeState node, LearningSwitch core, IActorRef[] ports) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet frame:
                Forward(frame);
                break;
            case SwitchPortChanged change:
                core.SetPort(change.Port, change.CanPass);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Forward(Packet frame)
    {
        int port = core.OnFrame(node.Now, frame);
        if (port >= 0) Send(frame, port);
        else if (port == LearningSwitch.Flood) Flood(frame);
    }

    private void Flood(Packet frame)
    {
        for (int port = 0; port < ports.Length; port++)
            if (core.TakesFlood(port, frame.Ingress)) Send(frame.Clone(node.Pool), port);
        frame.Return();
    }

    private void Send(Packet frame, int port)
    {
        frame.Egress = port;
        ports[port].Tell(frame, Self);
    }
}
