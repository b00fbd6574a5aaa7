using NetSim.Simulation.Switching;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>The inside of a switch: from port to port.</summary>
/// <param name="node">Whose switch it is.</param>
/// <param name="core">What it does.</param>
/// <param name="ports">The ports, by index.</param>
internal sealed class SwitchActor(NodeState node, LearningSwitch core, IActorRef[] ports) : UntypedActor
{
    private readonly bool _hasMirror = core.HasMirror;

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
        if (_hasMirror) Mirror(frame, frame.Ingress);
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
        core.Tag(frame, port);
        if (_hasMirror) Mirror(frame, port);
        frame.Egress = port;
        ports[port].Tell(frame, Self);
    }

    /// <summary>As it is on the wire of the mirrored port.</summary>
    private void Mirror(Packet frame, int of)
    {
        int to = core.MirrorOf(of);
        if (to < 0) return;
        Packet copy = frame.Clone(node.Pool);
        copy.Egress = to;
        ports[to].Tell(copy, Self);
    }
}
